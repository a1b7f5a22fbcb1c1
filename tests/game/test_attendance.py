"""The host is gone: the match goes on, somebody else hosts after a minute, and the first host gets the role back."""

import pytest

from game import showing
from game.attendance import asks_for_seats
from game.commands import Attend, Configure, HandOver, Lock, Remove
from game.decisions import Code, Transition
from game.room import HOST_AWAY, LINGERS, Options, Phase, alarm
from tests.game.table import EVERYBODY, HOST, SHORT, Table, at

OPEN = [phase for phase in Phase if phase is not Phase.CLOSED]


@pytest.fixture
def table():
    """Cat has the oldest seat, then Bob, then Dan; the host has none."""
    table = Table(SHORT)
    for player in ("cat", "bob", "dan"):
        table.join(player)
        table.now += 1
    table.present.add(HOST)
    return table


def minute(table, *present):
    """Let a minute pass after the host has gone, with these people there."""
    table.attend(*present)
    table.now += HOST_AWAY
    return table.attend(*present)


@pytest.mark.parametrize("phase", OPEN)
def test_a_host_who_is_there_is_no_news(phase):
    assert at(phase).refusal(Attend(frozenset({HOST, "bob"}))) is Code.NOT_DUE


def test_a_closed_room_misses_nobody():
    assert at(Phase.CLOSED).refusal(Attend(frozenset({"bob"}))) is Code.ROOM_CLOSED


@pytest.mark.parametrize("phase", OPEN)
def test_a_host_who_goes_is_missed_and_nothing_else_changes(phase):
    table = at(phase)
    before = table.room
    assert table.attend("bob", "cat")
    assert showing.house(table.room).away == table.room.away == table.now - LINGERS
    assert (table.room.phase, table.room.host, alarm(table.room)) == (phase, HOST, alarm(before))
    assert not table.attend("bob", "cat")


def test_a_host_who_comes_back_in_time_stays_host(table):
    table.attend("bob", "cat")
    table.now += HOST_AWAY - LINGERS - 0.001
    assert not table.attend("bob", "cat")
    assert table.attend(HOST, "bob", "cat")
    assert (table.room.host, table.room.away) == (HOST, 0.0)
    assert not minute(table, HOST)


def test_a_second_absence_is_a_minute_of_its_own(table):
    table.attend("bob")
    table.now += 50
    table.attend(HOST, "bob")
    table.attend("bob")
    table.now += 50
    assert not table.attend("bob")
    table.now += 5
    assert table.attend("bob")
    assert table.room.host == "bob"


def test_after_a_minute_the_longest_seated_present_player_hosts(table):
    assert minute(table, "bob", "dan", "stranger")
    assert (table.room.host, table.room.owner, table.room.away) == ("bob", HOST, 0.0)
    assert isinstance(table.ask(Lock("bob", locked=True)), Transition)
    assert table.refusal(Lock(HOST, locked=True)) is Code.NOT_HOST


def test_of_two_who_sat_down_at_once_it_is_always_the_same():
    table = Table(SHORT)
    table.join("dan", "cat", "bob")
    minute(table, "dan", "cat")
    assert table.room.host == "cat"


def test_who_was_removed_is_passed_over(table):
    table.ask(Remove(HOST, "cat"))
    minute(table, "cat", "dan")
    assert table.room.host == "dan"


def test_without_an_heir_the_room_waits(table):
    assert not minute(table, "stranger")
    assert (table.room.host, table.room.away) == (HOST, table.now - HOST_AWAY - LINGERS)
    table.now += 500
    assert table.attend("dan")
    assert table.room.host == "dan"


def test_seats_are_read_only_where_somebody_may_become_host(table):
    assert not asks_for_seats(table.room, table.now + 100)
    table.attend("bob")
    assert not asks_for_seats(table.room, table.room.away + HOST_AWAY - 0.001)
    assert asks_for_seats(table.room, table.room.away + HOST_AWAY)


@pytest.mark.parametrize("phase", OPEN)
def test_the_first_host_gets_the_role_back(phase):
    table = at(phase)
    minute(table, "bob", "cat")
    assert table.room.host == "bob"
    assert not table.attend("bob", "cat")
    assert table.attend(HOST, "bob", "cat")
    assert (table.room.phase, table.room.host, table.room.away) == (phase, HOST, 0.0)


def test_who_stands_in_may_go_too(table):
    minute(table, "cat", "bob")
    assert table.room.host == "cat"
    assert minute(table, "bob", "dan")
    assert (table.room.host, table.room.owner) == ("bob", HOST)
    table.attend("dan")
    assert table.room.away == table.now - LINGERS
    assert table.attend(HOST, "dan")
    assert (table.room.host, table.room.away) == (HOST, 0.0)


def test_who_stands_in_and_comes_back_goes_on(table):
    minute(table, "cat", "bob")
    table.attend("bob")
    assert table.attend("cat", "bob")
    assert (table.room.host, table.room.away) == ("cat", 0.0)


def test_a_role_that_was_handed_over_does_not_come_back(table):
    table.ask(HandOver(HOST, "bob", EVERYBODY))
    assert not table.attend(HOST, "bob")
    minute(table, HOST, "cat")
    assert table.room.host == "cat"
    table.attend("bob", "cat")
    assert table.room.host == "bob"


def test_a_match_plays_on_without_its_host(table):
    table.start()
    minute(table, "bob", "cat")
    table.to_podium()
    assert set(table.room.scores) == {"bob", "cat"}
    table.rematch()
    assert isinstance(table.ask(Configure("cat", Options(rounds=5))), Transition)
