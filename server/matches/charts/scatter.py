"""Sensitivity against bias: a dot a match, d' upwards, c from "says AI" to "says real"."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.matches.charts.frame import HEIGHT, WIDTH, Tick, across, upwards
from server.matches.eye import Eye


@dataclass(frozen=True, slots=True)
class Dot:
    """One match. `late`: of the later half."""

    x: int
    y: int
    late: bool


@dataclass(frozen=True, slots=True)
class Scatter:
    """The chart in its view box; `middle` is where nobody leans to either side, `guessing` where d' is 0."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    middle: int
    guessing: int
    left: int
    right: int
    top: int
    ground: int
    width: int = WIDTH
    height: int = HEIGHT


def scatter(eyes: Sequence[Eye]) -> Scatter | None:
    """Return the chart of these matches, oldest first; None with fewer than two."""
    if len(eyes) < 2:
        return None
    figures = [eye.figures for eye in eyes]
    high = min(4, max(3, *(one.d_prime for one in figures)))
    low = max(-3, min(-1, *(one.d_prime for one in figures)))
    along, up = across(-1.5, 1.5), upwards(low, high)
    return Scatter(
        dots=tuple(
            Dot(along.at(one.bias), up.at(one.d_prime), place * 2 >= len(figures)) for place, one in enumerate(figures)
        ),
        ticks=tuple(Tick(up.at(number), _signed(number)) for number in range(-3, 5) if low <= number <= high),
        numbers=tuple(Tick(along.at(number), _signed(number)) for number in (-1, 0, 1)),
        middle=along.at(0),
        guessing=up.at(0),
        left=along.start,
        right=along.end,
        top=up.end,
        ground=up.start,
    )


def _signed(number: int) -> str:
    return str(number).replace("-", "\N{MINUS SIGN}")
