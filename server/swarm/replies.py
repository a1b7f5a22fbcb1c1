"""Answers and what the server says to them: each gets one reply, and what stands is what was said first. Pure."""

from collections import Counter
from collections.abc import Callable

from game.decisions import Code
from game.face import Truth
from game.room import GRACE, MOST_LAG
from server.rooms.codes import ProtocolCode
from server.rooms.protocol import Ack, Refused
from server.swarm.hand import Hand, Part

LATE = frozenset({Code.ROUND_OVER, Code.TOO_LATE})
TOLERANCE = 0.05  # seconds


class Replies:
    """Follows one player's answers over all connections. `seconds`: the length of a question.

    `answers`: rounds in which an answer was acknowledged, `asides` those that were for fun; `repeats`: answers that
    were sent when one had been already.
    """

    def __init__(self, seconds: int, complain: Callable[[str], None]) -> None:
        self.part = Part(player="", name="")
        self.answers = self.repeats = 0
        self.asides = 0
        self.delays: list[float] = []
        self.refused: Counter[str] = Counter()
        self.refusals: Counter[tuple[str, str]] = Counter()  # about, code
        self.allowed: set[tuple[str, str]] = set()  # refusals that are right, or cannot be helped
        self._seconds = seconds
        self._complain = complain
        self._awaited = 0  # answers on this connection without a reply
        self._late = self._paused = 0  # refusals since all was settled

    def connected(self) -> None:
        """Begin a new connection: what was not replied to on the last one may never be."""
        self._awaited = 0
        self._doubt()

    def answered(self, number: int, verdict: Truth, at: float) -> None:
        """Note that an answer goes out. The first verdict is the one that must stand."""
        hand = self.part.hand(number)
        self._awaited += 1
        self.repeats += hand.sent is not None
        if hand.sent is None:
            hand.sent = verdict
            hand.forbidden = hand.paused_at is not None and at - hand.paused_at > GRACE + TOLERANCE
        if verdict is hand.sent:
            hand.sent_at = at

    def ack(self, ack: Ack, at: float) -> None:
        """Take an acknowledgement."""
        hand = self.part.hand(ack.round)
        if hand.sent is None or self._awaited <= 0:
            self._complain(f"round {ack.round}: an acknowledgement for nothing that was sent")
        self._awaited -= 1
        if hand.forbidden:
            self._complain(f"round {ack.round}: an answer was taken while the clock stood")
        if hand.took is None:
            hand.delay = at - hand.sent_at
            self.delays.append(hand.delay)
        self.stands(ack.round, ack.verdict, ack.took)

    def stands(self, number: int, verdict: Truth, took: float) -> None:
        """Take the word, of an acknowledgement or a snapshot, that this answer stands."""
        hand = self.part.hand(number)
        if verdict is not hand.sent:
            self._complain(f"round {number}: {verdict} stands, but {hand.sent} was said first")
        if hand.took is not None and took != hand.took:
            self._complain(f"round {number}: the answer took {hand.took} s, now {took} s")
        if took > self._seconds + GRACE + TOLERANCE:
            self._complain(f"round {number}: took {took:.3f} s, longer than the question")
        if hand.took is None:
            hand.short = self._shortest(hand) - took
        self.answers += hand.took is None
        self.asides += hand.took is None and hand.aside
        hand.took = took

    def refuse(self, refused: Refused) -> None:
        """Take a refusal, of an answer or of anything else."""
        self.refused[refused.code] += 1
        self.refusals[refused.about, refused.code] += 1
        self._awaited -= refused.about == "answer"
        if refused.code == ProtocolCode.TRY_AGAIN:
            self._doubt()
        elif refused.about == "answer" and refused.code == Code.PAUSED:
            self._paused += 1
        # The second sending of an answer may well come after the round has closed; see `settle` for the first.
        elif refused.about == "answer" and refused.code in LATE:
            self._late += 1
        elif (refused.about, refused.code) not in self.allowed:
            self._complain(f"{refused.about} was refused: {refused.code}")

    def settle(self) -> None:
        """Ask what is owed: at the next question, or the podium, every answer has its reply, the first one an ack.

        Nobody waits for those who answer for fun: their first may come too late, or in a pause after which all is over.
        """
        if self._awaited:
            self._complain(f"{self._awaited} answers have no reply (or were replied to twice)")
            self._awaited = 0
        if self._paused and not any(hand.stops for hand in self.part.hands.values()):
            self._complain(f"{self._paused} answers were refused as in a pause, and there was none")
        for number, hand in self.part.hands.items():
            excused = hand.doubtful or (hand.aside and self._late + self._paused)
            if hand.sent is not None and hand.took is None and not excused:
                self._complain(f"round {number}: the answer was never acknowledged")
            # What is on its way as the clock is stopped counts as sent before; that it was, may be heard after the ack.
            if hand.took is not None and hand.short > (GRACE if hand.stops else 0.0):
                self._complain(f"round {number}: took {hand.took:.3f} s is not what was measured here")
            hand.doubtful, hand.short = True, 0.0  # complain once
        self._late = self._paused = 0

    def _shortest(self, hand: Hand) -> float:
        """Return what an answer took at least, in seconds: arrival less opening is never shorter than sending less
        hearing; the lag comes off it, and every pause.
        """
        begun = hand.heard + hand.stood
        return max(0.0, min(hand.sent_at, hand.paused_at or hand.sent_at) - begun - MOST_LAG - TOLERANCE)

    def _doubt(self) -> None:
        """Note that what was not acknowledged yet may or may not stand."""
        for hand in self.part.hands.values():
            hand.doubtful = hand.doubtful or (hand.sent is not None and hand.took is None)
