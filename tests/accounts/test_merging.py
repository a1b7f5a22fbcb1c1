"""A guest becomes an account's player: asked first, once, whole, and nothing counts twice."""

import pytest
from django.db.models import F

from server.accounts.merging import Merged, Refusal, merge, offered
from server.decks.learning import mean_skill
from server.decks.models import Complaint, Deck, Face
from server.leaderboards.audit import row_differences
from server.matches.models import Match, Result
from server.players.identity import COOKIE
from server.players.models import Player
from tests.accounts.conftest import HOME, Browse, consistent
from tests.matches.conftest import PLAYERS

ANN, BEN, CLEO = PLAYERS


def test_who_signs_in_is_asked_and_not_merged_silently(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    response = phone.sign_in(next="/matches/")
    assert response["Location"] == "/account/merge/?next=%2Fmatches%2F"
    page = phone.get(response["Location"]).content.decode()
    assert "You have 2 matches here as a guest." in page
    assert "In 1 of them your account played, too. That one stays as it is." in page
    assert Result.objects.filter(player=ANN).count() == 2
    assert phone.post("/account/merge/", {"answer": "yes", "next": "/matches/"})["Location"] == "/matches/"
    assert phone.told == (HOME, True)
    assert Player.objects.get(id=ANN).merged_into_id == HOME
    assert set(Result.objects.filter(player=HOME).values_list("match__key", flat=True)) == {
        "at-home",
        "on-the-phone",
        "both",
    }
    assert Result.objects.get(player=ANN).match.key == "both"
    consistent()


def test_a_merge_posted_twice_or_in_two_tabs_is_one(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    cookie = phone.cookies[COOKIE].value
    phone.post("/account/merge/", {"answer": "yes"})
    before = list(Result.objects.order_by("id").values_list("id", "player"))
    phone.cookies[COOKIE] = cookie  # the other tab sent it before
    phone.post("/account/merge/", {"answer": "yes"})
    assert list(Result.objects.order_by("id").values_list("id", "player")) == before
    assert merge(ANN, HOME) == Merged(0)
    consistent()


def test_what_cannot_be_merged_is_refused_with_a_reason(browse: Browse, account: str) -> None:
    browse(BEN).claim("ben")
    assert merge("nobody----------", HOME) is Refusal.NO_GUEST
    assert merge(ANN, CLEO) is Refusal.NO_ACCOUNT
    assert merge(BEN, HOME) is Refusal.NOT_A_GUEST
    assert merge(HOME, HOME) is Refusal.NOT_A_GUEST
    merge(ANN, HOME)
    assert merge(ANN, BEN) is Refusal.NOT_A_GUEST
    assert offered(ANN, BEN) == 0


def test_hosts_and_reports_of_faces_follow(browse: Browse, account: str) -> None:
    Match.objects.filter(key="on-the-phone").update(owner=ANN, starter=ANN, host=ANN)
    deck = Deck.objects.create(slug="d", title="D")
    faces = [
        Face.objects.create(
            id=f"f{number}",
            deck=deck,
            sha256=str(number),
            picture=f"{number}.jpg",
            truth="real",
            kind="photo",
            width=1,
            height=1,
            size=1,
        )
        for number in range(2)
    ]
    Complaint.objects.create(face=faces[0], player=ANN, reason="wrong")
    Complaint.objects.create(face=faces[1], player=ANN, reason="wrong")
    Complaint.objects.create(face=faces[1], player=HOME, reason="broken")
    merge(ANN, HOME)
    assert Match.objects.get(key="on-the-phone").hosts == [HOME]
    assert sorted(Complaint.objects.values_list("face", "player", "reason")) == [
        ("f0", HOME, "wrong"),
        ("f1", HOME, "broken"),
    ]


def rate(player: str, key: str, rating: float) -> None:
    Result.objects.filter(player=player, match__key=key).update(rating=rating, rating_deviation=2.0)
    Player.objects.filter(id=player).update(rating=rating, rating_deviation=2.0, rated=F("rated") + 1)


@pytest.mark.parametrize("guest", [15.0, 30.0], ids=["worse", "better"])
def test_an_account_s_rating_is_moved_by_no_guest(account: str, guest: float) -> None:
    rate(ANN, "on-the-phone", guest)
    rate(ANN, "both", guest)
    rate(HOME, "at-home", 20.0)
    merge(ANN, HOME)
    own = Player.objects.get(id=HOME)
    assert (own.rating, own.rating_deviation, own.rated) == (20.0, 2.0, 1)
    assert Result.objects.get(player=HOME, match__key="on-the-phone").rating is None
    consistent()


def test_an_account_without_a_rating_takes_the_guest_s(account: str) -> None:
    rate(ANN, "on-the-phone", 30.0)
    rate(ANN, "both", 31.0)
    merge(ANN, HOME)
    own = Player.objects.get(id=HOME)
    assert (own.rating, own.rating_deviation, own.rated) == (30.0, 2.0, 1)  # the match of both stays the guest's
    consistent()


def test_a_guest_s_skill_counts_for_the_account(account: str) -> None:
    Player.objects.filter(id=ANN).update(skill=1700.0, skill_deviation=100.0)
    Player.objects.filter(id=HOME).update(skill=1500.0, skill_deviation=100.0)
    assert mean_skill([HOME]) == pytest.approx(1500.0)
    merge(ANN, HOME)
    assert mean_skill([HOME]) == mean_skill([ANN, HOME]) == pytest.approx(1600.0)


def test_a_rated_match_in_which_both_sat_stays_the_guest_s_with_its_rating(account: str) -> None:
    rate(ANN, "both", 28.0)  # the account said nothing in it, and is not rated
    merge(ANN, HOME)
    assert Result.objects.get(player=ANN).match.key == "both"
    assert [str(each) for each in row_differences()] == []
    consistent()


def test_a_guest_with_nothing_but_a_match_beside_the_account_is_offered(browse: Browse, account: str) -> None:
    Result.objects.filter(player=ANN, match__key="on-the-phone").delete()
    phone = browse(ANN)
    assert phone.sign_in()["Location"].startswith("/account/merge/")
    assert "You have 1 match here as a guest." in phone.get("/account/merge/").content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert Player.objects.get(id=ANN).merged_into_id == HOME
