"""What players have come to, read and reckoned without the cost of a model's object for each row of a hall."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from server.players.models import Standing


class Sums(msgspec.Struct):
    """A row of Standing, as there."""

    player_id: str
    window: str
    ends: datetime | None
    revision: int = 0
    matches: int = 0
    points: int = 0
    best: int | None = None
    streak: int = 0
    hits: int = 0
    signals: int = 0
    false_alarms: int = 0
    noises: int = 0
    d_prime: int | None = None
    rating: int | None = None
    margin: int | None = None


KEY = ("player_id", "window", "ends", "revision")
FIGURES = tuple(name for name in Sums.__struct_fields__ if name not in KEY)


def sums_of(standings: QuerySet[Standing]) -> Iterator[Sums]:
    """Return rows of Standing."""
    return (Sums(*row) for row in standings.values_list(*KEY, *FIGURES))
