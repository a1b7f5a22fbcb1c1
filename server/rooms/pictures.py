"""Pictures of dealt faces, padded to common sizes, kept in memory while they are asked for."""

from collections import OrderedDict

from game.room import Phase, Room
from server.decks.selectors import picture
from server.rooms.database import in_database

MOST = 256  # pictures
SIZES = 32 * 1024  # bytes: pictures are sent in multiples of this, as the exact size of a JPEG tells one from another


class Pictures:
    """The last pictures that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, face: str) -> bytes:
        """Return a face's JPEG, padded: decoders ignore what follows its end mark. LookupError if there is none."""
        if face not in self._kept:
            self._kept[face] = padded(await in_database(picture, face))
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(face)
        return self._kept[face]


def padded(picture: bytes) -> bytes:
    """Return the picture with zeros behind it, up to the next common size."""
    return picture.ljust(-(-len(picture) // SIZES) * SIZES, b"\0")


def opened_face(room: Room, match: str, number: int) -> str | None:
    """Return the id of the face of a round that everybody has been shown already, else None."""
    if room.match != match or room.phase in (Phase.LOBBY, Phase.COUNTDOWN, Phase.CLOSED):
        return None
    return room.faces[number].id if 0 <= number <= room.round else None
