"""Write-once rows on their way to the store: what arrives within one window goes in one call for each room."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from game.commands import Command
from game.decisions import Code, Record, Rejection
from game.room import SEATS, Phase, Room, answers_table
from game.rules import decide
from server.rooms.codes import ProtocolCode
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.store import Recorded, Refusal, Row, Rows, Store, StoreUnavailableError

log = logging.getLogger(__name__)
WINDOW = 0.008  # seconds: least time between two batches
NEWS = 0.25  # seconds: least time between two announcements of how many have answered, to other processes
ALONE = 2.0  # seconds: the same while no other process has the room; one that has just opened it waits so long
TRIES = 5
REFUSED = {Refusal.FULL: Code.ROOM_FULL, Refusal.TAKEN: Code.NAME_TAKEN}

Outcome = Row | Code | ProtocolCode
Done = Callable[[Outcome], object]
Item = tuple[Record, Command, float, Done, int]  # with the time of arrival, and how often it was tried


class Batch(NamedTuple):
    """What goes in one call: rows of one table, all decided on one version of a room."""

    local: LocalRoom
    version: int
    table: str


class Ingest:
    """Batches of rows. Nagle's rule: a lone one leaves at once, under load batches leave a window apart."""

    def __init__(self, store: Store, hub: Hub, errands: Errands, on_everyone: Callable[[Room], None]) -> None:
        self._store, self._hub, self._errands, self._on_everyone = store, hub, errands, on_everyone
        self._batches: dict[Batch, tuple[Room, list[Item]]] = {}
        self._flying: set[tuple[LocalRoom, str]] = set()
        self._timer: asyncio.Handle | None = None
        self._left = 0.0  # when the last batch left

    @property
    def busy(self) -> bool:
        """Whether rows are on their way."""
        return bool(self._batches or self._flying)

    @property
    def waiting(self) -> int:
        """How many rows have not left yet."""
        return sum(len(items) for _, items in self._batches.values())

    def submit(self, local: LocalRoom, command: Command, arrived: float, done: Done, tries: int = 0) -> None:
        """Decide a command that adds a row. `done` is called exactly once, with what stands or with why not.

        `arrived`: the clock when the frame was read; waiting here must not make an answer late or slow.
        """
        decision = decide(local.room, command, arrived)
        if isinstance(decision, Record):
            room = local.room  # what it was decided on; the news may bring another before the batch leaves
            _, batch = self._batches.setdefault(Batch(local, room.version, decision.table), (room, []))
            batch.insert(0 if tries else len(batch), (decision, command, arrived, done, tries))
            if self._timer is None:
                self._schedule()
        elif isinstance(decision, Rejection):
            done(decision.code)
        else:
            raise TypeError(f"{command!r} is no command that adds a row")

    def _schedule(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._left + WINDOW - loop.time()
        self._timer = loop.call_later(wait, self._flush) if wait > 0 else loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._timer = None
        self._left = asyncio.get_running_loop().time()
        # One batch for each table at a time: on two connections the second could overtake the first, and it must not.
        for kind in sorted(self._batches, key=lambda kind: kind.version):
            if (kind.local, kind.table) not in self._flying:
                self._flying.add((kind.local, kind.table))
                self._errands.run(self._send(kind, *self._batches.pop(kind)))

    async def _send(self, kind: Batch, room: Room, batch: list[Item]) -> None:
        try:
            await self._settle(kind, room, batch)
        finally:
            self._flying.discard((kind.local, kind.table))
            if self._batches and self._timer is None:
                self._schedule()

    async def _settle(self, kind: Batch, room: Room, batch: list[Item]) -> None:
        try:
            announce = self._announces(kind.local, room, kind.table)
            recorded = await self._write(kind.local, room, kind.table, [item[0] for item in batch], announce=announce)
        except StoreUnavailableError as error:
            log.warning("rows could not be written: %s", error, extra={"room": room.code})
            for _, _, _, done, _ in batch:
                _tell(done, ProtocolCode.TRY_AGAIN)
            return
        if recorded is None:
            await self._again(kind, room, batch)
            return
        for (_, _, _, done, _), row in zip(batch, recorded.rows, strict=True):
            _tell(done, REFUSED[row] if isinstance(row, Refusal) else row)
        local = kind.local
        if kind.table == answers_table(local.room, local.room.round):  # it may be another round by now
            local.decided.update(record.key for record, *_ in batch)
        if kind.table == answers_table(room, room.round):
            self._hub.hear(room.code, Rows(kind.table, recorded.count))  # before the news of it, which may come later
            if recorded.count >= room.eligible:
                self._on_everyone(room)

    def _announces(self, local: LocalRoom, room: Room, table: str) -> bool:
        """Say whether a batch is announced. Answers that come soon after an announcement wait for the next one."""
        if table != answers_table(room, room.round) or not room.options.counts:
            return table == SEATS
        loop = asyncio.get_running_loop()
        if loop.time() < local.next_news:
            if local.news is None:
                local.news = loop.call_at(local.next_news, self._announce, local)
            return False
        local.next_news = loop.time() + _pause(local)
        return True

    def _announce(self, local: LocalRoom) -> None:
        local.news, room = None, local.room
        if room.phase is Phase.QUESTION and room.options.counts:
            local.next_news = asyncio.get_running_loop().time() + _pause(local)
            self._errands.run(self._tell_count(local, room))

    async def _tell_count(self, local: LocalRoom, room: Room) -> None:
        with suppress(StoreUnavailableError):  # the next answer tells it too
            await self._write(local, room, answers_table(room, room.round), [], announce=True)

    async def _write(
        self, local: LocalRoom, room: Room, table: str, records: Sequence[Record], *, announce: bool
    ) -> Recorded | None:
        recorded = await self._store.record(room, table, records, announce=announce)
        if announce and recorded is not None:
            local.alone = recorded.heard <= 1
        return recorded

    async def _again(self, kind: Batch, stale: Room, batch: list[Item]) -> None:
        """Decide once more, on what the room is now that it has moved on."""
        local = kind.local
        if local.room.version <= stale.version:
            try:
                fresh = await self._store.load(stale.code)
            except StoreUnavailableError:
                fresh = None
            if fresh is not None:
                self._hub.learn(local, fresh)
        _, waiting = self._batches.pop(kind, (stale, []))  # decided on the same version, and after these
        for _, command, arrived, done, tries in reversed(batch + waiting):  # each to the front: the order is kept
            if tries < TRIES and local.room.version > stale.version:
                self.submit(local, command, arrived, done, tries + 1)
            else:
                _tell(done, ProtocolCode.TRY_AGAIN)


def _pause(local: LocalRoom) -> float:
    """Return the seconds between two announcements."""
    return ALONE if local.alone else NEWS


def _tell(done: Done, outcome: Outcome) -> None:
    """Tell one sender. The trouble of one must not cost the others of a batch their word."""
    try:
        done(outcome)
    except Exception:
        log.exception("a sender could not be told")
