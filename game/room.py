"""The room: one immutable value that holds everything about a running match but its rows (seats, answers)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from game.face import Face, Truth

SCHEMA = 1  # of the stored document; a release reads the schema before it

COUNTDOWN = 3.0  # seconds
GRACE = 0.25  # answers in flight at the deadline still count
MOST_LAG = 0.3  # of a connection's round-trip time, what an answer is forgiven
PODIUM = 600.0  # how long the podium stays
IDLE = 1800.0  # how long an empty lobby stays
RECENT = 200  # faces of past matches that a rematch avoids


class Phase(enum.StrEnum):
    """Where a room is: lobby -> countdown -> [question -> reveal] x rounds -> podium -> lobby | closed."""

    LOBBY = "lobby"
    COUNTDOWN = "countdown"
    QUESTION = "question"
    REVEAL = "reveal"
    PODIUM = "podium"
    CLOSED = "closed"


class Scoring(enum.StrEnum):
    """Bet: a wrong verdict costs what a right one pays. Friendly: it costs nothing."""

    BET = "bet"
    FRIENDLY = "friendly"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the host chooses in the lobby. Times in seconds."""

    deck: Annotated[str, Meta(min_length=1, max_length=50)] = "starter"
    rounds: Annotated[int, Meta(ge=3, le=50)] = 10
    seconds: Annotated[int, Meta(ge=3, le=60)] = 8
    reveal: Annotated[int, Meta(ge=2, le=15)] = 4
    scoring: Scoring = Scoring.BET
    host_plays: bool = True
    seats: Annotated[int, Meta(ge=2, le=5000)] = 1000


# Rows and scores are stored as arrays: a room of 1,000 stays about 50 kB, and it travels twice a round.
class Seat(msgspec.Struct, frozen=True, array_like=True):
    """A player's place in a room. Written once; leaving is presence, not the end of a seat."""

    name: str
    since: float


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """A verdict on the face of one round, final. `took`: seconds from opening to arrival, less the connection's lag."""

    verdict: Truth
    at: float
    took: float


class Score(msgspec.Struct, frozen=True, array_like=True):
    """Where one player stands.

    `trail` holds one letter for each opened round: r or a (the verdict), - (none, though eligible), . (not eligible).
    `time`: total seconds of all eligible rounds. `was`: the rank before the last reveal, 0 for none.
    """

    name: str
    points: int = 0
    streak: int = 0
    gained: int = 0
    rank: int = 0
    was: int = 0
    time: float = 0.0
    trail: str = ""
    eligible: bool = False


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room at one version. Absolute times are the store's clock, in seconds since the epoch."""

    code: str
    host: str
    schema: int = SCHEMA
    version: int = 1
    options: Options = Options()
    phase: Phase = Phase.LOBBY
    match: str = ""
    seed: int = 0
    faces: tuple[Face, ...] = ()
    recent: tuple[str, ...] = ()
    round: int = -1
    opened: float = 0.0
    openings: tuple[float, ...] = ()
    deadline: float | None = None
    scores: dict[str, Score] = {}
    eligible: int = 0
    archived: bool = False


def new_room(code: str, host: str, now: float, options: Options | None = None) -> Room:
    """Return a room in its lobby, at version 1."""
    return Room(code=code, host=host, options=options or Options(), deadline=now + IDLE)


def alarm(room: Room) -> float | None:
    """When somebody must look at this room again, or None."""
    if room.phase is Phase.PODIUM and not room.archived:
        return room.opened  # due at once: the match wants to be archived
    if room.deadline is None:
        return None
    return room.deadline + (GRACE if room.phase is Phase.QUESTION else 0.0)


SEATS = "seats"


def answers_table(room: Room, number: int) -> str:
    """Name the table of the answers of one round of the running match."""
    return f"answers:{room.match}:{number}"


def table_read(room: Room) -> str | None:
    """Name the table that a Tick's decision depends on, if any: its row count is then part of what was read."""
    match room.phase:
        case Phase.QUESTION:
            return answers_table(room, room.round)
        case Phase.COUNTDOWN:
            return SEATS
        case Phase.REVEAL if room.round + 1 < len(room.faces):
            return SEATS
        case _:
            return None


def picture_of(room: Room, number: int) -> str:
    """Address of a round's picture, relative to the room's page."""
    return f"faces/{room.match}/{number}.jpg"
