"""Rooms in Redis (or Valkey): five generic scripts that know documents, rows and alarms, and no word of the game."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import redis.asyncio as aioredis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from game.decisions import Record
from game.room import SEATS, Phase, Room, alarm, match_tables
from server.rooms.errands import end
from server.rooms.store import (
    GATHERED,
    LEASE,
    LINGER,
    TTL,
    Here,
    Listener,
    Recorded,
    Refusal,
    Row,
    Rows,
    StoreUnavailableError,
    decode_room,
    decode_row,
    encode,
)

log = logging.getLogger(__name__)
LUA = Path(__file__).parent / "lua"
ALARMS = "alarms"
HERE = "here"
REFUSALS = {0: Refusal.FULL, 1: Refusal.TAKEN}  # as record.lua says it
RETRY = 0.2  # seconds between attempts to listen again
CONFIRMED = 5.0  # seconds within which a subscription is confirmed
SILENCE = 5.0  # seconds without a word after which the connection of the news is asked whether it lives


def key(code: str, part: str = "") -> str:
    """Name a key of a room. The braces keep all keys of a room in one Cluster slot."""
    return f"room:{{{code}}}:{part}" if part else f"room:{{{code}}}"


def unique(table: str) -> str:
    """Name the part that holds a table's unique texts."""
    return f"{table}:unique"


def _bytes(reply: bytes | str) -> bytes:
    """Narrow redis-py's type: replies are not decoded here."""
    return reply if isinstance(reply, bytes) else reply.encode()


@asynccontextmanager
async def _available() -> AsyncIterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailableError(str(error)) from error


def _standing(table: str, record: Record, told: bytes | int | None) -> Row | Refusal:
    """Read what record.lua tells of one record."""
    if told is None:
        return record.row
    return REFUSALS[told] if isinstance(told, int) else decode_row(table, told)


class RedisStore:
    """A Store on a Redis 7.0 or a Valkey, shared by any number of processes."""

    def __init__(self, url: str) -> None:
        """Take a redis://, rediss:// or unix:// address. Connects at the first use."""
        # Long: a thousand who join at once wait for each other, and that does not mean that the store is away.
        pool = aioredis.BlockingConnectionPool.from_url(url, max_connections=16, timeout=30)
        self._redis: aioredis.Redis = aioredis.Redis(connection_pool=pool)
        self._record, self._commit, self._claim, self._ring, self._release = (
            self._redis.register_script((LUA / f"{name}.lua").read_text())
            for name in ("record", "commit", "claim", "ring", "release")
        )
        # Blocking reads wait for ever: without a read time-out, which would end them.
        self._news: aioredis.Redis = aioredis.Redis.from_url(url, socket_timeout=None, health_check_interval=15)
        self._pubsub: PubSub | None = None
        self._subscribed: set[str] = set()
        self._confirmations: dict[str, asyncio.Event] = {}
        self._subscribing = asyncio.Lock()  # redis-py's PubSub is not safe from several tasks at once
        self._listening: asyncio.Task[None] | None = None

    async def time(self) -> float:
        async with _available():
            seconds, micros = await self._redis.time()
        return int(seconds) + int(micros) / 1e6

    async def load(self, code: str) -> Room | None:
        async with _available():
            document = await self._redis.hget(key(code), "document")
        return decode_room(_bytes(document)) if document else None

    async def commit(self, read: Room | None, room: Room, rows_read: tuple[str, int] | None = None) -> bool:
        code, due = room.code, alarm(room)
        table, count = rows_read or ("-", "")
        ttl = LINGER if room.phase is Phase.CLOSED else TTL
        keys = [key(code), ALARMS, *(key(code, part) for part in ("news", table, SEATS, unique(SEATS), HERE))]
        before = read.version if read else 0
        args = [before, count, room.version, encode(room), "" if due is None else due, code, ttl]
        async with _available():
            return bool(await self._commit(keys=keys, args=args))

    async def record(self, room: Room, table: str, records: Sequence[Record], *, announce: bool) -> Recorded | None:
        channel = key(room.code, "news") if announce else ""
        args: list[Any] = [room.version, TTL, records[0].limit if records else 0, channel, f"#{table}#"]
        for record in records:
            args += (record.key, encode(record.row), record.unique)
        keys = [key(room.code), key(room.code, table), key(room.code, unique(table))]
        async with _available():
            reply = await self._record(keys=keys, args=args)
        if reply == [-1]:
            return None
        rows = (_standing(table, record, told) for record, told in zip(records, reply[:-1], strict=True))
        return Recorded(tuple(rows), reply[-1])

    async def rows(self, room: Room, table: str) -> dict[str, Row]:
        async with _available():
            raw = await self._redis.hgetall(key(room.code, table))
        return {str(_bytes(name), "utf-8"): decode_row(table, _bytes(data)) for name, data in raw.items()}

    async def row(self, room: Room, tables: Sequence[str], key_: str) -> list[Row | None]:
        async with _available(), self._redis.pipeline(transaction=False) as pipe:
            for table in tables:
                pipe.hget(key(room.code, table), key_)
            found = await pipe.execute()
        return [decode_row(table, raw) if raw else None for table, raw in zip(tables, found, strict=True)]

    async def retire(self, room: Room, tables: Sequence[str], seconds: int) -> None:
        parts = tables or [SEATS, HERE, *match_tables(room)]
        async with _available(), self._redis.pipeline(transaction=False) as pipe:
            for part in parts:
                pipe.expire(key(room.code, part), seconds)
                pipe.expire(key(room.code, unique(part)), seconds)
            await pipe.execute()

    async def ring(self, room: Room, at: float) -> bool:
        async with _available():
            return bool(await self._ring(keys=[key(room.code), ALARMS], args=[room.version, at, room.code]))

    async def silence(self, code: str) -> None:
        async with _available():
            await self._redis.zrem(ALARMS, code)

    async def claim(self, now: float, limit: int = 256) -> list[str]:
        async with _available():
            return [str(code, "ascii") for code in await self._claim(keys=[ALARMS], args=[now, LEASE, limit])]

    async def set_presence(self, code: str, until: Mapping[str, float], *, announce: bool) -> None:
        async with _available(), self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(key(code, HERE), dict(until))
            pipe.expire(key(code, HERE), TTL)
            if announce:
                for member, end in until.items():
                    pipe.publish(key(code, "news"), f"@{end!r} {member}")
            await pipe.execute()

    async def presence(self, code: str, now: float) -> list[str]:
        async with _available(), self._redis.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(key(code, HERE), "-inf", now)
            pipe.zrange(key(code, HERE), 0, -1)
            _, members = await pipe.execute()
        return [str(member, "utf-8") for member in members]

    async def gather(self, room: Room, what: str, came: Collection[str], went: Collection[str]) -> None:
        name = key(room.code, f"gathered:{what}")
        async with _available(), self._redis.pipeline(transaction=False) as pipe:
            if went:
                pipe.srem(name, *went)
            if came:
                pipe.sadd(name, *came)
            pipe.expire(name, GATHERED)
            await pipe.execute()

    async def gathered(self, room: Room, what: str) -> frozenset[str]:
        async with _available():
            members = await self._redis.smembers(key(room.code, f"gathered:{what}"))
        return frozenset(str(_bytes(member), "utf-8") for member in members)

    async def release(self, room: Room, table: str, key_: str, text: str) -> None:
        texts = key(room.code, f"{table}:unique")
        async with _available():
            await self._release(keys=[texts], args=[text, key_])

    async def allow(self, what: str, limit: int, seconds: int) -> bool:
        async with _available(), self._redis.pipeline(transaction=True) as pipe:
            pipe.set(f"uses:{what}", 0, ex=seconds, nx=True)
            pipe.incr(f"uses:{what}")
            _, uses = await pipe.execute()
        return int(uses) <= limit

    async def uses(self, what: str) -> int:
        async with _available():
            return int(await self._redis.get(f"uses:{what}") or 0)

    async def listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        await self._connect_news()
        self._listening = asyncio.create_task(self._listen(listener, resynced))

    async def _connect_news(self) -> None:
        async with self._subscribing, _available():
            if self._pubsub is not None:
                with suppress(RedisError, OSError):
                    await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            self._pubsub = self._news.pubsub()
            # A subscription of its own keeps the connection reading while no room is open.
            await self._pubsub.subscribe("-", *self._subscribed)

    async def _listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        lost = asked = False
        while True:
            try:
                if lost:
                    await self._connect_news()
                    lost = asked = False
                    resynced()
                if self._pubsub is None:
                    raise RedisConnectionError("not connected")
                message = await self._pubsub.get_message(timeout=SILENCE)
                if message is None:
                    if asked:  # and no answer came: half open
                        raise RedisConnectionError("silent")
                    await self._pubsub.ping()
                asked = message is None
            except (RedisError, OSError, StoreUnavailableError):
                lost = True
                await asyncio.sleep(RETRY)
                continue
            if message is not None:
                self._hear(message, listener)

    def _hear(self, message: dict[str, Any], listener: Listener) -> None:
        if message["type"] == "pong":
            return
        channel, data = str(message["channel"], "ascii"), message["data"]
        if message["type"] == "subscribe" and (confirmed := self._confirmations.pop(channel, None)):
            confirmed.set()
        if message["type"] != "message":
            return
        code = channel[channel.index("{") + 1 : channel.index("}")]
        try:
            if data[:1] == b"#":
                _, table, count = str(data, "ascii").split("#")
                listener(code, Rows(table, int(count)))
            elif data[:1] == b"@":
                until, _, member = str(data[1:], "utf-8").partition(" ")
                listener(code, Here(member, float(until)))
            else:
                room = decode_room(data)
                if room is not None:
                    listener(code, room)
        except Exception:  # one room's trouble must not end the news of all
            log.exception("news of a room were lost", extra={"room": code})

    async def subscribe(self, code: str) -> None:
        channel = key(code, "news")
        self._subscribed.add(channel)
        confirmed = self._confirmations.setdefault(channel, asyncio.Event())
        async with self._subscribing, _available():
            if self._pubsub is not None:
                await self._pubsub.subscribe(channel)
        try:
            async with asyncio.timeout(CONFIRMED):
                await confirmed.wait()
        except TimeoutError as error:
            self._confirmations.pop(channel, None)
            raise StoreUnavailableError("no word on a subscription") from error

    async def unsubscribe(self, code: str) -> None:
        channel = key(code, "news")
        self._subscribed.discard(channel)
        async with self._subscribing, _available():
            if self._pubsub is not None:
                await self._pubsub.unsubscribe(channel)

    async def close(self) -> None:
        if self._listening is not None:
            await end(self._listening)
        if self._pubsub is not None:
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._news.aclose(close_connection_pool=True)
        await self._redis.aclose(close_connection_pool=True)
