"""When the standings are shown: always, after every fifth round, or only at the podium."""

import pytest

from game import showing
from game.room import Board, Options, Phase
from game.standings import shows_standings, standings
from tests.game.table import BOTS, Table, at

SHOWN = {Board.ALWAYS: set(range(1, 8)), Board.FIFTH: {5}, Board.NEVER: set()}


@pytest.mark.parametrize("board", Board)
def test_after_which_rounds_they_show(board):
    table = Table(Options(rounds=7, board=board))
    table.join("ann", "bob")
    table.start()
    for number in range(1, 8):
        table.open()
        assert shows_standings(table.room) is (board is Board.ALWAYS)
        assert bool(standings(table.room)) is (board is Board.ALWAYS and number > 1)
        table.submit("bob")
        table.reveal()
        shown, own = showing.shared(table.room), showing.own(table.room, "bob", {})["own"]
        seen = number in SHOWN[board]
        assert (len(shown.top), own.rank) == ((2, 1) if seen else (0, 0))
        assert own.was == (1 if seen and number > 1 else 0)
        assert own.points > 0  # one's own are no secret
        assert showing.own_rank(table.room, table.room.scores["bob"]) == own.rank
        assert showing.own_rank(table.room, None) == 0
    assert table.tick() is Phase.PODIUM
    assert [line.player for line in showing.shared(table.room).top] == ["bob", "ann"]
    assert showing.own(table.room, "bob", {})["own"].rank == 1


def test_who_has_just_come_has_no_rank_yet():
    table = at(Phase.REVEAL)
    table.join("dan")
    table.open()
    assert [line.player for line in standings(table.room)] == ["ann", "bob", "cat"]


def test_bots_are_told_apart():
    table = Table(Options(rounds=3), host="")
    table.join("ann")
    table.start()
    table.open()
    table.reveal()
    lines = showing.shared(table.room).top
    assert {line.name for line in lines if line.bot} == {bot.name for bot in BOTS[:3]}
    assert len(lines) == 4


def test_standings_tell_what_was_scored():
    table = at(Phase.QUESTION)
    table.submit("bob", took=4.0)
    table.reveal()
    (first, *_) = standings(table.room)
    assert (first.player, first.name, first.points, first.rank, first.was) == ("bob", "Bob", 750, 1, 0)
    assert (first.out, first.team, first.bot) == (0, -1, False)
    assert len(standings(table.room, 2)) == 2
