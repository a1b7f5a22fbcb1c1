"""How players do against each other: a rating from the ranks of matches (Plackett-Luce).

After Weng and Lin 2011, "A Bayesian approximation method for online ranking", Journal of Machine Learning Research 12,
267-300, algorithm 4, as the package openskill has it, with its constants: a mean mu and a deviation sigma.
"""

from collections.abc import Sequence
from typing import NamedTuple

from openskill.models import PlackettLuce

MU, SIGMA = 25.0, 25 / 3
PROVISIONAL = 10  # rated matches before which a rating stands on no board
MIDDLE, SCALE = 1500, 60  # what people are shown: points, like those of chess
LEAST_PEOPLE = 3  # in a rated match

_MODEL = PlackettLuce(mu=MU, sigma=SIGMA)


class Rating(NamedTuple):
    """A player's mean and its standard deviation, on the model's scale."""

    mu: float = MU
    sigma: float = SIGMA

    @property
    def points(self) -> int:
        """What is shown: 1500 for the unknown."""
        return round(MIDDLE + SCALE * (self.mu - MU))

    @property
    def margin(self) -> int:
        """Two standard deviations, in points as shown."""
        return round(2 * SCALE * self.sigma)


def rated(before: Sequence[Rating], ranks: Sequence[int]) -> list[Rating]:
    """Return the ratings after a match. `ranks`: from 1, the same for those who share one, one for each rating."""
    teams = [[_MODEL.rating(mu=one.mu, sigma=one.sigma)] for one in before]
    after = _MODEL.rate(teams, ranks=[float(rank) for rank in ranks])
    return [Rating(team[0].mu, team[0].sigma) for team in after]
