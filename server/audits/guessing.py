"""What guessing earns: players who look at no face play matches by the real rules, and their points are averaged."""

import random
from collections.abc import Callable, Iterator
from itertools import product
from statistics import fmean

import msgspec

from game.dealing import Partners, deal
from game.face import Face, Truth
from game.room import Answer, Kind, Options, Score, Scoring
from game.scoring import settle
from server.audits.guessers import SPEEDS, VERDICTS
from server.audits.interval import Estimate, estimate

ROUNDS = 10
LENGTHS = (8, 3, 60)  # seconds of a question, in turn
KINDS = tuple(Kind)
FAMILY = 0.99  # confidence that none of the many strategies is blamed by chance
Deal = Callable[[tuple[Face, ...], int, int, tuple[str, ...], Kind], tuple[tuple[Face, ...], Partners]]
Say = Callable[[str], None]


class Guessing(msgspec.Struct, frozen=True):
    """Points a match. `value`: over all strategies, decided on beforehand as the one that counts; 95 %.

    `strategies`: (scoring, verdict, speed) -> its own mean, with an interval so wide that of all these none misses
    zero by chance but once in a hundred audits.
    """

    players: int
    value: Estimate
    strategies: dict[tuple[str, str, str], Estimate]

    def largest(self) -> tuple[tuple[str, str, str], Estimate]:
        """Return the strategy whose mean is farthest from zero, as its interval sees it: in widths of that."""
        return max(self.strategies.items(), key=lambda one: abs(one[1].mean) / ((one[1].high - one[1].low) or 1.0))

    def mistakes(self) -> Iterator[str]:
        """Say where guessing earns or costs something."""
        if not self.value.holds(0):
            yield f"guessing is worth {self.value.mean:+.1f} points a match, not 0"
        for name, found in self.strategies.items():
            if not found.holds(0):
                interval = f"{found.low:+.1f} to {found.high:+.1f}"
                yield f"{', '.join(name)}: worth {found.mean:+.1f} points a match ({interval})"


def guess(players: int, seed: int = 0, dealt: Deal = deal, tell: Say = lambda _line: None) -> Guessing:
    """Let that many players of every strategy play a match each, in every scoring with a bet.

    One deal is played by one player of every strategy; deals are independent of each other, and a deal's mean over the
    strategies is one sample of `value`. The deck is the smallest that such a match may be dealt from: the one that
    could give away most; of pairs, where a face may be left or right, too: kinds of questions take turns.
    """
    rng = random.Random(f"guessing {seed}")  # noqa: S311  (repeatable, no secret)
    pool = tuple(Face(f"{truth}{number}", truth) for truth in Truth for number in range(ROUNDS))
    scorings = [scoring for scoring in Scoring if scoring is not Scoring.FRIENDLY]
    kinds = list(product(map(str, scorings), VERDICTS, SPEEDS))
    points: dict[tuple[str, str, str], list[int]] = {kind: [] for kind in kinds}
    for number in range(players):
        asked = KINDS[number // len(LENGTHS) % len(KINDS)]
        faces, _partners = dealt(pool, ROUNDS, rng.getrandbits(63), (), asked)
        truths = tuple(face.truth for face in faces)
        for kind in kinds:
            scoring, verdict, speed = kind
            length = LENGTHS[number % len(LENGTHS)]
            options = Options(rounds=ROUNDS, seconds=length, scoring=Scoring(scoring), kind=asked)
            points[kind].append(_match(truths, verdict, speed, options, rng))
        if number % 1000 == 999:
            tell(f"{number + 1} of {players} matches guessed by {len(kinds)} strategies")
    confidence = 1 - (1 - FAMILY) / len(kinds)
    return Guessing(
        players=players,
        value=estimate([fmean(points[kind][number] for kind in kinds) for number in range(players)]),
        strategies={kind: estimate(points[kind], confidence) for kind in kinds},
    )


def _match(truths: tuple[Truth, ...], verdict: str, speed: str, options: Options, rng: random.Random) -> int:
    score, say, when = Score(name=""), VERDICTS[verdict], SPEEDS[speed]
    for number, truth in enumerate(truths):
        said = say(rng, truths[:number], score)
        answer = None if said is None else Answer(said, 0.0, when(rng, options.seconds, score))
        score = settle(score, answer, truth, options)
    return score.points
