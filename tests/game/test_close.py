"""The staff ends a room: at once, or as soon as what was played is kept."""

import pytest

from game.commands import Archived, Close, Pause, Rematch, Tick
from game.decisions import Code, Rejection
from game.room import Phase, alarm
from tests.game.table import HOST, SHORT, Table, at


def kept(table: Table) -> None:
    """Do what the server does at a podium, and look at the clock once more."""
    assert alarm(table.room) <= table.now
    assert table.ask(Tick(frozenset(table.present))) == Rejection(Code.NOT_ARCHIVED)
    table.ask(Archived(table.room.match))
    assert alarm(table.room) <= table.now
    table.ask(Tick(frozenset(table.present)))


@pytest.mark.parametrize("phase", [Phase.LOBBY, Phase.COUNTDOWN])
def test_where_nothing_was_revealed_it_closes_at_once(phase):
    table = at(phase)
    table.ask(Close())
    assert (table.room.phase, alarm(table.room)) == (Phase.CLOSED, None)


def played(host: str = HOST) -> Table:
    """A match whose first round is revealed; Bob was right."""
    table = Table(SHORT, host=host)
    table.join("ann", "bob", "cat")
    table.start()
    table.play(bob=(True, 1.0))
    return table


def test_what_was_revealed_is_kept_first_and_an_open_question_does_not_count():
    table = played()
    points = {player: score.points for player, score in table.room.scores.items()}
    table.open()
    table.submit("bob")
    table.ask(Close())
    assert (table.room.phase, len(table.room.faces)) == (Phase.PODIUM, 1)
    assert {player: score.points for player, score in table.room.scores.items()} == points
    kept(table)
    assert table.room.phase is Phase.CLOSED


def test_a_paused_match_can_be_ended():
    table = played()
    table.open()
    table.ask(Pause(HOST))
    table.ask(Close())
    kept(table)
    assert table.room.phase is Phase.CLOSED


def test_a_podium_that_is_not_kept_yet_waits_for_that_and_no_longer():
    table = played()
    table.to_podium()
    assert not table.room.archived
    table.ask(Close())
    kept(table)
    assert table.room.phase is Phase.CLOSED


def test_a_podium_that_is_kept_closes_at_once():
    table = played()
    table.to_podium()
    table.ask(Archived(table.room.match))
    table.ask(Close())
    assert table.room.phase is Phase.CLOSED
    assert table.ask(Close()) == Rejection(Code.ROOM_CLOSED)
    assert table.ask(Rematch(HOST)) == Rejection(Code.ROOM_CLOSED)


def test_a_room_that_runs_itself_does_not_begin_again():
    table = played(host="")
    table.ask(Close())
    assert table.room.phase is Phase.PODIUM
    kept(table)
    assert table.room.phase is Phase.CLOSED
