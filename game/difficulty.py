"""How hard a face is to tell, and how well a player tells: strengths on one scale, learnt from verdicts (Glicko-1).

A verdict is a game between a face and a player: who is right has beaten the face, who is wrong was beaten by it.
Formulas after Glickman 1999, "Parameter estimation in large dynamic paired comparison experiments", Journal of the
Royal Statistical Society C 48, 377-394, in the form of his note "The Glicko system".
"""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

Q = math.log(10) / 400
STEADY = 50.0  # no deviation falls below: eyes improve and get tired, and a strength that no verdict can move is stuck
FARTHEST = 2.0  # deviations that one period moves a rating, at most


class Strength(NamedTuple):
    """A difficulty or a skill: its rating, 1500 for the unknown, and the rating's standard deviation.

    200 points more than the other's is right three times out of four. The deviation does not grow with time: faces do
    not change.
    """

    rating: float = 1500.0
    deviation: float = 350.0


UNKNOWN = Strength()


def updated(own: Strength, met: Iterable[tuple[Strength, float]]) -> Strength:
    """Return a strength after one rating period: `met` are the opponents before it, with 1.0 for a win, 0.0 for a loss.

    r' = r + q / (1/RD^2 + 1/d^2) * sum g(RD_j) (s_j - E_j) and RD' = (1/RD^2 + 1/d^2)^(-1/2),
    with 1/d^2 = q^2 sum g(RD_j)^2 E_j (1 - E_j). The order of `met` makes no difference, to the last bit.

    The formula is one step of Newton's method from r, made for some ten games. Thousands at once, most of them against
    what was expected, carry it far beyond where it aims: here it goes no farther than twice the deviation.
    """
    surprises, informations = [], []
    for other, score in met:
        weight = _g(other.deviation)
        expected = _expected(own.rating, other.rating, weight)
        surprises.append(weight * (score - expected))
        informations.append(weight * weight * expected * (1 - expected))
    if not surprises:
        return own
    precision = 1 / own.deviation**2 + Q * Q * math.fsum(informations)
    step = Q / precision * math.fsum(surprises)
    most = FARTHEST * own.deviation
    return Strength(
        rating=own.rating + min(max(step, -most), most), deviation=max(min(STEADY, own.deviation), precision**-0.5)
    )


def combined(strengths: Sequence[Strength]) -> float:
    """Return the rating that several strengths give together which were learnt apart of one and the same: their mean,
    each weighted with its precision 1/RD^2. It lies between them, so nobody is told to be better than ever shown.
    """
    return fmean([one.rating for one in strengths], weights=[one.deviation**-2 for one in strengths])


def chance(player: Strength, face: Strength) -> float:
    """Return how likely the player is right about the face: E with both deviations, (RD_1^2 + RD_2^2)^(1/2)."""
    return _expected(player.rating, face.rating, _g(math.hypot(player.deviation, face.deviation)))


def _g(deviation: float) -> float:
    """Return what an opponent of this deviation weighs: g(RD) = 1 / sqrt(1 + 3 q^2 RD^2 / pi^2)."""
    return 1 / math.sqrt(1 + 3 * (Q * deviation / math.pi) ** 2)


def _expected(rating: float, other: float, weight: float) -> float:
    """Return the expected score E = 1 / (1 + 10^(-g (r - r_j) / 400))."""
    return 1 / (1 + math.exp(-Q * weight * (rating - other)))
