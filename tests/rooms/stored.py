"""Rooms and rows to put into a store."""

from typing import Any

import msgspec

from game.decisions import Record
from game.face import Truth
from game.room import SEATS, Answer, Room, Seat, answers_table, new_room
from tests.game.table import HOST, Table

NOON = 1000.0


def lobby(code: str = "BCDF") -> Room:
    return new_room(code, HOST, NOON)


def question() -> Room:
    """A room in the middle of a question, two versions after its lobby."""
    table = Table()
    table.join(HOST, "bob")
    table.start()
    table.open()
    return table.room


def following(room: Room, **changes: Any) -> Room:
    """The next version of a room."""
    return msgspec.structs.replace(room, version=room.version + 1, **changes)


def seat(player: str, limit: int = 0) -> Record:
    return Record(SEATS, player, Seat(player.title(), NOON), limit)


def verdict(room: Room, player: str, truth: Truth = Truth.AI) -> Record:
    return Record(answers_table(room, room.round), player, Answer(truth, NOON, 1.5))
