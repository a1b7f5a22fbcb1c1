"""Matches that run while somebody becomes an account's player: they count for it, once, and not for ever."""

import msgspec
import pytest
from django.db.models import Sum
from django.utils import timezone

from server.accounts.deletion import delete_all
from server.accounts.merging import merge
from server.matches.models import Match, Result, Trial
from server.matches.services import archive, rename
from server.players import successors
from server.players.guests import is_guest
from server.players.models import ALL_TIME, Departure, Player, Standing
from tests.accounts.conftest import HOME, Browse, consistent
from tests.matches.conftest import PLAYERS
from tests.matches.played import FINISHED, played

ANN, BEN, CLEO = PLAYERS


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
