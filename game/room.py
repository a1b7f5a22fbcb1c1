"""The room: one immutable value that holds everything about a running match but its rows (seats, answers)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from game.face import Face, Truth
from game.seal import Seal

SCHEMA = 5  # of the stored document: one of another schema is no room (see the stores)

COUNTDOWN = 3.0  # seconds
PATIENCE = 1.5  # seconds that a question waits for pictures still on their way
GRACE = 0.25  # answers in flight at the deadline still count
MOST_LAG = 0.3  # of a connection's round-trip time, what an answer is forgiven
PODIUM = 600.0  # how long the podium stays
IDLE = 1800.0  # how long an empty lobby stays
DESERTED = 60.0  # how long it stays where nobody hosts
RECENT = 200  # faces of past matches that a rematch avoids
REMOVED = 1000  # removed players that a room remembers, the last ones
MOST_ROUNDS = 50
MOST_SEATS = 12_000
LINGERS = 5.0  # seconds that somebody who left still counts as here: a reload must not cost a round
HOST_AWAY = 60.0  # seconds without the host after which somebody else is host
HELD = 1800.0  # seconds that a pause, or a reveal that waits for the host, may last
GLIMPSE = 2.0  # seconds that a face is seen where it hides
SELF_START = (20.0, 10.0)  # seconds until a room without a host starts: with one player, from the second on
SELF_PODIUM = 20.0  # seconds that a room without a host shows its podium
FILLED = 4  # players that bots fill a room without a host up to
CHOOSERS = 100  # seats up to which players choose their teams themselves


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


class Kind(enum.StrEnum):
    """Single: one face, real or AI? Pair: two faces, one of them real, which? Mixed: a coin flip for each round."""

    SINGLE = "single"
    PAIR = "pair"
    MIXED = "mixed"


class Mode(enum.StrEnum):
    """How a match is won, and what a round looks like; game/modes has a part for each."""

    RACE = "race"
    SUDDEN_DEATH = "sudden_death"
    TEAMS = "teams"
    GLIMPSE = "glimpse"
    PRACTICE = "practice"


class Dealing(enum.StrEnum):
    """Which faces come: as they fall, rather those that are easy or hard to tell, or those that fit who plays."""

    MIXED = "mixed"
    EASY = "easy"
    HARD = "hard"
    ADAPTIVE = "adaptive"


class Pace(enum.StrEnum):
    """Who ends a reveal: the clock, or the host."""

    AUTOMATIC = "automatic"
    HOST = "host"


class Board(enum.StrEnum):
    """After which rounds the standings are shown. The podium always shows them."""

    ALWAYS = "always"
    FIFTH = "fifth"
    NEVER = "never"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the host chooses in the lobby. Times in seconds.

    `dealing`: which faces of the deck come. `teams`: how many, where the mode has them. `board`: when the standings
    show. `counts`: whether those who have answered, and who watches, see how many have. `public`: listed for everybody.
    `late`: who comes while a match runs may still take a seat.
    """

    deck: Annotated[str, Meta(min_length=1, max_length=50)] = "starter"
    rounds: Annotated[int, Meta(ge=3, le=MOST_ROUNDS)] = 10
    seconds: Annotated[int, Meta(ge=3, le=60)] = 8
    reveal: Annotated[int, Meta(ge=2, le=15)] = 4
    kind: Kind = Kind.SINGLE
    dealing: Dealing = Dealing.MIXED
    scoring: Scoring = Scoring.BET
    mode: Mode = Mode.RACE
    teams: Annotated[int, Meta(ge=2, le=8)] = 2
    pace: Pace = Pace.AUTOMATIC
    board: Board = Board.ALWAYS
    counts: bool = True
    public: bool = False
    late: bool = True
    host_plays: bool = True
    seats: Annotated[int, Meta(ge=2, le=MOST_SEATS)] = 1000


# Rows and scores are stored as arrays: a room of 1,000 stays about 50 kB, and it travels twice a round.
class Seat(msgspec.Struct, frozen=True, array_like=True):
    """A player's place in a room. Written once; leaving is presence, not the end of a seat.

    `alike`: what names that look alike have in common; no two seats of a room share it. `origin`: stands for the
    network that it was taken from, and is told to nobody.
    """

    name: str
    since: float
    alike: str = ""
    origin: str = ""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """A verdict on the face of one round, final. `took`: seconds from opening to arrival, less what lag is forgiven.

    `lag`: seconds, the connection's round-trip time as measured; of it at most MOST_LAG is forgiven.
    """

    verdict: Truth
    at: float
    took: float
    lag: float = 0.0


class Score(msgspec.Struct, frozen=True, array_like=True):
    """Where one player stands.

    `trail` holds one letter for each opened round: r or a (the verdict), - (none, though eligible), . (not eligible).
    `time`: total seconds of all eligible rounds. `was`: the rank before the last reveal, 0 for none. `out`: the number
    of the round (from 1) that put this player out, 0 for none. `team`: from 0, -1 for none.
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
    out: int = 0
    team: int = -1
    bot: bool = False


class Named(msgspec.Struct, frozen=True, array_like=True):
    """The name that the host gave somebody; `alike` as in Seat."""

    name: str
    alike: str


class Bot(msgspec.Struct, frozen=True, array_like=True):
    """A player whom the rules play themselves."""

    player: str
    name: str


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room at one version. Absolute times are the store's clock, in seconds since the epoch.

    `host`: who hosts now. `owner`: who gets the host's role back on return. A room that runs itself has neither: both
    are empty. `away`: since when the host is missing, 0 while present. `paused`: since when the clock stands, or None.
    `starts`: when a room without a host starts its match. `partners`: the right-hand face of each pair, None for a
    single face. `teams`: what players have chosen. `skipped`: the round that is revealed counts for nobody. `last`: the
    match before this one. `meddled`: hosts whose orders changed how the running match comes out (see hosting.py).
    """

    code: str
    host: str
    owner: str
    link: str = ""  # a secret that the room's link carries: who brings it was invited
    schema: int = SCHEMA
    version: int = 1
    options: Options = Options()
    phase: Phase = Phase.LOBBY
    match: str = ""
    seed: int = 0
    faces: tuple[Face, ...] = ()
    partners: tuple[Face | None, ...] = ()  # one for each face
    seals: tuple[Seal, ...] = ()  # one for each face
    spare: tuple[Face, ...] = ()  # those that may yet take a later face's place
    picture_size: int = 0  # bytes that each picture of the match is padded to
    recent: tuple[str, ...] = ()
    round: int = -1
    opened: float = 0.0
    openings: tuple[float, ...] = ()
    deadline: float | None = None
    scores: dict[str, Score] = {}
    eligible: int = 0
    archived: bool = False
    names: dict[str, Named] = {}
    removed: tuple[str, ...] = ()
    locked: bool = False
    away: float = 0.0
    paused: float | None = None
    starts: float | None = None
    teams: dict[str, int] = {}
    bots: tuple[Bot, ...] = ()
    starter: str = ""  # who hosted as the match began
    skipped: bool = False
    last: str = ""
    meddled: tuple[str, ...] = ()


def new_room(code: str, host: str, now: float, options: Options | None = None, link: str = "") -> Room:
    """Return a room in its lobby, at version 1. Without a `host` it runs itself."""
    deadline = now + (IDLE if host else DESERTED)
    return Room(code=code, host=host, owner=host, link=link, options=options or Options(), deadline=deadline)


def alarm(room: Room) -> float | None:
    """When somebody must look at this room again, or None."""
    if room.phase is Phase.PODIUM and not room.archived:
        return room.opened  # due at once: the match wants to be archived
    if room.paused is not None:
        return room.paused + HELD
    if room.deadline is None:
        return None
    if room.starts is not None:
        return room.starts
    return room.deadline + (GRACE if room.phase is Phase.QUESTION else 0.0)


SEATS = "seats"


def answers_table(room: Room, number: int) -> str:
    """Name the table of the answers of one round of the running match."""
    return f"answers:{room.match}:{number}"


def asides_table(room: Room, number: int) -> str:
    """Name the table of the verdicts that people who are out give for fun."""
    return f"asides:{room.match}:{number}"


def match_tables(room: Room) -> list[str]:
    """Name all tables that the running match may have."""
    return [name(room, number) for name in (answers_table, asides_table) for number in range(len(room.faces))]


def table_read(room: Room) -> str | None:
    """Name the table that a Tick's decision depends on, if any: its row count is then part of what was read."""
    match room.phase:
        case Phase.QUESTION:
            return answers_table(room, room.round)
        case _:
            return None if next_round(room) is None else SEATS


def plays(room: Room, player: str) -> bool:
    """Tell whether somebody with a seat takes part in what opens next, if present."""
    return player not in room.removed and (room.options.host_plays or player != room.owner)


def name_of(room: Room, player: str, seat: Seat) -> str:
    """Return what a seated player is called now."""
    named = room.names.get(player)
    return named.name if named else seat.name


def next_round(room: Room) -> int | None:
    """Return the round that opens next, while its picture travels; None where nothing is about to open."""
    if room.phase is Phase.COUNTDOWN:
        return 0
    return room.round + 1 if room.phase is Phase.REVEAL and room.round + 1 < len(room.faces) else None


def picture_of(room: Room, number: int, *, partner: bool = False) -> str:
    """Address of a round's picture from its reveal on, relative to the room's page."""
    return f"faces/{room.match}/{number}{'b' if partner else ''}.jpg"
