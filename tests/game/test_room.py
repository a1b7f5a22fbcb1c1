"""A room's alarm and what a decision reads, for every phase; options that make no sense are refused."""

import msgspec
import pytest

from game.commands import Archived
from game.room import GRACE, IDLE, SEATS, Options, Phase, alarm, match_tables, new_room, table_read
from tests.game.table import NOON, Table


def test_a_new_room_is_an_empty_lobby():
    room = new_room("BCDF", "ann", NOON)
    assert (room.version, room.phase, room.options, room.scores) == (1, Phase.LOBBY, Options(), {})
    assert alarm(room) == NOON + IDLE
    assert new_room("BCDF", "ann", NOON, Options(rounds=5)).options.rounds == 5


def test_what_a_tick_reads_and_when():
    """Seats before a face opens, answers before a reveal; else nothing, so that nothing can make a commit stale."""
    table = Table(Options(rounds=3))
    table.join("ann")
    assert table_read(table.room) is None
    table.start()
    seen = []
    while table.room.phase is not Phase.CLOSED:
        grace = GRACE if table.room.phase is Phase.QUESTION else 0
        if table.room.phase is Phase.PODIUM and not table.room.archived:
            seen.append(table_read(table.room))
            table.ask(Archived(table.room.match))
        assert alarm(table.room) == table.room.deadline + grace
        seen.append(table_read(table.room))
        table.tick()
    assert seen == [
        SEATS,
        "answers:match1:0",
        SEATS,
        "answers:match1:1",
        SEATS,
        "answers:match1:2",
        None,  # the last reveal
        None,  # the podium, archived or not
        None,
    ]
    assert table_read(table.room) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounds": 2},
        {"rounds": 51},
        {"seconds": 2},
        {"rounds": 10.5},
        {"teams": 1},
        {"teams": 9},
        {"kind": "triple"},
        {"mode": "marathon"},
        {"pace": "slow"},
        {"board": "seldom"},
        {"counts": 1},
        {"public": "yes"},
        {"late": None},
        {"seconds": 61},
        {"reveal": 1},
        {"reveal": 16},
        {"deck": ""},
        {"deck": "x" * 51},
        {"scoring": "generous"},
        {"seats": 1},
        {"seats": 12_001},
        {"host_plays": "yes"},
        {"seed": 4},
    ],
)
def test_options_have_bounds(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Options)
    assert msgspec.convert({}, Options) == Options()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("rounds", 3, 50), ("seconds", 3, 60), ("reveal", 2, 15), ("teams", 2, 8), ("seats", 2, 5000)],
)
def test_the_bounds_themselves_are_allowed(name, least, most):
    for value in (least, most):
        assert getattr(msgspec.convert({name: value}, Options), name) == value


def test_the_tables_of_a_match():
    table = Table(Options(rounds=3))
    assert match_tables(table.room) == []
    table.start()
    assert match_tables(table.room) == [
        *(f"answers:match1:{number}" for number in range(3)),
        *(f"asides:match1:{number}" for number in range(3)),
    ]
