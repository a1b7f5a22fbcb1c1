"""What only a Redis can do wrong: end, lose connections, keep things for ever. And what its scripts must not know."""

import re

import msgspec
import pytest
import redis.asyncio as aioredis

from game.decisions import Record
from game.room import SEATS, Phase, Seat, new_room
from server.rooms.redis_store import LUA, RedisStore
from server.rooms.store import GATHERED, LINGER, TTL, Recorded, StoreUnavailableError
from tests.rooms.ears import listening
from tests.rooms.engines import emptied

KEYS = ("room:{BCDF}", "room:{BCDF}:seats", "room:{BCDF}:seats:unique", "room:{BCDF}:here")
GAME_WORDS = (
    "room",
    "round",
    "score",
    "answer",
    "seat",
    "player",
    "phase",
    "face",
    "match",
    "truth",
    "verdict",
    "podium",
)


@pytest.fixture
async def client(redis_url):
    """A look into the Redis past the store."""
    async with aioredis.Redis.from_url(emptied(redis_url)) as client:
        yield client


@pytest.fixture
async def store(client, redis_url):
    store = RedisStore(redis_url)
    yield store
    await store.close()


@pytest.fixture
async def room(store):
    room = new_room("BCDF", "ann", 1000.0)
    assert await store.commit(None, room)
    await store.record(room, SEATS, [Record(SEATS, "ann", Seat("Ann", 1000.0), unique="ann")], announce=False)
    await store.set_presence("BCDF", {"ann 1": 9e9}, announce=False)
    return room


@pytest.mark.parametrize("script", sorted(LUA.glob("*.lua")), ids=lambda path: path.name)
def test_the_scripts_know_no_word_of_the_game(script):
    words = set(re.findall("[a-z]+", script.read_text().lower()))
    assert not words & {form for word in GAME_WORDS for form in (word, word + "s", word + "es")}


def test_the_scripts_are_those_of_the_architecture():
    assert {path.stem for path in LUA.iterdir()} == {"record", "commit", "claim", "ring", "release", "posted", "use"}


async def test_every_key_of_a_room_is_in_one_slot_and_has_an_end(client, store, room):
    keys = {key async for key in client.scan_iter()}
    assert keys == {*map(str.encode, KEYS), b"alarms"}
    for key in keys - {b"alarms"}:
        assert TTL - 10 < await client.ttl(key) <= TTL


async def test_a_commit_keeps_the_seats_as_long_as_the_room(client, store, room):
    for key in KEYS:
        await client.expire(key, 5)
    await store.commit(room, msgspec.structs.replace(room, version=2))
    for key in KEYS:
        assert await client.ttl(key) > TTL - 10


async def test_a_closed_room_is_soon_gone(client, store, room):
    await store.commit(room, msgspec.structs.replace(room, version=2, phase=Phase.CLOSED, deadline=None))
    for key in KEYS:
        assert 0 < await client.ttl(key) <= LINGER
    assert await client.zcard("alarms") == 0


async def test_a_count_of_uses_has_an_end(client, store):
    await store.allow("join:1", 3, 60)
    await store.allow("join:1", 3, 60)
    assert 50 < await client.ttl("uses:join:1") <= 60


async def test_unique_texts_live_as_long_as_their_table(client, store, room):
    await client.expire("room:{BCDF}:seats", 5)
    await store.record(room, SEATS, [Record(SEATS, "bob", Seat("Bob", 1000.0), unique="bob")], announce=False)
    assert 0 < await client.pttl("room:{BCDF}:seats:unique") <= 5000
    await store.retire(room, [], 3)
    assert 0 < await client.pttl("room:{BCDF}:seats:unique") <= 3000


async def test_texts_that_outlive_their_table_are_nobodys(client, store, room):
    await client.delete("room:{BCDF}:seats")
    again = Record(SEATS, "bob", Seat("Ann", 1000.0), unique="ann")
    assert await store.record(room, SEATS, [again], announce=False) == Recorded((again.row,), 1)
    assert TTL - 10 < await client.ttl("room:{BCDF}:seats:unique") <= TTL


async def test_a_set_has_an_end(client, store, room):
    await store.gather(room, "ready:m:1", ["ann"], [])
    assert GATHERED - 10 < await client.ttl("room:{BCDF}:gathered:ready:m:1") <= GATHERED


async def test_scripts_that_redis_forgot_are_sent_again(client, store, room):
    await client.script_flush()
    assert await store.commit(room, msgspec.structs.replace(room, version=2))


async def test_a_lost_connection_is_made_again_and_told(client, store, room):
    ears = await listening(store, "BCDF")
    await client.client_kill_filter(_type="pubsub")
    await ears.until(lambda: ears.resyncs == 1)
    await store.commit(room, msgspec.structs.replace(room, version=2))
    await ears.until(lambda: ears.heard)
    assert ears.heard[0][1].version == 2
    await store.subscribe("GHJK")
    await store.commit(None, new_room("GHJK", "ann", 1000.0))
    await ears.until(lambda: len(ears.heard) == 2)


async def test_a_lost_connection_does_not_hinder_commands(client, store, room):
    await client.client_kill_filter(_type="normal", skipme=True)
    try:
        loaded = await store.load("BCDF")
    except StoreUnavailableError:  # asking again is safe
        loaded = await store.load("BCDF")
    assert loaded == room


async def test_news_that_make_no_sense_harm_nobody(client, store, room, caplog):
    ears = await listening(store, "BCDF")
    for nonsense in (b"#", b"#seats#many", b"\xff", b""):
        await client.publish("room:{BCDF}:news", nonsense)
    await store.commit(room, msgspec.structs.replace(room, version=2))
    await ears.until(lambda: ears.heard)
    assert len(ears.heard) == 1
    assert caplog.text.count("news of a room were lost") == 4


async def test_a_redis_that_is_not_there_is_unavailable(tmp_path):
    store, room = RedisStore(f"unix://{tmp_path}/none.sock"), new_room("BCDF", "ann", 1000.0)
    asked = (
        store.time,
        lambda: store.load("BCDF"),
        lambda: store.commit(None, room),
        lambda: store.record(room, SEATS, [], announce=True),
        lambda: store.rows(room, SEATS),
        lambda: store.row(room, [SEATS], "ann"),
        lambda: store.retire(room, [], 1),
        lambda: store.ring(room, 1.0),
        lambda: store.silence("BCDF"),
        lambda: store.claim(1.0),
        lambda: store.set_presence("BCDF", {"ann 1": 1.0}, announce=True),
        lambda: store.presence("BCDF", 1.0),
        lambda: store.allow("join:1", 1, 1),
        lambda: store.uses("join:1"),
        lambda: store.gather(room, "ready", ["ann"], ["bob"]),
        lambda: store.gathered(room, "ready"),
        lambda: store.release(room, SEATS, "ann", "Ann"),
        lambda: store.listen(lambda _code, _news: None, lambda: None),
        lambda: store.subscribe("BCDF"),
    )
    for ask in asked:
        with pytest.raises(StoreUnavailableError):
            await ask()
    await store.close()
