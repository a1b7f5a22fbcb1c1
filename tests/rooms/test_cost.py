"""What a round costs, in counts that no machine's speed changes: frames and bytes a player, words with the store."""

import asyncio
import json
from collections import Counter
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from redis import Redis

from game import showing
from server.rooms import hub as hubs
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.protocol import encode
from server.rooms.redis_store import RedisStore
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from tests.pages.statements import statements
from tests.rooms.engines import emptied
from tests.rooms.people import HOST, QUICK, Client, Ear
from tests.rooms.stored import following, question

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 2  # that are measured, from one question to the next
# Whatever the room's size. Answers of one moment go in a batch or two; a tick loads, looks at rows and who is here.
CALLS = {"record": 2, "commit": 2, "ring": 3, "load": 1, "rows": 3, "row": 0, "presence": 2}
# What Redis itself was asked, in a round of any size; claims, leases and looks at who is there come with time, too.
ASKED = {"evalsha": 18, "hgetall": 3, "publish": 3, "get": 0, "mget": 0, "subscribe": 0}
WRITTEN = 1  # rows of each player
BYTES = {"question": 330, "ack": 70, "reveal": 960}
FRAMES = Counter(question=1, ack=1, reveal=1)  # of everybody; live counts depend on time, and are off


class Counting(RedisStore):
    """Counts the calls of one process."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.calls: Counter[str] = Counter()

    def __getattribute__(self, name: str):
        if name in CALLS:
            object.__getattribute__(self, "calls")[name] += 1
        return super().__getattribute__(name)


class Cost(NamedTuple):
    """Of ROUNDS rounds: the store's calls, Redis's commands, each player's frames, bytes by kind, and the queries."""

    calls: Counter[str]
    asked: Counter[str]
    frames: list[Counter[str]]
    bytes: Counter[str]
    queries: list[str]


async def measured(url: str, size: int, monkeypatch: pytest.MonkeyPatch) -> Cost:
    """Play, and count."""
    store = Counting(emptied(url))
    runtime = await Runtime(store).start()
    try:
        code = (await create_room(store, HOST, replace(QUICK, counts=False))).code
        ids = [HOST, *(f"player-{number:02}-------" for number in range(size - 1))]
        people = [Client(runtime, code, player) for player in ids]
        for number, one in enumerate(people):
            await one.join(f"P{number:02}")
        await people[0].say(t="start")
        await asyncio.gather(*(one.next("question", round=0) for one in people))
        marks = [len(one.ear.heard) for one in people]
        store.calls.clear()
        redis = Redis.from_url(url)
        redis.config_resetstat()
        with statements(monkeypatch) as said:
            for number in range(ROUNDS):
                for one in people:
                    await one.answer(number)
                await asyncio.gather(*(one.next("question", round=number + 1) for one in people))
        calls, stats = store.calls.copy(), redis.info("commandstats")
        asked = Counter({name.removeprefix("cmdstat_"): told["calls"] for name, told in stats.items()})
        heard = [one.ear.heard[mark:] for one, mark in zip(people, marks, strict=True)]
    finally:
        await runtime.stop()
    sizes: Counter[str] = Counter()
    for message in (message for messages in heard for message in messages if message["t"] != "ping"):
        sizes[message["t"]] += len(json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode())
    kinds = [Counter(message["t"] for message in messages if message["t"] != "ping") for messages in heard]
    return Cost(calls, asked, kinds, sizes, said)


async def test_a_phase_is_encoded_once_however_many_hear_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    room, encoded = question(), []
    hub, local = Hub(MemoryStore(Memory()), Errands()), LocalRoom(room)
    local.house = showing.house(room)
    local.sockets = {f"player {number}": Ear() for number in range(50)}
    monkeypatch.setattr(hubs, "encode", lambda message: encoded.append(message) or encode(message))
    hub.learn(local, following(room))
    assert {len(ear.heard) for ear in local.sockets.values()} == {1}
    assert len(encoded) == 1


@pytest.mark.parametrize("size", [5, 40])
async def test_a_round_costs_each_player_three_frames_and_the_store_the_same_calls(
    redis_url: str, deck, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, asked, kinds, sizes, said = await measured(redis_url, size, monkeypatch)
    for name, most in CALLS.items():
        assert calls[name] <= most * ROUNDS, (name, calls)
    for name, most in ASKED.items():
        assert asked[name] <= most * ROUNDS, (name, asked)
    assert asked["hset"] <= (WRITTEN * size + 2) * ROUNDS, asked  # and each version of the room, twice a round
    assert kinds == [Counter({kind: count * ROUNDS for kind, count in FRAMES.items()})] * size
    for kind, most in BYTES.items():
        assert sizes[kind] / (size * ROUNDS) <= most, (kind, sizes)
    # Players are no reason to ask: once for each face the process looks up where its picture lies.
    assert len(said) <= ROUNDS
    assert all(statement.startswith('SELECT "decks_face"."picture"') for statement in said), said
