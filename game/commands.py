"""What may be asked of a room, in the imperative. Ids, times and randomness come in here, from the shell."""

import msgspec

from game.face import Face, Truth
from game.room import Options
from game.seal import Seal


class Join(msgspec.Struct, frozen=True):
    """Take a seat, or come back to it. `alike`: what names that look like this one share."""

    player: str
    name: str
    alike: str = ""


class Configure(msgspec.Struct, frozen=True):
    """Choose the options of the next match (the host, in the lobby)."""

    by: str
    options: Options


class Start(msgspec.Struct, frozen=True):
    """Begin a match (the host, in the lobby). `pool`: the playable faces of the chosen deck.

    `seals`: fresh ones, at least as many as there can be rounds. `picture_size`: bytes, the same for the whole deck.
    """

    by: str
    match: str
    seed: int
    pool: tuple[Face, ...]
    seals: tuple[Seal, ...]
    picture_size: int = 0


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


class Archived(msgspec.Struct, frozen=True):
    """Take note that the match is in the database and on the leaderboards."""

    match: str


Command = Join | Configure | Start | Submit | Rematch | Rename | Remove | Tick | Archived
