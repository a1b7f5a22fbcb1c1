"""A room that nobody hosts ends soon after everybody has left, and is not started for nobody."""

from game.commands import Attend, Tick
from game.decisions import Code, Rejection
from game.room import DESERTED, IDLE, SELF_START, Phase, new_room
from tests.game.table import NOON, Table


def gathered() -> Table:
    """A lobby that counts down for one player."""
    table = Table(host="")
    table.join("ann")
    table.ask(Attend(frozenset({"ann"})))
    assert table.room.starts == NOON + SELF_START[0]
    return table


def test_it_waits_less_long_for_its_first_player_than_a_host_may():
    assert new_room("BCDF", "", NOON).deadline == NOON + DESERTED
    assert new_room("BCDF", "ann", NOON).deadline == NOON + IDLE


def test_it_closes_a_while_after_the_last_has_left():
    table = gathered()
    table.present.clear()
    table.now += 3
    table.ask(Attend(frozenset()))
    assert (table.room.starts, table.room.deadline) == (None, table.now + DESERTED)
    assert table.tick() is Phase.CLOSED


def test_who_comes_back_in_time_finds_it():
    table = gathered()
    table.ask(Attend(frozenset()))
    table.now += DESERTED / 2
    table.ask(Attend(frozenset({"ann"})))
    table.now = table.room.starts
    decision = table.ask(Tick(frozenset({"ann"})))
    assert isinstance(decision, Rejection)
    assert decision.code is Code.START_DUE


def test_it_does_not_start_for_nobody():
    table = gathered()
    table.present.clear()
    assert table.tick() is Phase.CLOSED
