"""The same reads as a board in Redis, from the players' rows: for when Redis is away or is being rebuilt."""

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from server.players.models import ALL_TIME, Standing


class Rows:
    """Stands in for a Board. Slower with many players, never wrong."""

    def total(self) -> int:
        """Return how many have finished a match that counts."""
        return _ranked().count()

    def ranking(self, first: int, count: int) -> list[tuple[str, int]]:
        """Return player ids and points, best first, from place `first` (0-based); equals in descending order of id."""
        # Redis compares bytes, PostgreSQL by the rules of a language unless told otherwise.
        key = Collate("player_id", "C") if connection.vendor == "postgresql" else F("player_id")
        return list(_ranked().order_by("-points", key.desc()).values_list("player_id", "points")[first : first + count])

    def above(self, score: int) -> int:
        """Return how many have more."""
        return _ranked().filter(points__gt=score).count()

    def score(self, member: str) -> int | None:
        """Return a player's points, or None."""
        return _ranked().filter(player=member).values_list("points", flat=True).first()


def _ranked() -> QuerySet[Standing]:
    return Standing.objects.filter(window=ALL_TIME, matches__gt=0)
