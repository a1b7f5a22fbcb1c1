"""What works on a Redis Cluster, and what does not: a room's keys share a slot, the alarms are one key for all rooms.

One node with all slots refuses what touches two of them just as many nodes do.
"""

import time

import msgspec
import pytest
import redis
import redis.asyncio as aioredis
from redis.crc import key_slot

from game.decisions import Record
from game.room import SEATS, Seat
from server.audits.server_process import free_port
from server.chaos.redis_process import RedisProcess
from server.rooms.documents import encode
from server.rooms.redis_store import ALARMS, RedisStore, key
from server.rooms.store import StoreUnavailableError
from tests.rooms.stored import lobby

SLOTS = 16384
SEAT = Record(SEATS, "ann", Seat("Ann", 1000.0), unique="ann")


@pytest.fixture(scope="module")
def cluster_url(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    with RedisProcess(folder, port, "everysec", "--cluster-enabled", "yes", "--cluster-port", str(free_port())) as node:
        with redis.Redis.from_url(node.url) as client:
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, SLOTS - 1)
            while client.cluster("info")["cluster_state"] != "ok":
                time.sleep(0.01)
        yield node.url


@pytest.fixture
async def client(cluster_url):
    async with aioredis.Redis.from_url(cluster_url) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def store(client, cluster_url):
    store = RedisStore(cluster_url)
    yield store
    await store.close()


@pytest.fixture
async def room(client):
    """A room that is there, however it came."""
    room = lobby()
    await client.hset(key(room.code), mapping={"version": room.version, "document": encode(room)})
    return room


async def test_all_keys_of_a_room_are_in_one_slot(store, room, client):
    await store.record(room, SEATS, [SEAT], announce=True)
    await store.set_presence(room.code, {"ann 1": 9e9}, announce=True)
    await store.gather(room, "ready:m:0", ["ann"], [])
    names = [name async for name in client.scan_iter()]
    assert len(names) == 5
    assert len({key_slot(name) for name in names}) == 1


async def test_rows_presence_sets_and_notices_work(store, room):
    recorded = await store.record(room, SEATS, [SEAT], announce=True)
    assert recorded is not None
    assert recorded.rows == (SEAT.row,)
    await store.release(room, SEATS, "ann", "ann")
    await store.retire(room, [], 60)
    await store.set_presence(room.code, {"ann 1": 9e9}, announce=True)
    assert await store.presence(room.code, 1000.0) == ["ann 1"]
    await store.post("open", "BCDF", "text", 9e9)
    assert await store.posted("open", 5) == {"BCDF": "text"}
    assert await store.allow("join", 1, 60)
    assert await store.claim(1000.0) == {}
    assert await store.load(room.code) == room


async def test_what_sets_a_rooms_alarm_is_refused_and_changes_nothing(store, room, client):
    """So no room can be opened: the address of a cluster is of no use, and docs/reliability.md says so."""
    with pytest.raises(StoreUnavailableError, match="slot"):
        await store.commit(room, msgspec.structs.replace(room, version=2))
    with pytest.raises(StoreUnavailableError, match="slot"):
        await store.ring(room, 1000.0)
    assert await store.load(room.code) == room
    assert await client.zcard(ALARMS) == 0
