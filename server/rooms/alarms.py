"""Rooms whose time has come: claim, load the rows, decide Tick, commit. Any process may do it for any room."""

import asyncio
import logging

from game.commands import Tick
from game.decisions import Code, Rejection, Transition
from game.modes import mode_of
from game.room import Phase, Room, alarm, table_read
from game.rules import decide
from server.decks.selectors import UnknownDeckError
from server.rooms.archive import Archive
from server.rooms.clock import Clock
from server.rooms.errands import Errands
from server.rooms.figures import figures
from server.rooms.hub import Hub
from server.rooms.presence import Presence
from server.rooms.readiness import Readiness
from server.rooms.service import Service, course, sweep
from server.rooms.starting import starting
from server.rooms.store import LINGER, Store, StoreUnavailableError

log = logging.getLogger(__name__)
POLL = 0.25  # seconds; only for rooms whose own process died: a living one wakes itself
LATER = 10.0  # seconds until a room that could not start tries again
LOOK = 0.1  # seconds between two looks at who is ready
TRIES = 5
ASKS_WHO_IS_HERE = (Phase.LOBBY, Phase.COUNTDOWN, Phase.REVEAL, Phase.PODIUM)


class Alarms:
    """Wakes rooms. A claim expires: if this process dies with one, another takes the room up."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        hub: Hub,
        errands: Errands,
        presence: Presence,
        readiness: Readiness,
        archive: Archive,
        service: Service,
    ) -> None:
        self._store, self._clock, self._hub, self._errands = store, clock, hub, errands
        self._presence, self._readiness, self._archive, self._service = presence, readiness, archive, service
        self._wake = asyncio.Event()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._rung: dict[str, int] = {}  # code -> version, while a ring is on its way
        self._settling = 0  # rooms that are being looked at
        self._resting = False

    def watch(self, room: Room) -> None:
        """Wake when this room is due; forget when an earlier version of it was."""
        if (timer := self._timers.pop(room.code, None)) is not None:
            timer.cancel()
        if (due := alarm(room)) is not None:
            wait = max(0.0, due - self._clock.now())
            self._timers[room.code] = asyncio.get_running_loop().call_later(wait, self._due, room.code)

    def _due(self, code: str) -> None:
        self._timers.pop(code, None)
        self._wake.set()

    def ring(self, room: Room) -> None:
        """Make the room due now, as everybody has answered; once for each version."""
        if self._rung.get(room.code) != room.version:
            self._rung[room.code] = room.version
            self._errands.run(self._ring(room))

    async def _ring(self, room: Room) -> None:
        try:
            await self._store.ring(room, self._clock.now())
        except StoreUnavailableError:
            return  # the deadline comes anyway
        finally:
            self._rung.pop(room.code, None)
        self._wake.set()

    async def keep(self) -> None:
        """Settle due rooms for ever; for a task of its own."""
        while True:
            self._wake.clear()
            asked = self._clock.now()
            try:
                if not self._resting:
                    await self._claim()
            except StoreUnavailableError:
                self._presence.doubt(asked)
                await asyncio.sleep(POLL)
            try:
                # Not wait_for: before Python 3.12 it may swallow a cancellation that comes with the wake-up.
                async with asyncio.timeout(POLL):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _claim(self) -> None:
        self._settling += 1  # whoever waits for the end of it must not overlook what is about to be claimed
        try:
            due = await self._store.claim(self._clock.now())
        finally:
            self._settling -= 1
        self._settling += len(due)
        now = self._clock.now()
        for code, at in due.items():
            figures.alarm_lateness.add(now - at)
            self._errands.run(self._settle(code))

    async def rest(self) -> None:
        """Leave the rooms that come due to other processes, and finish with those that were claimed."""
        self._resting = True
        while self._settling:  # noqa: ASYNC110  (once in a process's life)
            await asyncio.sleep(LOOK)

    async def _settle(self, code: str) -> None:
        try:
            for tries in range(TRIES):
                if await self._tick(code, fresh=tries > 0):
                    return
        except StoreUnavailableError:
            return  # the alarm comes due again
        except Exception:  # one room's trouble must not end the others' time
            log.exception("a room could not be settled", extra={"room": code})
        finally:
            self._settling -= 1

    async def _tick(self, code: str, *, fresh: bool) -> bool:
        """Decide and settle one tick; False when the room moved on in between.

        Unless it must be `fresh`, the room is taken as this process knows it: a commit on an old version fails.
        """
        local = None if fresh else self._hub.rooms.get(code)
        room = local.room if local is not None else await self._store.load(code)
        if room is None:
            await self._store.silence(code)
            return True
        table = table_read(room)
        rows = await self._store.rows(room, table) if table else {}
        asks = room.phase in ASKS_WHO_IS_HERE or mode_of(room.options).patient
        present = await self._presence.present(code) if asks else frozenset()
        ready = await self._readiness.ready(room)
        decision = decide(room, Tick(present, ready), self._clock.now(), rows)
        if isinstance(decision, Rejection):
            if local is not None and not await self._is_current(room):
                return False
            return await self._not_yet(room, decision.code, table, len(rows))
        if not isinstance(decision, Transition):
            raise TypeError("a tick adds no rows")
        if not await self._store.commit(room, decision.room, (table, len(rows)) if table else None):
            return False
        log.info("a room went on", extra=course(decision.room))
        if decision.room.phase is Phase.CLOSED:
            await self._store.retire(decision.room, [], LINGER)
        self._hub.committed(decision.room)
        await sweep(self._store, room, decision.room)
        return True

    async def _is_current(self, room: Room) -> bool:
        now = await self._store.load(room.code)
        return now is not None and now.version == room.version

    async def _not_yet(self, room: Room, why: Code, table: str | None, rows: int) -> bool:
        """Do what a room waits for, or set its alarm to when that may be over; False when it is worth another look."""
        if why is Code.NOT_ARCHIVED:
            await self._archive.keep(room)
        elif why is Code.START_DUE:
            await self._begin(room)
        elif why is Code.NOT_READY:
            await self._store.ring(room, self._clock.now() + LOOK)
            asyncio.get_running_loop().call_later(LOOK, self._wake.set)
        elif (due := alarm(room)) is not None:  # rung too early: back to its own time
            await self._store.ring(room, due)
            # Somebody may have answered meanwhile, whose ring this has undone.
            return table is None or len(await self._store.rows(room, table)) == rows
        return True

    async def _begin(self, room: Room) -> None:
        """Start the match of a room that runs itself. Without a deck to play it waits: one may come back."""
        try:
            refused = await self._service.change(room.code, await starting(self._store, room, room.host))
        except UnknownDeckError:
            refused = Code.DECK_TOO_SMALL
        if refused is Code.DECK_TOO_SMALL:
            log.warning("a room cannot start: its deck is gone or too small", extra={"room": room.code})
            await self._store.ring(room, self._clock.now() + LATER)
