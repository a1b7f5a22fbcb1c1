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
    player; `revealed`: one was seen.
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


class Part(msgspec.Struct):
    """A player's part in one match. `match` is its id."""

    player: str
    name: str
    match: str = ""
    hands: dict[int, Hand] = {}
    podium: Podium | None = None

    def hand(self, number: int) -> Hand:
        """Return the part in this round, new if there was none yet."""
        return self.hands.setdefault(number, Hand())
