"""A guest becomes an account's player: asked first, once, whole, and nothing counts twice."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone
from redis import Redis

from server.accounts import boards
from server.accounts.deletion import delete_all
from server.accounts.merging import Merged, Refusal, merge, offered
from server.accounts.tidying import tidy
from server.decks.learning import mean_skill
from server.decks.models import Complaint, Deck, Face
from server.leaderboards.boards import Board
from server.leaderboards.selectors import top
from server.matches.history import rebuild
from server.matches.models import Match, Result, Trial
from server.matches.services import archive, rename
from server.matches.standings import counted, same
from server.players import successors
from server.players.guests import is_guest
from server.players.identity import COOKIE
from server.players.models import ALL_TIME, Departure, Player, Standing
from tests.accounts.conftest import Browse, Browser, KilledError, killed
from tests.matches.conftest import PLAYERS, Keep
from tests.matches.played import FINISHED, played

ANN, BEN, CLEO = PLAYERS
HOME = "ann-at-home-----"
OTHERS = ("dan-------------", "eve-------------")


@pytest.fixture
def account(browse: Browse, keep: Keep) -> str:
    """Ann's account, with one match; as a guest on her phone she has played two, one of them beside herself."""
    keep("at-home", players=(HOME, BEN, CLEO), seed=1)
    keep("on-the-phone", players=(ANN, *OTHERS), seed=2)
    keep("both", players=(HOME, ANN, BEN), seed=3)
    browse(HOME).claim()
    return HOME


def consistent() -> None:
    """Standings say what results say, and everything that was learnt follows from the history."""
    players = list(Player.objects.values_list("id", flat=True))
    truth = counted([player.id for player in Player.objects.filter(merged_into=None, gone=False)])
    for player in players:
        standing = Standing.objects.filter(player=player, window=ALL_TIME).first()
        assert same(standing, truth.get(player, {}).get(ALL_TIME)), player
    found = rebuild(write=False)
    assert (found.players, found.faces) == ([], [])


def test_who_signs_in_is_asked_and_not_merged_silently(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    response = phone.sign_in(next="/matches/")
    assert response["Location"] == "/account/merge/?next=%2Fmatches%2F"
    page = phone.get(response["Location"]).content.decode()
    assert "You have 1 match here as a guest." in page  # the one beside herself is no offer
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


@pytest.mark.parametrize("hosts", [True, False], ids=["host", "player"])
def test_who_signs_in_during_the_first_match_has_it_in_the_account(browse: Browse, account: str, hosts: bool) -> None:
    room, answers = played("first", ("newcomer--------", BEN, CLEO), seed=9)
    if hosts:
        room = msgspec.structs.replace(room, owner="newcomer--------", starter="newcomer--------", host=BEN)
    phone = browse("newcomer--------")
    assert phone.sign_in()["Location"] == "/account/"
    assert (phone.told, phone.guest) == ((HOME, True), "")
    assert not Player.objects.filter(id="newcomer--------").exists()
    assert archive(room, answers, FINISHED) == sorted((HOME, BEN, CLEO))
    match = Match.objects.get(key="first")
    assert match.results.get(player=HOME).as_guest is None
    assert (HOME in match.hosts) == hosts
    assert "newcomer--------" not in match.hosts
    rename("first", "newcomer--------", "Anna")
    assert match.results.get(player=HOME).name == "Anna"
    consistent()


def test_a_first_match_in_which_the_account_sits_too_is_a_part_of_it_that_counts_nowhere(
    browse: Browse, account: str
) -> None:
    room, answers = played("first", ("newcomer--------", HOME, CLEO), seed=9)
    before = Standing.objects.get(player=HOME, window=ALL_TIME).points
    browse("newcomer--------").sign_in()
    assert archive(room, answers, FINISHED) == sorted(("newcomer--------", HOME, CLEO))
    assert Player.objects.get(id="newcomer--------").merged_into_id == HOME
    assert Standing.objects.get(player=HOME, window=ALL_TIME).points == before + room.scores[HOME].points
    assert not Standing.objects.filter(player="newcomer--------").exists()
    consistent()
    delete_all(HOME)
    assert not Player.objects.filter(id="newcomer--------").exists()


def test_the_first_to_sign_in_during_a_first_match_has_it(browse: Browse, account: str) -> None:
    browse(BEN).claim("ben")
    browse("newcomer--------").sign_in()
    copy = browse("newcomer--------")
    copy.sign_in("ben")
    assert archive(*played("first", ("newcomer--------", CLEO), seed=9), FINISHED) == sorted((HOME, CLEO))


def test_an_account_that_goes_takes_its_first_match_along(browse: Browse, account: str) -> None:
    browse("newcomer--------").sign_in()
    delete_all(HOME)
    ids = archive(*played("first", ("newcomer--------", CLEO), seed=9), FINISHED)
    assert ids is not None
    assert "newcomer--------" not in ids
    assert Result.objects.get(match__key="first", player__gone=True).name == ""


@pytest.mark.parametrize("guest", [ANN, "newcomer--------"], ids=["merged", "in its first match"])
def test_a_copy_of_a_former_guest_s_cookie_is_a_stranger_s(browse: Browse, account: str, guest: str) -> None:
    phone, copy = browse(guest), browse(guest)
    phone.sign_in()
    phone.post("/account/merge/", {"answer": "yes"})
    assert not is_guest(guest)
    copy.get("/account/")
    assert copy.player not in (guest, HOME)


def test_a_seat_of_a_former_guest_plays_for_the_account_for_a_day(browse: Browse, account: str) -> None:
    merge(ANN, HOME)
    Departure.objects.update(created=timezone.now() - successors.KEPT)
    before = Standing.objects.get(player=HOME, window=ALL_TIME).points
    assert archive(*played("old-seat", (ANN, BEN), seed=9), FINISHED) == sorted((ANN, BEN))
    assert Standing.objects.get(player=HOME, window=ALL_TIME).points == before
    assert not Standing.objects.filter(player=ANN, window=ALL_TIME, matches__gt=0).exists()
    consistent()


def test_boards_that_a_merge_did_not_reach_are_told_later(
    account: str, redis_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]  # makes the board whole
    with monkeypatch.context() as patched:
        patched.setattr(boards, "feed", killed)
        with pytest.raises(KilledError):
            merge(ANN, HOME)
    tidy()
    found = {line.player: line.score for line in top(Board.POINTS, ALL_TIME, 10)}
    assert ANN not in found
    assert found[HOME] == Standing.objects.get(player=HOME, window=ALL_TIME).points
    assert Player.objects.get(id=ANN).merged_into_id == HOME


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


def test_until_it_is_decided_the_account_page_reminds(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    assert "Decide what becomes of them" in phone.get("/account/").content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert "Decide what becomes of them" not in phone.get("/account/").content.decode()


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


def test_a_match_that_runs_meanwhile_is_archived_for_the_account(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, BEN, CLEO), seed=4)
    room = msgspec.structs.replace(room, owner=ANN, starter=ANN, host=BEN)
    merge(ANN, HOME)
    ids = archive(room, answers, FINISHED)
    assert ids == sorted((HOME, BEN, CLEO))
    assert archive(room, answers, FINISHED + 1) == ids
    match = Match.objects.get(key="running")
    assert (match.hosts, match.results.count()) == ([HOME, BEN], 3)
    assert Trial.objects.filter(result__match=match).aggregate(points=Sum("points"))["points"] == sum(
        score.points for score in room.scores.values()
    )
    rename("running", ANN, "Anna")
    assert match.results.get(player=HOME).name == "Anna"
    consistent()


def test_a_running_match_in_which_both_sit_loses_and_doubles_nothing(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, HOME, BEN), seed=5)
    merge(ANN, HOME)
    before = Standing.objects.get(player=HOME, window=ALL_TIME)
    assert archive(room, answers, FINISHED) == sorted((ANN, HOME, BEN))
    after = Standing.objects.get(player=HOME, window=ALL_TIME)
    assert after.points - before.points == room.scores[HOME].points
    assert Match.objects.get(key="running").results.count() == 3
    rename("running", ANN, "Anna")
    assert Result.objects.get(match__key="running", player=ANN).name == "Anna"
    consistent()


def test_two_guests_of_one_account_in_one_match_are_two_results(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, CLEO, BEN), seed=6)
    merge(ANN, HOME)
    merge(CLEO, HOME)
    assert archive(room, answers, FINISHED) == sorted((HOME, BEN, CLEO))
    consistent()
