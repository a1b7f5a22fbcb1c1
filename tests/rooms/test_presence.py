"""Who is connected: leases that are renewed, shortened by leaving, given up to another process."""

import asyncio

import pytest

from server.rooms import presence as presences
from server.rooms.alarms import POLL
from server.rooms.codes import CloseCode
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.presence import AWAY, LEASE, RENEWAL, SETTLING, SKEW, Presence
from server.rooms.redis_line import PATIENCE
from server.rooms.runtime import Runtime
from server.rooms.store import Here, StoreUnavailableError
from tests.rooms.ears import listening
from tests.rooms.moments import Wall, turns, until
from tests.rooms.people import Client, Ear
from tests.rooms.stored import lobby


class Restless(MemoryStore):
    """A store that does not answer as often as it is told to."""

    failures = 0

    async def set_presence(self, code, until, *, announce):
        if self.failures:
            self.failures -= 1
            raise StoreUnavailableError
        await super().set_presence(code, until, announce=announce)


class Process:
    """One process's presence, on a memory and a wall clock that several share."""

    def __init__(self, memory, wall):
        self.store = Restless(memory)
        self.errands = Errands()
        self.hub = Hub(self.store, self.errands)
        self.presence = Presence(self.store, wall, self.hub, self.errands)
        self.hub.on_presence = self.presence.hear
        self.local = None

    async def open(self):
        await self.store.listen(self.hub.hear, lambda: None)
        self.local = await self.hub.open("BCDF")
        return self

    def enter(self, player, now):
        """Put a socket there, as a session does."""
        ear = self.local.sockets[player] = Ear()
        self.local.since[player] = now
        return ear

    def member(self, player):
        return self.presence._member(player)


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def memory(wall):
    return Memory(wall.now)


@pytest.fixture
async def start(memory, wall):
    await MemoryStore(memory).commit(None, lobby())
    running = []

    async def started():
        running.append(await Process(memory, wall).open())
        return running[-1]

    yield started
    for process in running:
        await process.errands.stop()


async def test_leases_are_renewed(start, memory, wall, monkeypatch):
    monkeypatch.setattr(presences, "RENEWAL", 0.001)
    one = await start()
    one.enter("ann", wall.time)
    one.errands.run(one.presence.keep())
    here = lambda: memory.here.get("BCDF", {}).get(one.member("ann"))  # noqa: E731
    await until(lambda: here() == wall.time + LEASE)
    wall.time += LEASE - 1
    await until(lambda: here() == wall.time + LEASE)


async def test_and_soon_again_after_the_store_was_away(start, memory, wall, monkeypatch):
    monkeypatch.setattr(presences, "RENEWAL", 0.001)
    monkeypatch.setattr(presences, "AGAIN", 0.001)
    one = await start()
    one.enter("ann", wall.time)
    one.store.failures = 2
    one.errands.run(one.presence.keep())
    await until(lambda: one.member("ann") in memory.here.get("BCDF", {}))


async def test_rooms_that_nobody_is_in_are_let_go(start, wall, monkeypatch):
    monkeypatch.setattr(presences, "RENEWAL", 0.001)
    one, two = await start(), await start()
    two.enter("ann", wall.time)
    for process in (one, two):
        process.errands.run(process.presence.keep())
    await until(lambda: not one.hub.rooms)
    assert one.store._subscribed == set()
    await until(lambda: two.member("ann") in two.store._memory.here.get("BCDF", {}))
    assert list(two.hub.rooms) == ["BCDF"]


async def test_who_is_connected_here_is_present_whatever_the_store_says(start, wall):
    one, two = await start(), await start()
    one.enter("ann", wall.time)
    await two.presence.arrive(two.local, "bob")
    assert await one.presence.present("BCDF") == {"ann", "bob"}
    wall.time += LEASE + 1
    assert await one.presence.present("BCDF") == {"ann"}
    assert await two.presence.present("BCDF") == frozenset()


async def test_leases_that_ran_out_while_the_store_was_away_hold_until_all_can_be_renewed(start, memory, wall):
    one, two = await start(), await start()
    await two.presence.arrive(two.local, "bob")
    await two.presence.arrive(two.local, "cid")
    wall.time += 1
    await two.store.set_presence("BCDF", {two.member("cid"): wall.time}, announce=False)  # left before
    for _ in range(40):
        one.presence.doubt(wall.time)
        wall.time += 1
    assert await one.presence.present("BCDF") == {"bob"}
    wall.time += SETTLING
    assert await one.presence.present("BCDF") == frozenset()


async def test_so_they_do_where_each_question_waits_long_for_no_answer(start, wall):
    """A store that stands still, as against one that is gone, lets every question wait until its patience is over."""
    one, two = await start(), await start()
    await two.presence.arrive(two.local, "bob")
    for _ in range(5):
        asked = wall.time
        wall.time += PATIENCE
        one.presence.doubt(asked)
        wall.time += POLL
    assert wall.time > asked + SETTLING
    assert await one.presence.present("BCDF") == {"bob"}
    wall.time += SETTLING
    assert await one.presence.present("BCDF") == frozenset()


def test_who_is_connected_has_more_left_than_who_has_just_gone():
    assert LEASE - RENEWAL > AWAY + SKEW


async def test_a_socket_that_ends_shortens_its_lease(memory):
    store = MemoryStore(memory)
    await store.commit(None, lobby())
    runtime = Runtime(store)
    client = Client(runtime, "BCDF", cookie="player-player-p1")
    await client.join()
    member = runtime.presence._member("player-player-p1")
    before = memory.here["BCDF"][member]
    client.leave()
    await until(lambda: memory.here["BCDF"][member] != before)
    assert memory.here["BCDF"][member] == pytest.approx(before - LEASE + AWAY, abs=5)
    await runtime.stop()


async def test_who_left_is_gone_after_a_moment_and_all_are_told(start, memory, wall, monkeypatch):
    monkeypatch.setattr(presences, "AWAY", -0.1)  # no moment at all
    one = await start()
    ears = await listening(MemoryStore(memory), "BCDF")
    one.presence.depart(one.local, "ann")
    await ears.until(lambda: ears.heard)
    assert ears.heard == [("BCDF", Here(one.member("ann"), 0.0))]
    assert await one.presence.present("BCDF") == frozenset()


async def test_but_not_who_is_back(start, memory, wall, monkeypatch):
    monkeypatch.setattr(presences, "AWAY", -0.1)
    one = await start()
    one.enter("ann", wall.time)
    one.presence.depart(one.local, "ann")
    await until(lambda: not one.errands._tasks)
    assert memory.here["BCDF"][one.member("ann")] != 0.0


async def test_a_process_that_lost_a_player_to_another_gives_up_its_lease(start, memory, wall):
    one, two = await start(), await start()
    await one.presence.arrive(one.local, "ann")
    ear = one.enter("ann", wall.time)
    await turns()
    assert ear.closed is None, "its own news close nothing"
    wall.time += 1
    await two.presence.arrive(two.local, "ann")
    await until(lambda: ear.closed)
    assert (ear.closed, one.local.sockets, one.local.since) == (CloseCode.REPLACED, {}, {})
    await until(lambda: one.member("ann") not in memory.here["BCDF"])
    assert memory.here["BCDF"][two.member("ann")] == wall.time + LEASE


async def test_a_cancelled_arrival_does_not_cancel_the_others(start, caplog):
    one = await start()
    ann, bob = (asyncio.create_task(one.presence.arrive(one.local, player)) for player in ("ann", "bob"))
    await asyncio.sleep(0)
    ann.cancel()
    await asyncio.wait_for(bob, 5)
    assert ann.cancelled()
    assert await one.presence.present("BCDF") == {"ann", "bob"}
    await until(lambda: not one.errands._tasks)
    assert caplog.messages == []


async def test_a_room_is_let_go_at_the_second_look_only(start):
    """Somebody may be on the way in when it is looked at."""
    one = await start()
    await one.presence._renew("BCDF", one.local)
    assert list(one.hub.rooms) == ["BCDF"]
    one.local.entering = 1
    await one.presence._renew("BCDF", one.local)
    one.local.entering = 0
    await one.presence._renew("BCDF", one.local)
    assert list(one.hub.rooms) == ["BCDF"]
    await one.presence._renew("BCDF", one.local)
    assert one.hub.rooms == {}


async def test_a_process_keeps_its_players_from_its_start_on(memory, monkeypatch):
    monkeypatch.setattr(presences, "RENEWAL", 0.001)
    store = MemoryStore(memory)
    await store.commit(None, lobby())
    runtime = await Runtime(store).start()
    local = await runtime.hub.open("BCDF")
    local.sockets["ann"] = Ear()
    await until(lambda: runtime.presence._member("ann") in memory.here.get("BCDF", {}))
    await runtime.stop()
