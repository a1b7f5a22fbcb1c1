"""Rooms in this process's memory: the twin of redis_store, for tests and for reading what a store has to do.

Several stores on one Memory behave as several processes on one Redis. Not for play: nothing survives the process.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from game.decisions import Record
from game.room import SEATS, Phase, Room, alarm, match_tables
from server.rooms.documents import decode_news, decode_room, decode_row, encode
from server.rooms.store import (
    GATHERED,
    LEASE,
    LINGER,
    TTL,
    Glance,
    Here,
    Listener,
    News,
    Recorded,
    Refusal,
    Row,
    Rows,
)

log = logging.getLogger(__name__)
HERE = "here"
Table = dict[str, bytes]


class Memory:
    """What the stores of one game share. Documents and rows are kept encoded: nothing leaks by reference."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """`now`: the store's clock, in seconds since the epoch."""
        self.now = now
        self.documents: dict[str, tuple[int, bytes]] = {}  # by code: version and room
        self.since: dict[str, float] = {}
        self.tables: dict[tuple[str, str], Table] = {}  # by code and name
        self.texts: dict[tuple[str, str], dict[str, str]] = {}  # of each table: unique text -> key of its row
        self.gathered: dict[tuple[str, str], set[str]] = {}
        self.here: dict[str, dict[str, float]] = {}
        self.alarms: dict[str, float] = {}
        self.uses: dict[str, int] = {}
        self.boards: dict[str, dict[str, tuple[float, str]]] = {}  # of each notice: until when, and its text
        self.stores: set[MemoryStore] = set()
        self._ends: dict[tuple[str, ...], float] = {}

    def keep(self, seconds: float, *keys: tuple[str, ...]) -> None:
        """Let things end after some seconds.

        (document, code), (table, code, name), (gathered, code, what), (here, code) or (uses, what).
        """
        for key in keys:
            self._ends[key] = self.now() + seconds

    def keep_new(self, seconds: float, key: tuple[str, ...]) -> None:
        """Let a thing end after some seconds, unless it is known when it ends."""
        self._ends.setdefault(key, self.now() + seconds)

    def sweep(self) -> None:
        """Forget what has ended. Every use of the memory begins with it."""
        now = self.now()
        for key in [key for key, end in self._ends.items() if end <= now]:
            del self._ends[key]
            match key:
                case ("document", code):
                    self.documents.pop(code, None)
                    self.since.pop(code, None)
                case ("table", code, name):
                    self.tables.pop((code, name), None)
                    self.texts.pop((code, name), None)
                case ("gathered", code, what):
                    self.gathered.pop((code, what), None)
                case (kind, name):
                    (self.here if kind == HERE else self.uses).pop(name, None)

    def publish(self, code: str, news: Callable[[], News | None]) -> int:
        """Tell every store that subscribes to the room, each its own copy; return how many there are."""
        return sum(store.hear(code, news) for store in self.stores)


class MemoryStore:
    """A Store on a Memory: one for each process that a test plays."""

    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()
        self._listener: Listener = lambda _code, _news: None
        self._subscribed: set[str] = set()

    @property
    def _kept(self) -> Memory:
        self._memory.sweep()
        return self._memory

    async def time(self) -> float:
        return self._memory.now()

    async def load(self, code: str) -> Room | None:
        found = self._kept.documents.get(code)
        return decode_room(found[1]) if found else None

    async def commit(self, read: Room | None, room: Room, rows_read: tuple[str, int] | None = None) -> bool:
        kept, code = self._kept, room.code
        version, _ = kept.documents.get(code, (0, b""))
        if version != (read.version if read else 0):
            return False
        if rows_read and len(kept.tables.get((code, rows_read[0]), ())) != rows_read[1]:
            return False
        document, due = encode(room), alarm(room)
        kept.documents[code] = room.version, document
        if read is None:
            kept.since[code] = kept.now()
        ttl = LINGER if room.phase is Phase.CLOSED else TTL
        kept.keep(ttl, ("document", code), ("table", code, SEATS), (HERE, code))
        if due is None:
            kept.alarms.pop(code, None)
        else:
            kept.alarms[code] = due
        kept.publish(code, lambda: decode_news(document))
        return True

    async def record(self, room: Room, table: str, records: Sequence[Record], *, announce: bool) -> Recorded | None:
        kept, code = self._kept, room.code
        version, _ = kept.documents.get(code, (0, b""))
        if version != room.version:
            return None
        rows = kept.tables.get((code, table), {})
        if records and not rows:
            kept.tables[code, table] = rows
            kept.keep(TTL, ("table", code, table))
        texts = kept.texts.setdefault((code, table), {})
        standing = tuple(_write_once(table, rows, texts, record, records[0].limit) for record in records)
        count = len(rows)
        heard = kept.publish(code, lambda: Rows(table, count)) if announce else 0
        return Recorded(standing, count, heard)

    async def rows(self, room: Room, table: str) -> dict[str, Row]:
        rows = self._kept.tables.get((room.code, table), {})
        return {key: decode_row(table, data) for key, data in rows.items()}

    async def row(self, room: Room, tables: Sequence[str], key: str) -> list[Row | None]:
        kept = self._kept
        found = [kept.tables.get((room.code, table), {}).get(key) for table in tables]
        return [decode_row(table, data) if data else None for table, data in zip(tables, found, strict=True)]

    async def retire(self, room: Room, tables: Sequence[str], seconds: int) -> None:
        kept, code = self._kept, room.code
        if not tables:
            kept.keep(seconds, (HERE, code))
            tables = [SEATS, *match_tables(room)]
        kept.keep(seconds, *(("table", code, table) for table in tables))

    async def ring(self, room: Room, at: float) -> bool:
        kept = self._kept
        version, _ = kept.documents.get(room.code, (0, b""))
        if version != room.version:
            return False
        kept.alarms[room.code] = at
        return True

    async def silence(self, code: str) -> None:
        self._kept.alarms.pop(code, None)

    async def claim(self, now: float, limit: int = 256) -> dict[str, float]:
        alarms = self._kept.alarms
        due = sorted((at, code) for code, at in alarms.items() if at <= now)[:limit]
        for _, code in due:
            alarms[code] = now + LEASE
        return {code: at for at, code in due}

    async def next_alarm(self) -> float | None:
        return min(self._kept.alarms.values(), default=None)

    async def live(self, most: int) -> list[str]:
        alarms = self._kept.alarms
        return sorted(alarms, key=lambda code: (alarms[code], code))[:most]

    async def glance(self, codes: Sequence[str], now: float) -> list[Glance | None]:
        return [self._glance(code, now) for code in codes]

    def _glance(self, code: str, now: float) -> Glance | None:
        kept = self._kept
        if code not in kept.documents:
            return None
        room = decode_news(kept.documents[code][1])
        here = sum(until > now for until in kept.here.get(code, {}).values())
        seats = len(kept.tables.get((code, SEATS), ()))
        readable = room if isinstance(room, Room) else None
        return Glance(readable, kept.since.get(code), kept.alarms.get(code), seats, here)

    async def set_presence(self, code: str, until: Mapping[str, float], *, announce: bool) -> None:
        kept = self._kept
        here = kept.here.setdefault(code, {})
        here.update(until)
        for member in [member for member, end in until.items() if end <= 0]:
            del here[member]
        kept.keep_new(TTL, (HERE, code))
        if announce:
            for member, end in until.items():
                kept.publish(code, partial(Here, member, end))

    async def presence(self, code: str, now: float, ahead: float = 0.0) -> list[str]:
        here = self._kept.here.get(code, {})
        for member in [member for member, until in here.items() if until <= now]:
            del here[member]
        lasting = (member for member, until in here.items() if until > now + ahead)
        return sorted(lasting, key=lambda member: (here[member], member))

    async def gather(self, room: Room, what: str, came: Collection[str], went: Collection[str]) -> None:
        kept = self._kept
        members = kept.gathered.setdefault((room.code, what), set())
        members.difference_update(went)
        members.update(came)
        kept.keep(GATHERED, ("gathered", room.code, what))

    async def gathered(self, room: Room, what: str) -> frozenset[str]:
        return frozenset(self._kept.gathered.get((room.code, what), ()))

    async def release(self, room: Room, table: str, key: str, text: str) -> None:
        texts = self._kept.texts.get((room.code, table), {})
        if texts.get(text) == key:
            del texts[text]

    async def allow(self, what: str, limit: int, seconds: int) -> bool:
        kept = self._kept
        if what not in kept.uses:
            kept.uses[what] = 0
            kept.keep(seconds, ("uses", what))
        kept.uses[what] += 1
        return kept.uses[what] <= limit

    async def uses(self, *what: str) -> list[int]:
        return [self._kept.uses.get(one, 0) for one in what]

    async def post(self, board: str, name: str, text: str, until: float) -> None:
        self._kept.boards.setdefault(board, {})[name] = (until, text)

    async def unpost(self, board: str, name: str) -> None:
        self._kept.boards.get(board, {}).pop(name, None)

    async def posted(self, board: str, most: int) -> dict[str, str]:
        notices, now = self._kept.boards.get(board, {}), self._memory.now()
        for name in [name for name, (until, _) in notices.items() if until <= now]:
            del notices[name]
        return {name: notices[name][1] for name in sorted(notices, key=lambda name: notices[name][0])[::-1][:most]}

    async def listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:  # noqa: ARG002  (no news are lost)
        self._listener = listener
        self._memory.stores.add(self)

    def hear(self, code: str, news: Callable[[], News | None]) -> bool:
        """Take news from the memory, if it is of a room that this store subscribes to.

        The listener gets them in the loop's next turn, as from a connection.
        """
        if code not in self._subscribed:
            return False
        if (told := news()) is not None:
            asyncio.get_running_loop().call_soon(self._tell, code, told)
        return True

    def _tell(self, code: str, news: News) -> None:
        if code in self._subscribed:
            try:
                self._listener(code, news)
            except Exception:  # as on a connection: one room's trouble must not end the news of all
                log.exception("news of a room were lost", extra={"room": code})

    async def subscribe(self, code: str) -> None:
        self._subscribed.add(code)

    async def unsubscribe(self, code: str) -> None:
        self._subscribed.discard(code)

    async def close(self) -> None:
        self._subscribed.clear()
        self._memory.stores.discard(self)


def _write_once(table: str, rows: Table, texts: dict[str, str], record: Record, limit: int) -> Row | Refusal:
    """Return the row that stands, ours or an earlier one, or why there is none."""
    if record.key in rows:
        return decode_row(table, rows[record.key])
    if limit and len(rows) >= limit:
        return Refusal.FULL
    if record.unique in texts:
        return Refusal.TAKEN
    if record.unique:
        texts[record.unique] = record.key
    rows[record.key] = encode(record.row)
    return record.row
