"""The people of a room: refreshed now and then without a word from anybody, and told thinned."""

import asyncio

import pytest

from game.room import SEATS
from server.rooms import crowd as crowds
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.protocol import People
from server.rooms.runtime import Runtime
from tests.rooms.moments import Wall, turns, until
from tests.rooms.people import Ear
from tests.rooms.stored import lobby, seat


class Counted(MemoryStore):
    """A store that counts who asks for the people."""

    asked = 0
    held: asyncio.Event | None = None  # what was read is told when this is set

    async def rows(self, room, table):
        self.asked += table == SEATS
        rows, held = await super().rows(room, table), self.held
        if held is not None:
            await held.wait()
        return rows


@pytest.fixture
async def process():
    """A process with Ann connected, and Bob seated on another that is about to die."""
    wall = Wall()
    runtime = Runtime(Counted(Memory(wall.now)))
    await runtime.clock.set()
    room = lobby()
    await runtime.store.commit(None, room)
    await runtime.store.record(room, SEATS, [seat("ann"), seat("bob")], announce=False)
    await runtime.store.set_presence("BCDF", {"bob elsewhere": wall.time + 60}, announce=False)
    local = await runtime.hub.open("BCDF")
    local.sockets["ann"] = Ear()
    local.since["ann"] = wall.time
    yield runtime
    await runtime.stop()


def told(runtime):
    return [message["here"] for message in runtime.hub.rooms["BCDF"].sockets["ann"].heard if message["t"] == "people"]


async def test_players_of_a_process_that_died_are_missed(process, monkeypatch):
    monkeypatch.setattr(crowds, "RENEWAL", 0.001)
    monkeypatch.setattr(crowds, "THINNED", (0.001, 0.001))
    await process.start()
    await until(lambda: told(process) == [2])
    process.store._memory.here["BCDF"].pop("bob elsewhere")  # its lease ends; nobody says so
    await until(lambda: told(process) == [2, 1])
    heard = process.hub.rooms["BCDF"].sockets["ann"].heard
    listed = [message["list"] for message in heard if message["t"] == "people"]
    assert [[person["here"] for person in people] for people in listed] == [[True, True], [True, False]]


async def test_many_changes_are_one_message(process, monkeypatch):
    monkeypatch.setattr(crowds, "THINNED", (600.0, 900.0))
    local = process.hub.rooms["BCDF"]
    for _ in range(50):
        process.crowd.refresh(local)
    await until(lambda: told(process) == [2])
    assert process.store.asked == 1
    process.store._memory.here["BCDF"].clear()
    process.crowd.refresh(local)
    await turns()
    assert (told(process), process.store.asked) == ([2], 1)
    assert local.refreshing.when() >= local.next_refresh
    local.refreshing.cancel()


async def test_whoever_came_before_the_question_is_in_the_answer(process):
    """A count under way when somebody sat down does not know of them."""
    local, store = process.hub.rooms["BCDF"], process.store
    store.held = held = asyncio.Event()
    first = asyncio.create_task(process.crowd.known(local))
    await until(lambda: store.asked == 1)
    store.held = None
    await store.record(local.room, SEATS, [seat("cat")], announce=False)
    second = asyncio.create_task(process.crowd.known(local))
    await turns()
    held.set()
    assert ((await first).seats, (await second).seats) == (2, 3)
    assert local.people.seats == 3


async def test_of_many_who_ask_at_once_one_asks_the_store(process):
    local, store = process.hub.rooms["BCDF"], process.store
    store.held = held = asyncio.Event()
    asking = [asyncio.create_task(process.crowd.known(local)) for _ in range(100)]
    await until(lambda: store.asked == 1)
    held.set()
    assert {people.seats for people in await asyncio.gather(*asking)} == {2}
    assert store.asked == 2, "the first, and one for all who came meanwhile"


@pytest.mark.parametrize(("seats", "pause"), [(2, 0.3), (61, 1.0), (2500, 1.0), (12_000, 4.8)])
async def test_in_a_room_of_thousands_people_are_told_and_counted_seldomer(process, seats, pause, monkeypatch):
    local = process.hub.rooms["BCDF"]
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "time", lambda: 1000.0)
    local.people = local.people_told = People(seats=seats, here=1, list=())
    local.people_counted = 1000.0
    await process.crowd._refresh(local)
    assert local.next_refresh == 1000.0 + pause
    local.people_counted = 1000.0 - pause + 0.01
    asked = process.store.asked
    await process.crowd.known(local)
    assert process.store.asked == asked + (seats == 2)  # a small room is counted for everybody who asks
