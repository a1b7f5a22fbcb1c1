"""The three answers that the rules give to a command."""

import enum
from typing import Any

import msgspec

from game.room import Answer, Room, Seat


class Code(enum.StrEnum):
    """Why a command was refused. Stable: clients know these words."""

    ALREADY_STARTED = "already_started"
    DECK_TOO_SMALL = "deck_too_small"
    DOOR_LOCKED = "door_locked"
    NAME_TAKEN = "name_taken"
    NOT_ARCHIVED = "not_archived"
    NOT_DUE = "not_due"
    NOT_HOST = "not_host"
    NOT_OVER = "not_over"
    NOT_PLAYING = "not_playing"
    NOT_PAUSED = "not_paused"
    NOT_PRESENT = "not_present"
    NOT_READY = "not_ready"
    NOT_RUNNING = "not_running"
    NO_LATECOMERS = "no_latecomers"
    NO_SUCH_PLAYER = "no_such_player"
    NO_SUCH_TEAM = "no_such_team"
    PAUSED = "paused"
    PRACTICE_APART = "practice_apart"
    REMOVED = "removed"
    ROOM_CLOSED = "room_closed"
    ROOM_FULL = "room_full"
    ROUND_OVER = "round_over"
    START_DUE = "start_due"
    TEAMS_ARE_DEALT = "teams_are_dealt"
    TOO_LATE = "too_late"


class Record(msgspec.Struct, frozen=True):
    """Write one row, once. `limit`: the most rows that the table may have, 0 for no limit.

    `unique`: a text that only one row of the table may carry, empty for none.
    """

    table: str
    key: str
    row: Seat | Answer
    limit: int = 0
    unique: str = ""


class Transition(msgspec.Struct, frozen=True):
    """Replace the room by the next one."""

    room: Room


class Rejection(msgspec.Struct, frozen=True):
    """Change nothing; tell the sender why."""

    code: Code


Decision = Record | Transition | Rejection


def following(room: Room, **changes: Any) -> Transition:
    """Return the transition to the room's next version."""
    return Transition(msgspec.structs.replace(room, version=room.version + 1, **changes))
