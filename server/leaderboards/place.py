"""Where somebody stands on a board. Equal scores share a rank."""

from typing import NamedTuple


class Place(NamedTuple):
    """A rank, from 1, and the score that it was got for."""

    rank: int
    score: int
