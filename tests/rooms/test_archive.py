"""What happens to a finished match: archived once, tried again when that failed, its answers let go of."""

import asyncio

import pytest

from game.decisions import Record
from game.face import Truth
from game.room import PODIUM, SEATS, Answer, Phase, Seat, answers_table
from server.rooms import archive as archiving
from server.rooms.archive import AGAIN, LEASE, RARELY, Archive
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.service import Service
from tests.game.table import NOON, at
from tests.rooms.moments import Wall, until


class Shelf:
    """A finished match in a store, and an archive whose database is played."""

    def __init__(self):
        self.wall = Wall(NOON + 100)
        self.memory = Memory(self.wall.now)
        self.store = MemoryStore(self.memory)
        self.room = at(Phase.PODIUM).room
        self.archive = Archive(self.store, self.wall, Service(self.store, self.wall, Hub(self.store, Errands())))
        self.calls = []
        self.open = asyncio.Event()  # the database answers
        self.open.set()
        self.broken = False

    async def in_archive(self, call, *given, **_more):
        self.calls.append((call.__name__, *given))
        await self.open.wait()
        if self.broken:
            raise OSError("full")
        return ["ann", "bob"]

    @property
    def names(self):
        return [name for name, *_ in self.calls]


@pytest.fixture
async def shelf(monkeypatch):
    shelf = Shelf()
    monkeypatch.setattr(archiving, "in_archive", shelf.in_archive)
    assert await shelf.store.commit(None, shelf.room)
    await shelf.store.record(shelf.room, SEATS, [Record(SEATS, "ann", Seat("Ann", NOON))], announce=False)
    for number in range(3):
        table = answers_table(shelf.room, number)
        row = Record(table, "ann", Answer(Truth.REAL, NOON, number))
        await shelf.store.record(shelf.room, table, [row], announce=False)
    return shelf


async def test_a_match_goes_into_the_database_and_onto_the_leaderboards(shelf):
    await shelf.archive.keep(shelf.room)
    (name, room, answers, finished), fed = shelf.calls
    assert (name, room, finished) == ("archive", shelf.room, shelf.wall.time)
    assert answers == [{"ann": Answer(Truth.REAL, NOON, number)} for number in range(3)]
    assert fed == ("feed", ["ann", "bob"])
    assert (await shelf.store.load("BCDF")).archived


async def test_two_at_once_archive_once(shelf):
    shelf.open.clear()
    first = asyncio.create_task(shelf.archive.keep(shelf.room))
    await until(lambda: shelf.calls)
    await asyncio.wait_for(shelf.archive.keep(shelf.room), 1)
    shelf.open.set()
    await first
    assert shelf.names == ["archive", "feed"]


async def test_while_it_takes_another_process_waits_a_lease(shelf):
    shelf.open.clear()
    running = asyncio.create_task(shelf.archive.keep(shelf.room))
    await until(lambda: shelf.calls)
    assert shelf.memory.alarms == {"BCDF": shelf.wall.time + LEASE}
    shelf.open.set()
    await running


async def test_a_failure_is_tried_again_soon(shelf):
    shelf.broken = True
    shelf.wall.time = shelf.room.opened + 1
    with pytest.raises(OSError, match="full"):
        await shelf.archive.keep(shelf.room)
    assert shelf.memory.alarms == {"BCDF": shelf.wall.time + AGAIN}
    assert not (await shelf.store.load("BCDF")).archived
    shelf.broken = False
    await shelf.archive.keep(shelf.room)
    assert (await shelf.store.load("BCDF")).archived


async def test_and_less_and_less_often(shelf):
    """A database that is down for an hour is not helped by every match of that hour asking every two seconds."""
    shelf.broken = True
    waits = []
    for _ in range(20):
        with pytest.raises(OSError, match="full"):
            await shelf.archive.keep(shelf.room)
        waits.append(shelf.memory.alarms["BCDF"] - shelf.wall.time)
        shelf.wall.time = shelf.memory.alarms["BCDF"]
    assert waits == sorted(waits)
    assert waits[-1] == RARELY


async def test_answers_outlive_the_podium_and_no_more(shelf):
    tables = [answers_table(shelf.room, number) for number in range(3)]
    await shelf.archive.keep(shelf.room)
    shelf.wall.time += PODIUM
    assert all([await shelf.store.rows(shelf.room, table) for table in tables])
    shelf.wall.time += 61
    assert [await shelf.store.rows(shelf.room, table) for table in tables] == [{}, {}, {}]
    assert list(await shelf.store.rows(shelf.room, SEATS)) == ["ann"]
