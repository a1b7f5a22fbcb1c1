"""How long each answer of a match took: a bar a round, and the room's mean across it."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.matches.charts.frame import HEIGHT, WIDTH, Tick, across, step_of, upwards
from server.matches.own_report import FaceOfMine
from server.matches.player_lines import Outcome


@dataclass(frozen=True, slots=True)
class Bar:
    """One round. `mean`: where the room's mean lies, None without one. `mark`: where its outcome is drawn."""

    number: int
    outcome: Outcome
    x: int
    y: int
    width: int
    height: int
    middle: int
    mark: int
    mean: int | None
    labelled: bool


@dataclass(frozen=True, slots=True)
class TimesChart:
    """The chart in its view box. `ground`: the axis of the rounds."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    ground: int
    width: int = WIDTH
    height: int = HEIGHT


MOST_LABELS = 12


def times_chart(faces: Iterable[FaceOfMine]) -> TimesChart:
    """Return the chart of a match's answers, in seconds. Silent rounds have no bar, only their mark."""
    asked = list(faces)
    took = [(face.answer.trial.took or 0) / 1000 for face in asked]
    most = max([1.0, *took, *(face.mean / 1000 for face in asked if face.mean is not None)])
    step = step_of(most)
    top = -(-most // step) * step
    up, along = upwards(0, top), across(0, max(len(asked), 1))
    every = -(-len(asked) // MOST_LABELS) or 1
    bars = []
    for place, (face, seconds) in enumerate(zip(asked, took, strict=True)):
        left, right = along.at(place + 0.14), along.at(place + 0.86)
        bars.append(
            Bar(
                number=face.answer.round.number + 1,
                outcome=face.answer.outcome,
                x=left,
                y=up.at(seconds),
                width=right - left,
                height=up.start - up.at(seconds),
                middle=(left + right) // 2,
                mark=min(up.at(seconds), up.start - 2) - 12,
                mean=None if face.mean is None else up.at(face.mean / 1000),
                labelled=place % every == 0,
            )
        )
    ticks = [Tick(up.at(number * step), f"{number * step:g}") for number in range(round(top / step) + 1)]
    return TimesChart(tuple(bars), tuple(ticks), up.start)
