"""What a round costs on the wire and how far apart players hear of it: counted by all bots, matches only."""

from collections import Counter

from game.views import PhaseView, Question, Reveal
from server.rooms.protocol import Ack, Count, OutboundMessage

OF_A_ROUND = Question | Count | Ack | Reveal


class Traffic:
    """Frames and bytes of text by kind, and when each phase of a round came to each player of a room.

    Pictures, joins, pings and what concerns the lobby are left out. Times are seconds of the bots' own clock.
    """

    def __init__(self) -> None:
        self.frames: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self.start_skews: list[float] = []
        self.reveal_skews: list[float] = []
        self._first: dict[tuple[int, str, int], float] = {}  # when the first player of a room heard of a version

    def heard(self, room: int, message: OutboundMessage, size: int, at: float) -> None:
        """Count a message of so many bytes."""
        if not isinstance(message, OF_A_ROUND):
            return
        kind = type(message).__name__.lower()
        self.frames[kind] += 1
        self.bytes[kind] += size
        if isinstance(message, Question | Reveal):
            skews = self.start_skews if isinstance(message, Question) else self.reveal_skews
            skews.append(at - self._first.setdefault(_moment(room, message), at))

    def forget(self, room: int) -> None:
        """Forget when the phases of a room's match came: it is over."""
        self._first = {moment: at for moment, at in self._first.items() if moment[0] != room}

    def each(self, counted: Counter[str], player_rounds: int) -> float | None:
        """Return how many of something fall to one player and round."""
        return round(sum(counted.values()) / player_rounds, 1) if player_rounds else None


def _moment(room: int, view: PhaseView) -> tuple[int, str, int]:
    return room, type(view).__name__, view.v
