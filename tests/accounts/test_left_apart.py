"""A guest that is not added to the account is lost to nobody: offered again, there again, or deleted."""

from collections.abc import Callable

import pytest
from django.conf import settings

from server.matches.models import Match, Result, Trial
from server.players.models import Player
from tests.accounts.conftest import HOME, Browse, Browser, consistent
from tests.matches.conftest import PLAYERS

ANN, BEN, CLEO = PLAYERS


def test_who_says_no_can_say_yes_later(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    assert phone.post("/account/merge/", {"answer": "no"})["Location"] == "/account/"
    assert (phone.told, phone.guest) == ((HOME, True), ANN)
    assert Player.objects.get(id=ANN).merged_into is None
    assert "Decide what becomes of them" in phone.get("/account/").content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert Player.objects.get(id=ANN).merged_into_id == HOME
    assert (phone.told, phone.guest) == ((HOME, True), "")
    assert phone.get("/account/merge/")["Location"] == "/account/"
    phone.sign_out()
    assert phone.player not in (ANN, HOME)


def without_session(phone: Browser) -> None:
    del phone.cookies[settings.SESSION_COOKIE_NAME]
    phone.get("/account/")


@pytest.mark.parametrize("leave", [Browser.sign_out, without_session], ids=["signed out", "session ended"])
def test_a_guest_that_was_left_apart_is_there_again_without_the_account(
    browse: Browse, account: str, leave: Callable[[Browser], object]
) -> None:
    phone = browse(ANN)
    phone.sign_in()
    phone.post("/account/merge/", {"answer": "no"})
    leave(phone)
    assert (phone.told, phone.guest) == ((ANN, False), "")
    assert "2 matches" in phone.get("/account/").content.decode()
    assert phone.sign_in()["Location"].startswith("/account/merge/")


def test_a_guest_that_was_left_apart_can_be_deleted(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    trials = Trial.objects.count()
    assert "/account/delete/guest/" in phone.get("/account/merge/").content.decode()
    assert phone.get("/account/delete/guest/").status_code == 200
    assert phone.post("/account/delete/guest/", {"word": "no"}).status_code == 400
    assert Player.objects.filter(id=ANN).exists()
    assert phone.post("/account/delete/guest/", {"word": "delete"})["Location"] == "/account/"
    assert not Player.objects.filter(id=ANN).exists()
    assert Trial.objects.count() == trials
    assert (phone.told, phone.guest) == ((HOME, True), "")
    assert Result.objects.filter(player=HOME).count() == 2
    assert phone.post("/account/delete/guest/", {"word": "delete"})["Location"] == "/account/"
    assert Player.objects.filter(id=HOME, gone=False).exists()
    consistent()


def test_an_account_that_is_deleted_leaves_the_guest_and_says_so(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    phone.confirm()
    assert "not deleted with it" in phone.get("/account/delete/").content.decode()
    answer = phone.post("/account/delete/", {"word": "delete"}).content.decode()
    assert "the guest again" in answer
    assert phone.told == (ANN, False)
    assert not Player.objects.filter(id=HOME).exists()


def test_who_only_hosted_is_asked_too(browse: Browse, account: str) -> None:
    Match.objects.filter(key="at-home").update(owner="teacher---------")
    phone = browse("teacher---------")
    assert "You have 1 match here" in phone.get(phone.sign_in()["Location"]).content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert Match.objects.get(key="at-home").owner == HOME
    assert phone.get("/matches/at-home/").status_code == 200


def test_until_it_is_decided_the_account_page_reminds(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    assert "Decide what becomes of them" in phone.get("/account/").content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert "Decide what becomes of them" not in phone.get("/account/").content.decode()
