"""What one player has in hand: own part of each round of a match, as heard and said. Values only."""

import msgspec

from game.face import Truth
from game.views import Own, Podium


class Hand(msgspec.Struct):
    """A player's part in one round.

    `heard`: when the question was first shown; `sent_at`: when the answer last went out, both in seconds of the bots'
    own clock. `sent`: the first verdict said, the one that must stand. `took`: seconds, as acknowledged, None while
    nothing was; `delay`: seconds from sending to acknowledgement. `doubtful`: the answer may or may not stand (the
    connection was lost before the reply came, or the server asked to try again). `own`: what the reveal said of this
    player; `revealed`: one was seen. `aside`: answers for fun. `team`: as told, -1 for none. `paused_at`: when the
    clock was heard to stand, None while it runs; `stops`: how often it was. `opened`: the question, as first told by
    the server; `stood`: seconds by which that has moved since. `forbidden`: what was sent came when the clock had
    stood for too long. `short`: seconds by which `took` is less than what was measured here, if positive.
    """

    heard: float = 0.0
    playing: bool | None = None
    sent: Truth | None = None
    sent_at: float = 0.0
    took: float | None = None
    delay: float = 0.0
    doubtful: bool = False
    revealed: bool = False
    own: Own | None = None
    aside: bool = False
    team: int = -1
    opened: float = 0.0
    paused_at: float | None = None
    stood: float = 0.0
    stops: int = 0
    short: float = 0.0
    forbidden: bool = False


class Part(msgspec.Struct):
    """A player's part in one match. `match` is its id. `out`: was told so, or may answer for fun."""

    player: str
    name: str
    match: str = ""
    hands: dict[int, Hand] = {}
    podium: Podium | None = None
    out: bool = False

    def hand(self, number: int) -> Hand:
        """Return the part in this round, new if there was none yet."""
        return self.hands.setdefault(number, Hand())
