"""The public board: which faces fool most, and which generators. Only what enough people have judged; bots never."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from server.decks.models import Face

ENOUGH = 20  # trials
LONGEST = 12  # lines a list
Z = 1.959964  # of the normal distribution: 95 % lie within


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something fooled: a share of its trials, and the 95 % interval around it, all from 0 to 1."""

    rank: int
    trials: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FaceLine:
    """A face on the board. Who may see which face it is, is decided elsewhere."""

    rate: Rate
    face: Face


@dataclass(frozen=True, slots=True)
class GeneratorLine:
    """A generator on the board; its name is empty where nobody has said what made the faces."""

    rate: Rate
    generator: str


def interval(fooled: int, trials: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share, from 0 to 1: Wilson 1927, "Probable inference, the law of succession,
    and statistical inference", Journal of the American Statistical Association 22, 209-212.
    """
    share, weight = fooled / trials, Z * Z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / trials / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def fooling_faces(truth: str) -> list[FaceLine]:
    """Return the faces of one class that fooled the largest share of those who judged them. None that was taken out of
    play: whoever asked for that did not mean a public page.
    """
    rate = Cast(F("fooled"), FloatField()) / F("trials")
    dealt = _judged().filter(truth=truth, trials__gte=ENOUGH, retired__in=(False,))
    faces = list(dealt.order_by(rate.desc(), "-trials", "id")[:LONGEST])
    rates = _rates([(face.fooled, face.trials) for face in faces])
    return [FaceLine(rate, face) for rate, face in zip(rates, faces, strict=True)]


def generators() -> list[GeneratorLine]:
    """Return what made the AI faces, by the share of verdicts on them that were wrong."""
    rows = _judged().filter(truth=Face.Truth.AI).order_by().values_list("generator")
    sums = [
        (fooled, trials, generator)
        for generator, fooled, trials in rows.annotate(sum_fooled=Sum("fooled"), sum_trials=Sum("trials"))
        if trials >= ENOUGH
    ]
    sums.sort(key=lambda each: (-each[0] / each[1], -each[1], each[2]))
    rates = _rates([(fooled, trials) for fooled, trials, _ in sums[:LONGEST]])
    return [GeneratorLine(rate, each[2]) for rate, each in zip(rates, sums, strict=False)]


def _judged() -> QuerySet[Face]:
    return Face.objects.filter(staged=False, trials__gt=0)


def _rates(counts: Sequence[tuple[int, int]]) -> list[Rate]:
    """Return the rates of (fooled, trials), highest first; equals share a rank."""
    rates: list[Rate] = []
    for place, (fooled, trials) in enumerate(counts, 1):
        before = counts[place - 2] if place > 1 else None
        tied = before is not None and before[0] * trials == fooled * before[1]
        rates.append(Rate(rates[-1].rank if tied else place, trials, fooled / trials, *interval(fooled, trials)))
    return rates
