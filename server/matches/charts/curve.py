"""The learning curve: the share of right answers, block after block."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.matches.charts.frame import HEIGHT, WIDTH, Tick, across, step_of, upwards
from server.matches.learning_curve import Block


@dataclass(frozen=True, slots=True)
class Point:
    """A block: where it stands, and what it says."""

    x: int
    y: int
    block: Block


@dataclass(frozen=True, slots=True)
class Curve:
    """The chart in its view box. `line`: the points of the line. `chance`: where guessing lies."""

    points: tuple[Point, ...]
    line: str
    ticks: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    chance: int
    left: int
    right: int
    ground: int
    width: int = WIDTH
    height: int = HEIGHT


def curve(blocks: Sequence[Block]) -> Curve | None:
    """Return the chart of a learning curve; None with fewer than two blocks, which are no curve."""
    if len(blocks) < 2:
        return None
    last = blocks[-1].until
    lowest = 0.0 if min(block.accuracy for block in blocks) < 0.25 else 0.25
    along, up = across(0, last), upwards(lowest, 1)
    points = tuple(Point(along.at((block.after + block.until) / 2), up.at(block.accuracy), block) for block in blocks)
    step = max(1, round(step_of(last)))
    return Curve(
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        ticks=tuple(Tick(up.at(share), f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1) if share >= lowest),
        numbers=tuple(Tick(along.at(number), f"{number:,}") for number in range(0, last + 1, step)),
        chance=up.at(0.5),
        left=along.start,
        right=along.end,
        ground=up.start,
    )
