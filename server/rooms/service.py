"""The shell round the rules: load, decide, settle, publish; and once more when the room has moved on meanwhile."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from game.attendance import asks_for_seats
from game.commands import Attend, ChooseTeam, Command, HandOver, Remove, Rename
from game.decisions import Code, Rejection, Transition
from game.room import SEATS, Options, Phase, Room, match_tables, new_room
from game.rules import decide
from server.rooms.clock import Clock
from server.rooms.codes import ProtocolCode
from server.rooms.hub import Hub
from server.rooms.store import LINGER, Store
from server.rooms.tickets import CROWDED, LENGTH, new_code

log = logging.getLogger(__name__)
TRIES = 5
ABOUT_PLAYERS = (Rename, Remove, HandOver, ChooseTeam)
TRIES_AMONG_JOINS = 40  # a hall may be streaming in


class Service:
    """Commands that change a room itself. (Rows go through Ingest, time through Alarms.)"""

    def __init__(self, store: Store, clock: Clock, hub: Hub) -> None:
        self._store, self._clock, self._hub = store, clock, hub

    async def change(self, code: str, command: Command) -> Code | ProtocolCode | None:
        """Carry out a command that replaces the room; None when it is done, else why not."""
        for _ in range(TRIES_AMONG_JOINS if isinstance(command, Rename | ChooseTeam) else TRIES):
            room = await self._store.load(code)  # not the cached one: a refusal must be true
            if room is None:
                return Code.ROOM_CLOSED
            now = self._clock.now()
            asks = isinstance(command, ABOUT_PLAYERS) or (isinstance(command, Attend) and asks_for_seats(room, now))
            seats = await self._store.rows(room, SEATS) if asks else {}
            decision = decide(room, command, now, seats)
            if isinstance(decision, Rejection):
                return decision.code
            if not isinstance(decision, Transition):
                raise TypeError(f"{command!r} does not replace the room")
            # A name must be free of those who sit down meanwhile; everything else holds whoever comes.
            read = (SEATS, len(seats)) if isinstance(command, Rename) else None
            if await self._store.commit(room, decision.room, read):
                log.info("a room was changed", extra=course(decision.room) | {"about": type(command).__name__})
                self._hub.committed(decision.room)
                await sweep(self._store, room, decision.room)
                if decision.room.phase is Phase.CLOSED:
                    await self._store.retire(decision.room, [], LINGER)
                return None
        return ProtocolCode.TRY_AGAIN


def course(room: Room) -> dict[str, Any]:
    """Return what a log line tells of where a room stands."""
    return {
        "room": room.code,
        "match": room.match or None,
        "phase": room.phase,
        "round": room.round + 1,
        "version": room.version,
    }


async def sweep(store: Store, before: Room, after: Room) -> None:
    """Let the answers end that belong to no round of the match any more: of a question that was left open."""
    if len(after.faces) < len(before.faces):
        gone = set(match_tables(before)).difference(match_tables(after))
        await store.retire(before, sorted(gone), LINGER)


async def create_room(store: Store, host: str, options: Options, codes: Callable[[int], str] = new_code) -> Room:
    """Open a room in its lobby, under a code that no other room has."""
    now = await store.time()
    for attempt in range(20):
        code = codes(LENGTH if attempt < TRIES else CROWDED)
        room = new_room(code, host, now, options, link=secrets.token_urlsafe(6))
        if await store.commit(None, room):
            log.info("a room was opened", extra=course(room))
            return room
        taken = await store.load(room.code)
        # The code of a closed room is free again as soon as its keys are gone; it is simply passed over until then.
        if taken is None or taken.phase is Phase.CLOSED:
            continue
    raise RuntimeError("no free room code in twenty tries")
