"""Brings each room's sealed pictures to its sockets before they open; never later for one face than for another."""

import asyncio
import logging

from django.db import Error as TroubleWithDatabase

from game.room import Phase, Room, next_round
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom, Parcel
from server.rooms.pictures import Pictures
from server.rooms.sealing import seal

log = logging.getLogger(__name__)
# Seconds from the start of a countdown or reveal. Whether a picture had to be read from the disk must not show: faces
# of the smaller class come again sooner, and would be in memory more often.
SETTLED = 0.25
TROUBLE = (TroubleWithDatabase, OSError)  # that may pass: a locked database, a file server
AGAIN = 0.3  # seconds until the database is asked again
TOGETHER = 50  # sockets served without a pause: answers and pings of others want their turn


class Courier:
    """Delivers to the sockets of this process. Who comes later finds the room's parcel at the door."""

    def __init__(self, hub: Hub, errands: Errands, pictures: Pictures) -> None:
        self._hub, self._errands, self._pictures = hub, errands, pictures

    def watch(self, room: Room) -> None:
        """Take a room's new version."""
        local = self._hub.rooms.get(room.code)
        if local is None:
            return
        number = room.round if room.phase is Phase.QUESTION else next_round(room)
        if number is None:
            local.parcel = None
        elif local.parcel is None or (local.parcel.match, local.parcel.number) != (room.match, number):
            local.parcel = Parcel(room.match, number)
            self._errands.run(self._deliver(local, local.parcel, room))
        elif room.phase is Phase.QUESTION and number + 1 < len(room.faces):
            self._errands.run(self._look_ahead(_faces(room, number + 1)))

    async def _deliver(self, local: LocalRoom, parcel: Parcel, room: Room) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time() + (0.0 if room.phase is Phase.QUESTION else SETTLED)
        frame = await self._seal(local, parcel, room)
        await asyncio.sleep(max(0.0, at - loop.time()))
        if frame is None or local.parcel is not parcel:
            return
        parcel.frame = frame  # from now on found by those who come in
        for served, outlet in enumerate(local.everybody, 1):
            outlet.binary(frame)
            if served % TOGETHER == 0:
                await asyncio.sleep(0)

    async def _seal(self, local: LocalRoom, parcel: Parcel, room: Room) -> bytes | None:
        """Return a round's message, or None: its question opens without a picture, and the players see that."""
        while local.parcel is parcel:
            try:
                pictures = [await self._pictures.get(face) for face in _faces(room, parcel.number)]
                return seal(pictures, room.seals[parcel.number].key, parcel.match, parcel.number, room.picture_size)
            except (LookupError, ValueError):  # gone, or too large
                log.exception("a picture could not be sealed", extra={"room": room.code})
                return None
            except TROUBLE:
                log.exception("a picture could not be read yet", extra={"room": room.code})
                await asyncio.sleep(AGAIN)
        return None

    async def _look_ahead(self, faces: list[str]) -> None:
        """Read the next pictures into memory while a question runs, so that sending them depends on nothing."""
        try:
            for face in faces:
                await self._pictures.get(face)
        except (LookupError, *TROUBLE):
            return  # told when it is due


def _faces(room: Room, number: int) -> list[str]:
    """Return the ids of what a round shows, from left to right."""
    partner = room.partners[number]
    return [room.faces[number].id] if partner is None else [room.faces[number].id, partner.id]
