"""One time for all: set again and again, and the one at which an answer arrived is the one that counts."""

from types import SimpleNamespace

import pytest

from game.room import GRACE, SEATS, Phase, answers_table
from server.rooms import clock as clocks
from server.rooms.clock import StoreClock
from server.rooms.errands import Errands
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from tests.game.table import NOON, at
from tests.rooms.moments import Wall, until
from tests.rooms.people import Client
from tests.rooms.stored import following, seat


class Restless(MemoryStore):
    """A store that does not answer as often as it is told to."""

    failures = 0

    async def time(self):
        if self.failures:
            self.failures -= 1
            raise StoreUnavailableError
        return await super().time()


async def test_a_process_sets_its_clock_again_and_again(monkeypatch):
    monkeypatch.setattr(clocks, "INTERVAL", 0.001)
    wall = Wall()
    runtime = await Runtime(MemoryStore(Memory(wall.now))).start()
    assert NOON <= runtime.clock.now() < NOON + 100
    wall.time += 1000
    await until(lambda: runtime.clock.now() >= NOON + 1000)
    await runtime.stop()


async def test_also_after_the_store_was_away(monkeypatch):
    monkeypatch.setattr(clocks, "INTERVAL", 0.001)
    wall, errands = Wall(), Errands()
    store = Restless(Memory(wall.now))
    clock = StoreClock(store)
    await clock.set()
    store.failures = 2
    wall.time += 1000
    errands.run(clock.keep())
    await until(lambda: clock.now() >= NOON + 1000)
    assert store.failures == 0
    await errands.stop()


async def test_the_reading_with_the_shortest_way_is_taken(monkeypatch):
    """Of three readings on ways of 2, 1 and 4 seconds the second one's error is the smallest."""
    ticks = iter([0.0, 2.0, 2.0, 3.0, 3.0, 7.0, 7.0])
    monkeypatch.setattr(clocks, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    told = iter([102.0, 102.5, 107.0])  # the true time is 100 more than ours; told in the middle on the second way only

    class Slow:
        async def time(self):
            return next(told)

    clock = StoreClock(Slow())
    await clock.set()
    assert clock.now() == pytest.approx(107.0)


async def test_a_slow_reading_does_not_replace_a_quick_one(monkeypatch):
    """Nor does time go back for it; unless what the store says cannot be true any more."""
    time = SimpleNamespace(now=0.0, way=0.0)

    def monotonic():
        time.now += time.way
        return time.now

    class Store:
        ahead = 100.0

        async def time(self):
            return time.now + self.ahead

    monkeypatch.setattr(clocks, "time", SimpleNamespace(monotonic=monotonic))
    store = Store()
    clock = StoreClock(store)
    await clock.set()
    assert clock.now() == pytest.approx(100.0)
    time.now, time.way = 10.0, 2.0  # told at the beginning of the way back: a second too little
    await clock.set()
    time.way = 0.0
    assert clock.now() == pytest.approx(time.now + 100.0)
    store.ahead, time.way = 50.0, 2.0
    await clock.set()
    time.way = 0.0
    assert clock.now() == pytest.approx(time.now + 50.0, abs=1.1)


async def test_an_answer_that_is_decided_again_arrived_when_it_arrived():
    """The room moves on while the batch is under way, and that takes longer than the question lasts."""
    room = at(Phase.QUESTION).room
    wall = Wall(room.opened + 1.0)

    class Moving(MemoryStore):
        calls = 0

        async def record(self, room, table, records, *, announce):
            if table == answers_table(room, 0):
                self.calls += 1
                if self.calls == 1:
                    assert await self.commit(room, following(room))
                    wall.time = room.deadline + GRACE + 5.0
            return await super().record(room, table, records, announce=announce)

    store = Moving(Memory(wall.now))
    runtime = Runtime(store)
    await runtime.clock.set()
    await store.commit(None, room)
    await store.record(room, SEATS, [seat("ann")], announce=False)
    runtime.clock = wall
    client = Client(runtime, "BCDF", cookie="ann")
    await client.join()
    client.session._trip._recent.append(0.0)
    await client.answer(0)
    assert (await client.next("ack"))["took"] == pytest.approx(1.0)
    assert store.calls == 2
    (row,) = (await store.rows(room, answers_table(room, 0))).values()
    assert row.at == room.opened + 1.0
    client.leave()
    await runtime.stop()
