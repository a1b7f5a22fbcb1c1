"""An account is claimed, signed in with elsewhere and left; the cookie always says who the browser is."""

import pytest
from django.contrib.auth import get_user_model

from server.matches.models import Result
from server.players.identity import COOKIE, new_player_id, sign
from server.players.models import Player
from tests.accounts.conftest import PASSWORD, Browse, Browser, account_of
from tests.matches.conftest import PLAYERS, Keep

ANN = PLAYERS[0]


def test_who_claims_an_account_keeps_everything(browse: Browse, keep: Keep) -> None:
    keep()
    browser = browse(ANN)
    response = browser.claim()
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert account_of("ann").id == ANN
    assert browser.told == (ANN, True)
    assert Result.objects.filter(player=account_of("ann")).count() == 1
    page = browser.get("/account/").content.decode()
    assert "1 match" in page
    assert "Sign out" in page


def test_who_has_played_nothing_gets_a_row(browse: Browse) -> None:
    browser = browse()
    player = browser.player
    browser.claim()
    assert account_of("ann").id == player
    assert account_of("ann").name == ""


def test_an_account_needs_no_address_and_keeps_none(browse: Browse) -> None:
    assert "mail" not in browse().get("/account/claim/").content.decode()
    browse().claim("ann", email="ann@example.org")
    assert get_user_model().objects.get().email == ""


@pytest.mark.parametrize("password", ["short", "password", "anna-anna", ""])
def test_passwords_that_are_guessed_at_once_are_refused(browse: Browse, password: str) -> None:
    response = browse().claim("anna-anna", password1=password)
    assert response.status_code == 200
    assert not get_user_model().objects.exists()
    assert not Player.objects.exists()


def test_a_name_is_taken_once_whatever_its_letters_case(browse: Browse) -> None:
    browse().claim("ann")
    assert browse().claim("ANN").status_code == 200
    assert get_user_model().objects.count() == 1


def test_a_player_of_somebody_is_not_claimed_again(browse: Browse, keep: Keep) -> None:
    keep()
    browse(ANN).claim("ann")
    thief = browse(ANN)  # a copy of the cookie from before
    thief.claim("thief")
    assert account_of("ann").id == ANN
    assert account_of("thief").id != ANN
    assert thief.told == (account_of("thief").id, True)


def test_elsewhere_one_is_the_same_player(browse: Browse, keep: Keep) -> None:
    keep()
    browse(ANN).claim()
    phone = browse()
    stranger = phone.player
    response = phone.sign_in()
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert phone.told == (ANN, True)
    assert not phone.guest
    assert not Player.objects.filter(id=stranger).exists()


def test_signing_out_leaves_a_new_guest(browse: Browse) -> None:
    browser = browse()
    first = browser.player
    browser.claim()
    browser.sign_out()
    player, claimed = browser.told
    assert (player != first, claimed) == (True, False)
    assert "Keep what you have" in browser.get("/account/").content.decode()
    assert browser.player == player


def test_the_cookie_is_the_session_s_player_whatever_it_said(browse: Browse) -> None:
    browser = browse()
    browser.claim()
    own = browser.player
    browser.cookies[COOKIE] = sign(new_player_id())
    browser.get("/credits/")
    assert browser.told == (own, True)


def test_without_the_session_an_account_s_cookie_says_nothing(browse: Browse) -> None:
    phone, desk = browse(), browse()
    desk.claim()
    phone.sign_in()
    desk.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": "nine blue herons", "password2": "nine blue herons"},
    )
    assert desk.told == (account_of("ann").id, True)  # who changes it stays
    phone.get("/credits/")
    player, claimed = phone.told
    assert player != account_of("ann").id
    assert not claimed


def test_staff_that_signs_in_to_the_admin_stays_the_guest(browse: Browse) -> None:
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    browser = browse()
    player = browser.player
    response = browser.post("/admin/login/?next=/admin/", {"username": "root", "password": PASSWORD})
    assert response.status_code == 302
    browser.get("/credits/")
    assert browser.told == (player, False)


def test_an_account_made_elsewhere_gets_a_player_of_its_own(browse: Browse, keep: Keep) -> None:
    keep()
    get_user_model().objects.create_user("root", password=PASSWORD)
    browser = browse(ANN)
    assert browser.sign_in("root")["Location"] == "/account/merge/?next=%2Faccount%2F"
    assert browser.player == account_of("root").id != ANN


def test_guests_cost_one_query_and_accounts_three(browse: Browse, django_assert_num_queries: object) -> None:
    guest, member = browse(), browse()
    member.claim()
    with django_assert_num_queries(1):  # type: ignore[operator]
        guest.get("/nowhere.jpg")
    with django_assert_num_queries(3):  # type: ignore[operator]
        member.get("/nowhere.jpg")


def test_the_account_page_asks_the_same_of_any_history(
    browse: Browse, keep: Keep, django_assert_max_num_queries: object
) -> None:
    browser: Browser = browse(ANN)
    browser.claim()
    for number in range(4):
        keep(f"m{number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        browser.get("/account/")


def test_a_cookie_from_before_the_claim_opens_nothing_of_the_account(browse: Browse) -> None:
    ann = browse()
    before = ann.cookies[COOKIE].value
    ann.claim()
    player = account_of("ann")
    thief = browse()
    for ask in (
        lambda: thief.post("/account/delete/", {"word": "delete"}),
        lambda: thief.get("/account/export/"),
        lambda: thief.post("/me/", {"public": "1"}),
        lambda: thief.get("/account/"),
        lambda: thief.get("/leaderboard/"),
    ):
        thief.cookies[COOKIE] = before
        answer = ask()
        told = b"".join(answer) if answer.streaming and not answer.is_async else b""
        assert player.id.encode() not in told
    assert account_of("ann") == player
    assert not account_of("ann").public


@pytest.mark.parametrize("wished", ["foo", "admin:index", "//elsewhere.example/", "https://elsewhere.example/"])
def test_where_to_go_on_is_an_address_of_ours(browse: Browse, wished: str) -> None:
    answer = browse().get("/account/merge/", {"next": wished})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
