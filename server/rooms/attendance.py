"""Looks at who is in the rooms of this process: hosts who are gone or back, rooms that start by themselves."""

import asyncio

from game.commands import Attend
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.presence import Presence
from server.rooms.service import Service
from server.rooms.store import Here, StoreUnavailableError

INTERVAL = 5.0  # seconds between two looks at each room
SETTLING = 0.1  # seconds: who comes and goes within them is looked at together


class Attendance:
    """Every process with sockets in a room looks; the room's version settles who says it first."""

    def __init__(self, hub: Hub, presence: Presence, service: Service, errands: Errands) -> None:
        self._hub, self._presence, self._service, self._errands = hub, presence, service, errands
        self._looking: set[str] = set()

    def hear(self, local: LocalRoom, here: Here) -> None:
        """Look soon, if whoever came or went matters to the room."""
        room = local.room
        if not room.host or here.member.partition(" ")[0] in (room.host, room.owner):
            self._soon(room.code)

    def _soon(self, code: str) -> None:
        if code not in self._looking:
            self._looking.add(code)
            self._errands.run(self._look(code))

    async def _look(self, code: str) -> None:
        await asyncio.sleep(SETTLING)
        self._looking.discard(code)
        local = self._hub.rooms.get(code)
        if local is None:
            return
        try:
            present = await self._presence.present(code)
            room = local.room
            # The usual case needs no word with the store.
            if not room.host or room.away or room.host != room.owner or room.host not in present:
                await self._service.change(code, Attend(present))
        except StoreUnavailableError:
            return  # the next look will tell

    async def keep(self) -> None:
        """Look at all rooms now and then; for a task of its own."""
        while True:
            await asyncio.sleep(INTERVAL)
            for code in list(self._hub.rooms):
                self._soon(code)
