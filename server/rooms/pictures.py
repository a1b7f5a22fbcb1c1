"""Pictures of dealt faces, kept in memory while they are asked for."""

from collections import OrderedDict

from game.room import Phase, Room
from server.decks.selectors import picture
from server.rooms.database import in_database

MOST = 256  # pictures


class Pictures:
    """The last pictures that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, face: str) -> bytes:
        """Return a face's JPEG. LookupError if there is none."""
        if face not in self._kept:
            self._kept[face] = await in_database(picture, face)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(face)
        return self._kept[face]


pictures = Pictures()  # this process's


def revealed_face(room: Room, match: str, number: int, *, partner: bool = False) -> str | None:
    """Return the id of the face of a round whose truth is out, else None: until then only sealed pictures travel.

    `partner`: of the right-hand face, where the round is a pair.
    """
    if room.match != match or room.phase not in (Phase.QUESTION, Phase.REVEAL, Phase.PODIUM):
        return None
    revealed = room.round if room.phase is Phase.QUESTION else room.round + 1
    if not 0 <= number < revealed:
        return None
    face = room.partners[number] if partner else room.faces[number]
    return face.id if face is not None else None
