"""The area within a chart's axes, and ticks along them."""

from typing import NamedTuple

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 24, 48  # margins: left and below stand the numbers


class Tick(NamedTuple):
    """A place on an axis, and what is written there."""

    at: int
    text: str


class Axis(NamedTuple):
    """Values from `low` to `high`, from place `start` to place `end` (which may be the smaller one)."""

    low: float
    high: float
    start: int
    end: int

    def at(self, value: float) -> int:
        """Return the place of a value; one beyond the axis stands at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start))


def across(low: float, high: float, width: int = WIDTH) -> Axis:
    """Return the axis from left to right."""
    return Axis(low, high, LEFT, width - RIGHT)


def upwards(low: float, high: float, height: int = HEIGHT) -> Axis:
    """Return the axis from the bottom up."""
    return Axis(low, high, height - BOTTOM, TOP)


def step_of(most: float, ticks: int = 4) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) that divides 0 to `most` into at most so many parts."""
    power = 10.0**-3
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * ticks:
                return factor * power
        power *= 10
