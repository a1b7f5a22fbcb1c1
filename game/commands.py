"""What may be asked of a room, in the imperative. Ids, times and randomness come in here, from the shell."""

import msgspec

from game.difficulty import UNKNOWN
from game.face import Face, Truth
from game.room import Bot, Options
from game.seal import Seal


class Join(msgspec.Struct, frozen=True):
    """Take a seat, or come back to it. `alike` and `origin`: as in Seat."""

    player: str
    name: str
    alike: str = ""
    origin: str = ""


class Configure(msgspec.Struct, frozen=True):
    """Choose the options of the next match (the host, in the lobby)."""

    by: str
    options: Options


class Start(msgspec.Struct, frozen=True):
    """Begin a match (the host, in the lobby). `pool`: the faces of the chosen deck that may be dealt.

    `seals`: fresh ones, at least as many as there can be rounds. `picture_size`: bytes, the same for the whole deck.
    `bots`: who may fill a room that runs itself; the rules take as many as are wanted. `skill`: of those who are here,
    on the scale of the faces' ratings. `worn`: faces that most of them know (ids).
    """

    by: str
    match: str
    seed: int
    pool: tuple[Face, ...]
    seals: tuple[Seal, ...]
    picture_size: int = 0
    bots: tuple[Bot, ...] = ()
    skill: float = UNKNOWN.rating
    worn: frozenset[str] = frozenset()


class Submit(msgspec.Struct, frozen=True):
    """Give a verdict. `lag`: the connection's round-trip time in seconds, as the server measured it."""

    player: str
    round: int
    verdict: Truth
    lag: float = 0.0


class Rematch(msgspec.Struct, frozen=True):
    """Go back to the lobby with the same people (the host, at the podium)."""

    by: str


class Rename(msgspec.Struct, frozen=True):
    """Give somebody another name (the host)."""

    by: str
    player: str
    name: str
    alike: str


class Remove(msgspec.Struct, frozen=True):
    """Send somebody out, for good (the host)."""

    by: str
    player: str


class Tick(msgspec.Struct, frozen=True):
    """Look at the clock. `present`: who is connected now. `ready`: who holds the next sealed picture."""

    present: frozenset[str] = frozenset()
    ready: frozenset[str] = frozenset()


class Attend(msgspec.Struct, frozen=True):
    """Look at who is there: a host who has gone or come back, a room that starts by itself. `present`: as in Tick."""

    present: frozenset[str]


class Pause(msgspec.Struct, frozen=True):
    """Stop the clock for all (the host, while a match runs)."""

    by: str


class Resume(msgspec.Struct, frozen=True):
    """Let the clock go on, to the moment (the host)."""

    by: str


class Skip(msgspec.Struct, frozen=True):
    """Let the running question count for nobody, and reveal it (the host). `round`: the one meant."""

    by: str
    round: int


class Next(msgspec.Struct, frozen=True):
    """Go on from the reveal of this round without waiting longer (the host)."""

    by: str
    round: int


class End(msgspec.Struct, frozen=True):
    """End the match now (the host). What was revealed counts; a question that is open does not."""

    by: str


class Lock(msgspec.Struct, frozen=True):
    """Let nobody else take a seat, or open the door again (the host)."""

    by: str
    locked: bool


class HandOver(msgspec.Struct, frozen=True):
    """Make another player host (the host). `present`: who is connected at this moment, without who has just left."""

    by: str
    player: str
    present: frozenset[str] = frozenset()


class PlayAlong(msgspec.Struct, frozen=True):
    """Take part from the next question on, or only host (the host)."""

    by: str
    plays: bool


class ChooseTeam(msgspec.Struct, frozen=True):
    """Play for a team, counted from 0 (oneself; the host for anybody). Before the match begins."""

    by: str
    player: str
    team: int


class Close(msgspec.Struct, frozen=True):
    """End the room (the staff). What was revealed of a running match counts and is kept first."""


class Archived(msgspec.Struct, frozen=True):
    """Take note that the match is in the database and on the leaderboards."""

    match: str


ByHost = (
    Configure | Start | Rematch | Rename | Remove | Pause | Resume | Skip | Next | End | Lock | HandOver | PlayAlong
)
Command = ByHost | ChooseTeam | Join | Submit | Tick | Attend | Archived | Close
