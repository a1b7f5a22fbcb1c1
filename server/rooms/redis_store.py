"""Rooms in Redis (or Valkey): small scripts that know documents, rows, alarms and notices, and no word of the game."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from redis.asyncio.connection import ConnectionPool

from game.decisions import Record
from game.room import SEATS, Phase, Room, alarm, match_tables
from server.rooms.documents import decode_news, decode_room, decode_row, encode
from server.rooms.redis_line import RedisLine, Words
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


def key(code: str, part: str = "") -> str:
    """Name a key of a room. The braces keep all keys of a room in one Cluster slot."""
    return f"room:{{{code}}}:{part}" if part else f"room:{{{code}}}"


def unique(table: str) -> str:
    """Name the part that holds a table's unique texts."""
    return f"{table}:unique"


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
        # One protocol: what replies look like depends on it.
        self._line = RedisLine(ConnectionPool.from_url(url, protocol=3))
        self._scripts = {path.stem: path.read_text() for path in LUA.glob("*.lua")}
        self._news = RedisNews(url)

    async def _script(self, name: str, keys: Sequence[str], *args: Words) -> Any:
        async with available():
            return await self._line.script(self._scripts[name], keys, args)

    async def _call(self, *words: Words) -> Any:
        async with available():
            return await self._line.call(*words)

    async def _calls(self, *commands: Sequence[Words]) -> list[Any]:
        async with available():
            return await self._line.calls(*commands)

    async def time(self) -> float:
        seconds, micros = await self._call("TIME")
        return int(seconds) + int(micros) / 1e6

    async def load(self, code: str) -> Room | None:
        document = await self._call("HGET", key(code), "document")
        return decode_room(document) if document else None

    async def commit(self, read: Room | None, room: Room, rows_read: tuple[str, int] | None = None) -> bool:
        code, due = room.code, alarm(room)
        table, count = rows_read or ("-", "")
        ttl = LINGER if room.phase is Phase.CLOSED else TTL
        keys = [key(code), ALARMS, *(key(code, part) for part in ("news", table, SEATS, unique(SEATS), HERE))]
        before = read.version if read else 0
        args = (before, count, room.version, encode(room), "" if due is None else due, code, ttl)
        return bool(await self._script("commit", keys, *args))

    async def record(self, room: Room, table: str, records: Sequence[Record], *, announce: bool) -> Recorded | None:
        channel = key(room.code, "news") if announce else ""
        args: list[Words] = [room.version, TTL, records[0].limit if records else 0, channel, f"#{table}#"]
        for record in records:
            args += (record.key, encode(record.row), record.unique)
        keys = [key(room.code), key(room.code, table), key(room.code, unique(table))]
        reply = await self._script("record", keys, *args)
        if reply == [-1]:
            return None
        *standing, count, heard = reply
        rows = (_standing(table, record, told) for record, told in zip(records, standing, strict=True))
        return Recorded(tuple(rows), count, heard)

    async def rows(self, room: Room, table: str) -> dict[str, Row]:
        raw = await self._call("HGETALL", key(room.code, table))
        return {str(name, "utf-8"): decode_row(table, data) for name, data in raw.items()}

    async def row(self, room: Room, tables: Sequence[str], key_: str) -> list[Row | None]:
        found = await self._calls(*(("HGET", key(room.code, table), key_) for table in tables))
        return [decode_row(table, raw) if raw else None for table, raw in zip(tables, found, strict=True)]

    async def retire(self, room: Room, tables: Sequence[str], seconds: int) -> None:
        parts = tables or [SEATS, HERE, *match_tables(room)]
        names = (key(room.code, name) for part in parts for name in (part, unique(part)))
        await self._calls(*(("EXPIRE", name, seconds) for name in names))

    async def ring(self, room: Room, at: float) -> bool:
        return bool(await self._script("ring", [key(room.code), ALARMS], room.version, at, room.code))

    async def silence(self, code: str) -> None:
        await self._call("ZREM", ALARMS, code)

    async def claim(self, now: float, limit: int = 256) -> dict[str, float]:
        told = await self._script("claim", [ALARMS], now, LEASE, limit)
        return {str(code, "ascii"): float(at) for code, at in zip(told[::2], told[1::2], strict=True)}

    async def next_alarm(self) -> float | None:
        first = await self._call("ZRANGE", ALARMS, 0, 0, "WITHSCORES")
        return float(first[0][1]) if first else None

    async def live(self, most: int) -> list[str]:
        return [str(code, "ascii") for code in await self._call("ZRANGE", ALARMS, 0, most - 1)]

    async def glance(self, codes: Sequence[str], now: float) -> list[Glance | None]:
        told = await self._calls(
            *(
                command
                for code in codes
                for command in (
                    ("HMGET", key(code), "document", "since"),
                    ("ZSCORE", ALARMS, code),
                    ("HLEN", key(code, SEATS)),
                    ("ZCOUNT", key(code, HERE), f"({now!r}", "+inf"),
                )
            )
        )
        return [_glance(*told[at : at + 4]) for at in range(0, len(told), 4)]

    async def set_presence(self, code: str, until: Mapping[str, float], *, announce: bool) -> None:
        name, commands = key(code, HERE), list[Sequence[Words]]()
        if gone := [member for member, end in until.items() if end <= 0]:
            commands.append(("ZREM", name, *gone))
        if len(gone) < len(until):
            here = ((end, member) for member, end in until.items() if end > 0)
            commands.append(("ZADD", name, *(word for pair in here for word in pair)))
            commands.append(("EXPIRE", name, TTL, "NX"))  # a closed room's must not live longer; commits renew it
        if announce:
            channel = key(code, "news")
            commands += (("PUBLISH", channel, f"@{end!r} {member}") for member, end in until.items())
        await self._calls(*commands)

    async def presence(self, code: str, now: float, ahead: float = 0.0) -> list[str]:
        name = key(code, HERE)
        _, members = await self._calls(
            ("ZREMRANGEBYSCORE", name, "-inf", now), ("ZRANGE", name, f"({now + ahead!r}", "+inf", "BYSCORE")
        )
        return [str(member, "utf-8") for member in members]

    async def gather(self, room: Room, what: str, came: Collection[str], went: Collection[str]) -> None:
        name = key(room.code, f"gathered:{what}")
        changes = [(command, name, *members) for command, members in (("SREM", went), ("SADD", came)) if members]
        await self._calls(*changes, ("EXPIRE", name, GATHERED))

    async def gathered(self, room: Room, what: str) -> frozenset[str]:
        members = await self._call("SMEMBERS", key(room.code, f"gathered:{what}"))
        return frozenset(str(member, "utf-8") for member in members)

    async def release(self, room: Room, table: str, key_: str, text: str) -> None:
        await self._script("release", [key(room.code, unique(table))], text, key_)

    async def allow(self, what: str, limit: int, seconds: int) -> bool:
        return int(await self._script("use", [f"uses:{what}"], seconds)) <= limit

    async def uses(self, *what: str) -> list[int]:
        told = await self._call("MGET", *(f"uses:{one}" for one in what))
        return [int(count or 0) for count in told]

    async def post(self, board: str, name: str, text: str, until: float) -> None:
        texts, ends = _board(board)
        changes = (("HSET", texts, name, text), ("ZADD", ends, until, name))
        await self._calls(("MULTI",), *changes, ("EXPIRE", texts, TTL), ("EXPIRE", ends, TTL), ("EXEC",))

    async def unpost(self, board: str, name: str) -> None:
        texts, ends = _board(board)
        await self._calls(("MULTI",), ("HDEL", texts, name), ("ZREM", ends, name), ("EXEC",))

    async def posted(self, board: str, most: int) -> dict[str, str]:
        told = [str(word, "utf-8") for word in await self._script("posted", _board(board), most)]
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
