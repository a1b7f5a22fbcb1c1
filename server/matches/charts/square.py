"""Hits against false alarms: a square with the line of chance from corner to corner."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.matches.charts.frame import Axis
from server.matches.eye import Eye

SIDE = 400
LEFT, TOP, END = 64, 16, 16


@dataclass(frozen=True, slots=True)
class Dot:
    """One eye in the square. `who`: me, room or machine, each with a shape of its own."""

    who: str
    name: str
    x: int
    y: int
    hit_rate: float
    false_alarm_rate: float


@dataclass(frozen=True, slots=True)
class Square:
    """The chart in its view box. ."""

    dots: tuple[Dot, ...]
    left: int
    right: int
    top: int
    ground: int
    width: int
    height: int


def square(eyes: Iterable[tuple[str, str, Eye]]) -> Square | None:
    """Return the chart of these (who, name, eye), the last one on top; None where none has met both kinds of faces."""
    along, up = Axis(0, 1, LEFT, LEFT + SIDE), Axis(0, 1, TOP + SIDE, TOP)
    dots = []
    for who, name, eye in eyes:
        hit, alarm = eye.figures.hit_rate, eye.figures.false_alarm_rate
        if hit is not None and alarm is not None:
            dots.append(Dot(who, name, along.at(alarm), up.at(hit), hit, alarm))
    if not dots:
        return None
    return Square(tuple(dots), LEFT, LEFT + SIDE, TOP, TOP + SIDE, LEFT + SIDE + END, TOP + SIDE + 72)
