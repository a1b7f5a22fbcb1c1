"""The three answers that the rules give to a command."""

import enum

import msgspec

from game.room import Answer, Room, Seat


class Code(enum.StrEnum):
    """Why a command was refused. Stable: clients know these words."""

    ALREADY_STARTED = "already_started"
    DECK_TOO_SMALL = "deck_too_small"
    NOT_ARCHIVED = "not_archived"
    NOT_DUE = "not_due"
    NOT_HOST = "not_host"
    NOT_OVER = "not_over"
    NOT_PLAYING = "not_playing"
    ROOM_CLOSED = "room_closed"
    ROOM_FULL = "room_full"
    ROUND_OVER = "round_over"
    TOO_LATE = "too_late"


class Record(msgspec.Struct, frozen=True):
    """Write one row, once. `limit`: the most rows that the table may have, 0 for no limit."""

    table: str
    key: str
    row: Seat | Answer
    limit: int = 0


class Transition(msgspec.Struct, frozen=True):
    """Replace the room by the next one."""

    room: Room


class Rejection(msgspec.Struct, frozen=True):
    """Change nothing; tell the sender why."""

    code: Code


Decision = Record | Transition | Rejection
