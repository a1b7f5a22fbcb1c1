"""A mean with its confidence interval: what every figure of the audit is given with."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev

import msgspec


class Estimate(msgspec.Struct, frozen=True):
    """A mean of independent samples, and the interval that holds the true one with the confidence asked for."""

    mean: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether the value is within the interval."""
        return self.low <= value <= self.high


def estimate(samples: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return mean and interval, mean ± z s / sqrt(n). Needs two samples; good for some hundred and more."""
    mean, half = fmean(samples), 0.0
    if (spread := stdev(samples)) > 0:
        half = NormalDist().inv_cdf((1 + confidence) / 2) * spread / math.sqrt(len(samples))
    return Estimate(mean, mean - half, mean + half)
