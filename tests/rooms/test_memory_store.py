"""Time in the memory's store: a turned clock shows that what ends in Redis ends here too."""

import msgspec
import pytest

from game.decisions import Record
from game.room import SEATS, Phase, Seat, new_room
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.store import GATHERED, LINGER, TTL, Recorded


class Hands:
    """The hands of a clock."""

    def __init__(self):
        self.time = 1000.0

    def now(self):
        return self.time


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def store(clock):
    return MemoryStore(Memory(clock.now))


@pytest.fixture
async def room(store):
    room = new_room("BCDF", "ann", 1000.0)
    assert await store.commit(None, room)
    await store.record(room, SEATS, [Record(SEATS, "ann", Seat("Ann", 1000.0))], announce=False)
    await store.set_presence("BCDF", {"ann 1": 9e9}, announce=False)
    return room


async def left(store, room):
    return [
        await store.load("BCDF") is not None,
        bool(await store.rows(room, SEATS)),
        bool(await store.presence("BCDF", 0.0)),
    ]


async def test_a_room_that_nobody_touches_ends(store, clock, room):
    assert await store.time() == 1000.0
    clock.time += TTL - 1
    assert await left(store, room) == [True] * 3
    clock.time += 1
    assert await left(store, room) == [False] * 3
    assert await store.commit(None, room)


async def test_a_commit_keeps_it_alive(store, clock, room):
    clock.time += TTL - 1
    assert await store.commit(room, msgspec.structs.replace(room, version=2))
    clock.time += TTL - 1
    assert await left(store, room) == [True] * 3


async def test_a_closed_room_is_soon_gone(store, clock, room):
    closed = msgspec.structs.replace(room, version=2, phase=Phase.CLOSED, deadline=None)
    assert await store.commit(room, closed)
    clock.time += LINGER - 1
    assert await left(store, room) == [True] * 3
    clock.time += 1
    assert await left(store, room) == [False] * 3


async def test_unique_texts_end_with_their_table(store, clock, room):
    await store.record(room, SEATS, [Record(SEATS, "bob", Seat("Bob", 1000.0), unique="bob")], announce=False)
    await store.retire(room, [SEATS], 5)
    clock.time += 5
    again = Record(SEATS, "cat", Seat("Bob", 1000.0), unique="bob")
    assert await store.record(room, SEATS, [again], announce=False) == Recorded((again.row,), 1)


async def test_a_set_ends_some_time_after_its_last_change(store, clock, room):
    await store.gather(room, "ready", ["ann"], [])
    clock.time += GATHERED - 1
    await store.gather(room, "ready", ["bob"], [])
    clock.time += GATHERED - 1
    assert await store.gathered(room, "ready") == {"ann", "bob"}
    clock.time += 1
    assert await store.gathered(room, "ready") == frozenset()


async def test_uses_are_counted_from_the_first_one(store, clock):
    assert await store.allow("join:1", 1, 60)
    clock.time += 59
    assert not await store.allow("join:1", 1, 60)
    clock.time += 1
    assert await store.allow("join:1", 1, 60)


async def test_a_store_has_a_memory_of_its_own_unless_it_is_given_one(room):
    assert await MemoryStore().load("BCDF") is None
