"""Rooms in Redis (or Valkey): small scripts that know documents, rows, alarms and notices, and no word of the game."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import redis.asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError

from game.decisions import Record
from game.room import SEATS, Phase, Room, alarm, match_tables
from server.rooms.documents import decode_news, decode_room, decode_row, encode
from server.rooms.redis_line import RedisLine
from server.rooms.redis_news import RedisNews, available
from server.rooms.store import (
    GATHERED,
    LEASE,
    LINGER,
    TTL,
    Glance,
    Listener,
    Recorded,
    Refusal,
    Row,
)

LUA = Path(__file__).parent / "lua"
ALARMS = "alarms"
HERE = "here"
REFUSALS = {0: Refusal.FULL, 1: Refusal.TAKEN}  # as record.lua says it
# Who was the primary has written nothing, and would go on saying so: its address leads to another one by now.
MOVED = Retry(NoBackoff(), 1, supported_errors=(ReadOnlyError,))


def key(code: str, part: str = "") -> str:
    """Name a key of a room. The braces keep all keys of a room in one Cluster slot."""
    return f"room:{{{code}}}:{part}" if part else f"room:{{{code}}}"


def unique(table: str) -> str:
    """Name the part that holds a table's unique texts."""
    return f"{table}:unique"


def _bytes(reply: bytes | str) -> bytes:
    """Narrow redis-py's type: replies are not decoded here."""
    return reply if isinstance(reply, bytes) else reply.encode()


def _board(board: str) -> tuple[str, str]:
    """Name the keys of a board: the texts of its notices, and when each ends."""
    return f"board:{{{board}}}", f"board:{{{board}}}:until"


def _standing(table: str, record: Record, told: bytes | int | None) -> Row | Refusal:
    """Read what record.lua tells of one record."""
    if told is None:
        return record.row
    return REFUSALS[told] if isinstance(told, int) else decode_row(table, told)


def _glance(kept: list[bytes | None], due: float | None, seats: int, here: int) -> Glance | None:
    """Read what was found of one room."""
    document, since = kept
    if document is None:
        return None
    room = decode_news(document)
    return Glance(room if isinstance(room, Room) else None, float(since) if since else None, due, seats, here)


class RedisStore:
    """A Store on a Redis 7.0 or a Valkey, shared by any number of processes."""

    def __init__(self, url: str) -> None:
        """Take a redis://, rediss:// or unix:// address. Connects at the first use."""
        # Long: a thousand who join at once wait for each other, and that does not mean that the store is away.
        pool = aioredis.BlockingConnectionPool.from_url(url, max_connections=16, timeout=30, retry=MOVED)
        self._redis: aioredis.Redis = aioredis.Redis(connection_pool=pool)
        self._commit, self._claim, self._ring, self._release, self._posted = (
            self._redis.register_script((LUA / f"{name}.lua").read_text())
            for name in ("commit", "claim", "ring", "release", "posted")
        )
        self._line = RedisLine(pool)
        self._record, self._use = ((LUA / f"{name}.lua").read_text() for name in ("record", "use"))
        self._news = RedisNews(url)

    async def time(self) -> float:
        async with available():
            seconds, micros = await self._redis.time()
        return int(seconds) + int(micros) / 1e6

    async def load(self, code: str) -> Room | None:
        async with available():
            document = await self._redis.hget(key(code), "document")
        return decode_room(_bytes(document)) if document else None

    async def commit(self, read: Room | None, room: Room, rows_read: tuple[str, int] | None = None) -> bool:
        code, due = room.code, alarm(room)
        table, count = rows_read or ("-", "")
        ttl = LINGER if room.phase is Phase.CLOSED else TTL
        keys = [key(code), ALARMS, *(key(code, part) for part in ("news", table, SEATS, unique(SEATS), HERE))]
        before = read.version if read else 0
        args = [before, count, room.version, encode(room), "" if due is None else due, code, ttl]
        async with available():
            return bool(await self._commit(keys=keys, args=args))

    async def record(self, room: Room, table: str, records: Sequence[Record], *, announce: bool) -> Recorded | None:
        channel = key(room.code, "news") if announce else ""
        args: list[Any] = [room.version, TTL, records[0].limit if records else 0, channel, f"#{table}#"]
        for record in records:
            args += (record.key, encode(record.row), record.unique)
        keys = [key(room.code), key(room.code, table), key(room.code, unique(table))]
        async with available():
            reply = await self._line.script(self._record, keys, args)
        if reply == [-1]:
            return None
        rows = (_standing(table, record, told) for record, told in zip(records, reply[:-1], strict=True))
        return Recorded(tuple(rows), reply[-1])

    async def rows(self, room: Room, table: str) -> dict[str, Row]:
        async with available():
            raw = await self._redis.hgetall(key(room.code, table))
        return {str(_bytes(name), "utf-8"): decode_row(table, _bytes(data)) for name, data in raw.items()}

    async def row(self, room: Room, tables: Sequence[str], key_: str) -> list[Row | None]:
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            for table in tables:
                pipe.hget(key(room.code, table), key_)
            found = await pipe.execute()
        return [decode_row(table, raw) if raw else None for table, raw in zip(tables, found, strict=True)]

    async def retire(self, room: Room, tables: Sequence[str], seconds: int) -> None:
        parts = tables or [SEATS, HERE, *match_tables(room)]
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            for part in parts:
                pipe.expire(key(room.code, part), seconds)
                pipe.expire(key(room.code, unique(part)), seconds)
            await pipe.execute()

    async def ring(self, room: Room, at: float) -> bool:
        async with available():
            return bool(await self._ring(keys=[key(room.code), ALARMS], args=[room.version, at, room.code]))

    async def silence(self, code: str) -> None:
        async with available():
            await self._redis.zrem(ALARMS, code)

    async def claim(self, now: float, limit: int = 256) -> dict[str, float]:
        async with available():
            told = await self._claim(keys=[ALARMS], args=[now, LEASE, limit])
        return {str(code, "ascii"): float(at) for code, at in zip(told[::2], told[1::2], strict=True)}

    async def next_alarm(self) -> float | None:
        async with available():
            first = await self._redis.zrange(ALARMS, 0, 0, withscores=True)
        return float(first[0][1]) if first else None

    async def live(self, most: int) -> list[str]:
        async with available():
            codes: Any = await self._redis.zrange(ALARMS, 0, most - 1)
        return [str(code, "ascii") for code in codes]

    async def glance(self, codes: Sequence[str], now: float) -> list[Glance | None]:
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            for code in codes:
                pipe.hmget(key(code), "document", "since")
                pipe.zscore(ALARMS, code)
                pipe.hlen(key(code, SEATS))
                pipe.zcount(key(code, HERE), f"({now!r}", "+inf")
            told = await pipe.execute()
        return [_glance(*told[at : at + 4]) for at in range(0, len(told), 4)]

    async def set_presence(self, code: str, until: Mapping[str, float], *, announce: bool) -> None:
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            gone = [member for member, end in until.items() if end <= 0]
            if gone:
                pipe.zrem(key(code, HERE), *gone)
            if len(gone) < len(until):
                pipe.zadd(key(code, HERE), {member: end for member, end in until.items() if end > 0})
                pipe.expire(key(code, HERE), TTL, nx=True)  # a closed room's must not live longer; commits renew it
            if announce:
                for member, end in until.items():
                    pipe.publish(key(code, "news"), f"@{end!r} {member}")
            await pipe.execute()

    async def presence(self, code: str, now: float, ahead: float = 0.0) -> list[str]:
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(key(code, HERE), "-inf", now)
            pipe.zrangebyscore(key(code, HERE), f"({now + ahead!r}", "+inf")
            _, members = await pipe.execute()
        return [str(member, "utf-8") for member in members]

    async def gather(self, room: Room, what: str, came: Collection[str], went: Collection[str]) -> None:
        name = key(room.code, f"gathered:{what}")
        async with available(), self._redis.pipeline(transaction=False) as pipe:
            if went:
                pipe.srem(name, *went)
            if came:
                pipe.sadd(name, *came)
            pipe.expire(name, GATHERED)
            await pipe.execute()

    async def gathered(self, room: Room, what: str) -> frozenset[str]:
        async with available():
            members = await self._redis.smembers(key(room.code, f"gathered:{what}"))
        return frozenset(str(_bytes(member), "utf-8") for member in members)

    async def release(self, room: Room, table: str, key_: str, text: str) -> None:
        texts = key(room.code, f"{table}:unique")
        async with available():
            await self._release(keys=[texts], args=[text, key_])

    async def allow(self, what: str, limit: int, seconds: int) -> bool:
        async with available():
            return int(await self._line.script(self._use, [f"uses:{what}"], [seconds])) <= limit

    async def uses(self, *what: str) -> list[int]:
        async with available():
            told = await self._line.call("MGET", *(f"uses:{one}" for one in what))
        return [int(count or 0) for count in told]

    async def post(self, board: str, name: str, text: str, until: float) -> None:
        texts, ends = _board(board)
        async with available(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(texts, name, text)
            pipe.zadd(ends, {name: until})
            pipe.expire(texts, TTL)
            pipe.expire(ends, TTL)
            await pipe.execute()

    async def unpost(self, board: str, name: str) -> None:
        texts, ends = _board(board)
        async with available(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(texts, name)
            pipe.zrem(ends, name)
            await pipe.execute()

    async def posted(self, board: str, most: int) -> dict[str, str]:
        async with available():
            told = [str(_bytes(word), "utf-8") for word in await self._posted(keys=_board(board), args=[most])]
        return dict(zip(told[::2], told[1::2], strict=True))

    async def listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        await self._news.listen(listener, resynced)

    async def subscribe(self, code: str) -> None:
        await self._news.subscribe(key(code, "news"))

    async def unsubscribe(self, code: str) -> None:
        await self._news.unsubscribe(key(code, "news"))

    async def close(self) -> None:
        await self._news.close()
        await self._line.close()
        await self._redis.aclose(close_connection_pool=True)
