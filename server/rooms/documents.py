"""Rooms and rows as bytes: what this release writes, and what it still reads of the release before."""

from collections.abc import Callable
from typing import Any

import msgspec

from game.room import SCHEMA, SEATS, Answer, Room, Seat
from server.rooms.store import Newer, Row, StoreUnavailableError

Plain = dict[str, Any]

# From each schema to the next: a release reads the rooms of the one before it, which may run beside it for a while.
# Rows need none: they are arrays, and only ever grow at their end.
UPGRADES: dict[int, Callable[[Plain], Plain]] = {
    3: lambda plain: plain,  # 4 knows who meddled with a match, and has a default for it
    4: lambda plain: plain,  # 5 has room for more
}

encode = msgspec.msgpack.Encoder().encode
_decode_room = msgspec.msgpack.Decoder(Room).decode
_decode_seat = msgspec.msgpack.Decoder(Seat).decode
_decode_answer = msgspec.msgpack.Decoder(Answer).decode


class NewerRoomError(StoreUnavailableError):
    """A newer release has written this room, and only its processes can serve it. Not to be touched here."""


class _Stamp(msgspec.Struct):
    schema: int = 1


def decode_room(data: bytes) -> Room | None:
    """Decode a stored room. None for one too old to be understood: it ends, and nobody guesses at its meaning.

    Raises NewerRoomError.
    """
    schema = msgspec.msgpack.decode(data, type=_Stamp).schema
    if schema == SCHEMA:
        return _decode_room(data)
    if schema > SCHEMA:
        raise NewerRoomError(f"of schema {schema}, and this release knows {SCHEMA}")
    plain: Plain = msgspec.msgpack.decode(data)
    for step in range(schema, SCHEMA):
        upgrade = UPGRADES.get(step)
        if upgrade is None:
            return None
        plain = upgrade(plain)
    return msgspec.convert(plain | {"schema": SCHEMA}, Room)


def decode_news(data: bytes) -> Room | Newer | None:
    """Decode a room that was told; None for one too old to be understood."""
    try:
        return decode_room(data)
    except NewerRoomError:
        return Newer()


def decode_row(table: str, data: bytes) -> Row:
    """Decode a stored row of a table."""
    return _decode_seat(data) if table == SEATS else _decode_answer(data)
