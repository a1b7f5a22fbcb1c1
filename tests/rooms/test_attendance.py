"""Hosts who go and come back, and rooms that run themselves: noticed by whatever process has the room open."""

import time
from collections.abc import AsyncIterator

import pytest

from game.decisions import Record
from game.room import SEATS, Seat, new_room
from server.rooms import attendance, presence
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from tests.game.table import HOST, NOON
from tests.rooms.moments import until
from tests.rooms.people import QUICK, Client, Processes

PATIENCE = 0.3  # seconds, here, until somebody else is host


@pytest.fixture
async def here(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtime]:
    """A process that looks without pause, with a room whose host, Bob and Cat have seats."""
    monkeypatch.setattr(attendance, "INTERVAL", 0.001)
    monkeypatch.setattr(attendance, "SETTLING", 0.001)
    monkeypatch.setattr(presence, "AWAY", 0.0)
    monkeypatch.setattr("game.attendance.HOST_AWAY", PATIENCE)
    runtime = Runtime(MemoryStore(Memory()))
    room = new_room("BCDF", HOST, time.time())
    await runtime.store.commit(None, room)
    seats = [Record(SEATS, name, Seat(name.title(), NOON + n)) for n, name in enumerate((HOST, "bob", "cat"))]
    await runtime.store.record(room, SEATS, seats, announce=False)
    await runtime.start()
    yield runtime
    await runtime.stop()


async def came(process: Runtime, player: str) -> Client:
    client = Client(process, "BCDF", player)
    await client.say(t="join")
    await client.next("welcome")
    return client


def starts(client: Client) -> list[float]:
    """Return when the room would start, each time that it was said."""
    lobbies = [client.all("welcome")[0]["phase"], *client.all("lobby")]
    return [lobby["starts"] for lobby in lobbies if "starts" in lobby]


async def test_a_host_who_is_gone_is_followed_by_the_longest_seated_and_gets_the_role_back(
    here: Runtime,
) -> None:
    host, cat = await came(here, HOST), await came(here, "cat")
    bob = await came(here, "bob")
    host.leave()
    away = await cat.ear.until(lambda: next((house for house in cat.all("house") if house["away"]), None))
    assert away["host"] == HOST
    await bob.next("house", host="bob", away=0.0)
    assert here.clock.now() - away["away"] >= PATIENCE
    await bob.say(t="lock", locked=True)
    assert await cat.next("house", host="bob", locked=True)
    again = Client(here, "BCDF", HOST)
    await again.say(t="join")
    assert await cat.next("house", host=HOST, locked=True)
    await bob.say(t="lock", locked=False)
    assert bob.codes == ["not_host"]


async def test_a_host_without_a_seat_is_seen_to_be_there(here: Runtime) -> None:
    await here.store.commit(None, new_room("GHJK", "speaker", time.time()))
    host = Client(here, "GHJK", "speaker")
    await host.say(t="join")
    welcome = await host.next("welcome")
    assert (welcome["seated"], welcome["role"], welcome["house"]["host"]) == (False, "player", "speaker")
    player = Client(here, "GHJK", "zoe")
    await player.join("Zoe")
    host.leave()
    await player.ear.until(lambda: [house for house in player.all("house") if house["away"]])
    back = Client(here, "GHJK", "speaker")
    await back.say(t="join")
    assert await player.next("house", away=0.0)


async def test_nobody_hosts_a_room_that_runs_itself_and_it_starts_by_itself(here: Runtime) -> None:
    await here.store.commit(None, new_room("GHJK", "", time.time()))
    zoe, yan = Client(here, "GHJK", "zoe"), Client(here, "GHJK", "yan")
    begun = here.clock.now()
    welcome = await zoe.join("Zoe")
    assert welcome["house"]["host"] == ""
    first = await zoe.ear.until(lambda: starts(zoe)[:1])
    assert begun + 20 <= first[0] <= here.clock.now() + 20
    begun = here.clock.now()
    await yan.join("Yan")
    second = await zoe.ear.until(lambda: [at for at in starts(zoe) if at != first[0]])
    assert begun + 10 <= second[0] <= here.clock.now() + 10
    for order in ({"t": "start"}, {"t": "end"}, {"t": "lock", "locked": True}):
        await zoe.say(**order)
    assert zoe.codes == ["not_host"] * 3
    zoe.leave()
    yan.leave()
    await until(lambda: here.hub.rooms["GHJK"].room.starts is None)


@pytest.mark.django_db(transaction=True)
async def test_a_room_that_runs_itself_plays_with_bots(process: Processes, deck, monkeypatch) -> None:
    monkeypatch.setattr("game.attendance.SELF_START", (0.2, 0.2))
    runtime = await process()
    room = await create_room(runtime.store, "", QUICK)
    zoe = Client(runtime, room.code, "zoe")
    await zoe.join("Zoe")
    question = await zoe.next("question", round=0)
    assert question["players"] == 1, "bots are nobody to wait for"
    await zoe.answer(0, "real")
    reveal = await zoe.next("reveal", round=0)
    assert reveal["players"] == 4
    assert sum(standing.get("bot", False) for standing in reveal["top"]) == 3
    assert reveal["said_real"] + reveal["said_ai"] + reveal["silent"] == 1, "what bots said is no human's"
