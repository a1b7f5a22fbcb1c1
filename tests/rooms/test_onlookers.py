"""Spectators and big screens: how many, whom they keep a room open for, and what they may not take from others."""

import pytest

from game.decisions import Record
from game.room import SEATS, Seat, new_room
from server.rooms import entrance
from server.rooms.codes import CloseCode
from server.rooms.memory_store import MemoryStore
from server.rooms.runtime import Runtime
from tests.rooms.people import Client
from tests.rooms.stored import following


@pytest.fixture
async def process():
    runtime = Runtime(MemoryStore())
    await runtime.clock.set()
    lobby = new_room("BCDF", "host", runtime.clock.now())
    await runtime.store.commit(None, lobby)
    await runtime.store.record(lobby, SEATS, [Record(SEATS, "bob", Seat("Bob", 1.0))], announce=False)
    yield runtime
    await runtime.stop()


async def came(process, role, cookie=None):
    client = Client(process, "BCDF", cookie)
    await client.say(t="join", role=role)
    return client


async def test_spectators_have_their_limit_and_leave_the_screens_theirs(process, monkeypatch):
    monkeypatch.setattr(entrance, "MOST_WATCHERS", 2)
    monkeypatch.setattr(entrance, "MOST_SCREENS", 1)
    first, second, third = [await came(process, "watcher") for _ in range(3)]
    assert (len(first.all("welcome")), len(second.all("welcome")), third.codes) == (1, 1, ["room_full"])
    assert (await came(process, "screen")).all("welcome")
    assert (await came(process, "screen", "stranger")).codes == ["room_full"]
    assert (await came(process, "screen", "host")).all("welcome"), "however many there are, the host's own comes in"
    first.leave()
    assert (await came(process, "watcher")).all("welcome"), "a place that was left is free"


@pytest.mark.parametrize("role", ["watcher", "screen"])
async def test_a_room_that_only_they_are_in_is_kept_open_here(process, role):
    onlooker = await came(process, role)
    local = process.hub.rooms["BCDF"]
    assert not local.idle
    await process.hub.leave("BCDF")
    assert "BCDF" in process.hub.rooms
    onlooker.leave()
    assert local.idle
    await process.hub.leave("BCDF")
    assert "BCDF" not in process.hub.rooms


@pytest.mark.parametrize("role", ["player", "watcher", "screen"])
async def test_who_was_removed_does_not_come_back_to_watch(process, role):
    room = await process.store.load("BCDF")
    await process.store.commit(room, following(room, removed=("bob",)))
    bob = await came(process, role, "bob")
    assert (bob.codes, bob.ear.closed) == (["removed"], CloseCode.REMOVED)


async def test_a_host_who_only_hosts_comes_back_while_another_stands_in(process):
    room = await process.store.load("BCDF")
    await process.store.commit(room, following(room, host="bob"))
    speaker = await came(process, "player", "host")
    (welcome,) = speaker.all("welcome")
    assert (welcome["player"], welcome["role"], welcome["seated"]) == ("host", "player", False)
    assert "host" in process.hub.rooms["BCDF"].sockets, "and so is seen to be there"
    await process.attendance._look("BCDF")
    assert process.hub.rooms["BCDF"].room.host == "host"


async def test_a_room_that_was_let_go_while_it_was_loaded_anew_harms_no_other(process, monkeypatch):
    other = new_room("GHJK", "host", process.clock.now())
    await process.store.commit(None, other)
    await process.store.listen(lambda *_news: None, lambda: None)  # news are lost
    for code in ("BCDF", "GHJK"):
        await process.hub.open(code)
        room = await process.store.load(code)
        await process.store.commit(room, following(room, locked=True))
    load = process.store.load

    async def slow(code):
        room = await load(code)
        if code == "BCDF":
            await process.hub.leave(code)
        return room

    monkeypatch.setattr(process.store, "load", slow)
    await process.hub.resync()
    assert process.hub.rooms["GHJK"].room.locked
