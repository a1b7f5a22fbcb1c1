"""Redis' bad days: lost connections, a failover, LOADING, no memory, forgotten scripts, a restart. All are survived."""

import asyncio
from contextlib import asynccontextmanager

import msgspec
import pytest
import redis.asyncio as aioredis

from game.room import SEATS, Options, new_room
from server.audits.server_process import free_port
from server.chaos.redis_process import RedisProcess
from server.rooms.redis_store import RedisStore
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from tests.rooms.ears import listening
from tests.rooms.moments import until
from tests.rooms.people import HOST, QUICK, Client, room_of

AGAIN = 0.05  # seconds before a client says again what was refused
CHOSEN = msgspec.structs.replace(QUICK, rounds=4)


@pytest.fixture
def engine(tmp_path):
    with RedisProcess(tmp_path / "redis", free_port(), "everysec", "--repl-diskless-sync-delay", "0") as engine:
        yield engine


class Trouble:
    """Something that is wrong with a Redis for a while."""

    def __init__(self, engine, tmp_path):
        self.engine, self.tmp_path = engine, tmp_path
        self.url = engine.url
        self.client = aioredis.Redis.from_url(engine.url)

    async def begin(self): ...

    async def end(self): ...


class LostConnections(Trouble):
    async def begin(self):
        for kind in ("normal", "pubsub"):
            await self.client.client_kill_filter(_type=kind, skipme=True)


class ForgottenScripts(Trouble):
    async def begin(self):
        await self.client.script_flush()


class NoMemory(Trouble):
    async def begin(self):
        await self.client.config_set("maxmemory", 1)

    async def end(self):
        await self.client.config_set("maxmemory", 0)


class Restart(Trouble):
    async def begin(self):
        self.engine.kill()

    async def end(self):
        await asyncio.to_thread(self.engine.start)


class Failover(Trouble):
    """The address leads to another primary, and the old one, to which all are connected, has become its replica."""

    def __init__(self, engine, tmp_path):
        super().__init__(engine, tmp_path)
        self.other = RedisProcess(tmp_path / "other", free_port(), "everysec")
        self.leads_to = engine.port
        self.lines = set()

    async def connected(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self.leads_to)
        for one, other in ((reader, back), (there, writer)):
            line = asyncio.create_task(self.carry(one, other))
            self.lines.add(line)

    async def carry(self, one, other):
        try:
            while chunk := await one.read(65536):
                other.write(chunk)
        except OSError:
            pass
        finally:
            other.close()

    async def serve(self):
        self.relay = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.url = f"redis://127.0.0.1:{self.relay.sockets[0].getsockname()[1]}/0"
        await asyncio.to_thread(self.other.__enter__)

    async def begin(self):
        async with aioredis.Redis.from_url(self.other.url) as heir:
            await heir.replicaof("127.0.0.1", str(self.engine.port))
            async with asyncio.timeout(20):
                while (await heir.info("replication"))["master_link_status"] != "up":  # noqa: ASYNC110
                    await asyncio.sleep(AGAIN)
            await heir.replicaof("NO", "ONE")
            await self.client.replicaof("127.0.0.1", str(self.other.port))
            self.leads_to = self.other.port

    async def close(self):
        self.relay.close()
        for line in self.lines:
            line.cancel()
        await asyncio.gather(*self.lines, return_exceptions=True)
        self.other.kill()


@asynccontextmanager
async def troubled(kind, engine, tmp_path):
    trouble = kind(engine, tmp_path)
    if isinstance(trouble, Failover):
        await trouble.serve()
    try:
        yield trouble
    finally:
        await trouble.client.aclose()
        if isinstance(trouble, Failover):
            await trouble.close()


async def insist(client, done, **message):
    """Say something until it has happened, as a browser or its user does."""
    async with asyncio.timeout(20):
        while not done():
            told = len(client.codes)
            await client.say(**message)
            await asyncio.sleep(AGAIN)
            assert set(client.codes[told:]) <= {"try_again"}


KINDS = (LostConnections, ForgottenScripts, NoMemory, Restart, Failover)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_orders_and_seats_get_through_once(kind, engine, tmp_path, settings, deck):
    async with troubled(kind, engine, tmp_path) as trouble:
        settings.REDIS_URL = trouble.url
        one, two = [await Runtime(RedisStore(trouble.url)).start() for _ in range(2)]
        try:
            code = await room_of(one)
            host, guest = Client(one, code, HOST), Client(two, code)
            await host.join()
            await guest.join("Bob")
            before = await one.store.load(code)
            await trouble.begin()
            ordered = asyncio.create_task(
                insist(host, lambda: host.all("house"), t="configure", options=msgspec.to_builtins(CHOSEN))
            )
            if kind in (NoMemory, Restart):
                await host.next("refused", code="try_again")
            await trouble.end()
            await ordered
            assert (await guest.next("house"))["options"]["rounds"] == CHOSEN.rounds
            late = Client(two, code)
            await insist(late, lambda: late.all("welcome"), t="join", name="Cid")
            room = await one.store.load(code)
            assert room.options == CHOSEN
            assert room.version == before.version + 1, "done once"
            assert len(await one.store.rows(room, SEATS)) == 3
        finally:
            await one.stop()
            await two.stop()


async def test_a_primary_that_was_demoted_is_left_at_once(engine, tmp_path):
    """It would go on to answer, and to refuse: nobody may wait for it to hang up."""
    async with troubled(Failover, engine, tmp_path) as trouble:
        store = RedisStore(trouble.url)
        room = new_room("BCDF", HOST, 1000.0)
        assert await store.commit(None, room)
        await trouble.begin()
        assert await store.commit(room, msgspec.structs.replace(room, version=2))
        await store.close()


async def test_answers_get_through_in_every_round(engine, tmp_path, settings, deck):
    settings.REDIS_URL = engine.url
    runtime = await Runtime(RedisStore(engine.url)).start()
    try:
        code = await room_of(runtime)
        host = Client(runtime, code, HOST)
        await host.join()
        await host.say(t="start")
        for number, kind in enumerate((NoMemory, Restart, LostConnections)):
            async with troubled(kind, engine, tmp_path) as trouble:
                await host.next("question", round=number)
                await trouble.begin()
                acked = lambda number=number: [ack for ack in host.all("ack") if ack["round"] == number]  # noqa: E731
                answered = asyncio.create_task(insist(host, acked, t="answer", round=number, verdict="ai"))
                if kind is not LostConnections:
                    await host.ear.until(lambda acked=acked: host.codes or acked())
                await trouble.end()
                await answered
                reveal = await host.next("reveal", round=number)
                assert reveal["own"]["verdict"] == "ai"
                host.ear.heard = [message for message in host.ear.heard if message["t"] != "refused"]
        await host.next("podium", archived=True)
    finally:
        await runtime.stop()


async def test_a_redis_that_loads_is_unavailable_and_then_all_is_there(engine, tmp_path):
    store = RedisStore(engine.url)
    try:
        room = new_room("BCDF", HOST, 1000.0, Options(deck="test"))
        assert await store.commit(None, room)
        async with aioredis.Redis.from_url(engine.url) as client:
            await client.mset({f"uses:{number}": "x" * 200 for number in range(2000)})
            await client.bgrewriteaof()  # into the form that is loaded with pauses
            while (await client.info("persistence"))["aof_rewrite_in_progress"]:  # noqa: ASYNC110
                await asyncio.sleep(AGAIN)
        ears = await listening(store, "BCDF")
        engine.kill()
        slow = RedisProcess(
            tmp_path / "redis",
            engine.port,
            "everysec",
            *("--key-load-delay", "500", "--loading-process-events-interval-bytes", "1024"),
        )
        starting = asyncio.create_task(asyncio.to_thread(slow.start))
        said = set()
        while not starting.done():
            try:
                await store.load("BCDF")
            except StoreUnavailableError as error:
                said.add("loading" if "loading" in str(error) else "away")
            await asyncio.sleep(0)
        await starting
        assert "loading" in said
        assert await store.load("BCDF") == room
        await until(lambda: ears.resyncs)
        await store.commit(room, msgspec.structs.replace(room, version=2))
        await ears.until(lambda: ears.heard)
        slow.kill()
    finally:
        await store.close()
