"""The same reads as a board in Redis, from the standings: for when Redis is away or is being rebuilt."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Collate

from server.leaderboards.boards import ON, Board
from server.leaderboards.place import Place
from server.players.models import Standing
from server.players.windows import Window


class Rows:
    """Stands in for a Ranking. Slower with many players, never wrong."""

    def __init__(self, window: Window, board: Board) -> None:
        # Of all time: said so that the partial indexes fit (see Standing).
        own = Q(ends__isnull=True) if window.ends is None else Q(window=window.key)
        self._rows: QuerySet[Standing] = Standing.objects.filter(own & ON[board])
        self._figure = board.value

    def total(self) -> int:
        """Return how many are on the board."""
        return self._rows.count()

    def lines(self, first: int, count: int) -> list[tuple[str, int]]:
        """Return player ids and scores, best first, from place `first` (0-based); equals in descending order of id."""
        # Redis compares bytes, PostgreSQL by the rules of a language unless told otherwise.
        key = Collate("player_id", "C") if connection.vendor == "postgresql" else F("player_id")
        ordered = self._rows.order_by(f"-{self._figure}", key.desc())
        return list(ordered.values_list("player_id", self._figure)[first : first + count])

    def above(self, score: int) -> int:
        """Return how many have more."""
        return self._above(score).count()

    def index(self, member: str) -> int | None:
        """Return where in the list a player stands, from 0; None: nowhere."""
        place = self.places([member]).get(member)
        if place is None:
            return None
        equals = self._rows.filter(**{self._figure: place.score})
        if connection.vendor == "postgresql":
            equals = equals.annotate(key=Collate("player_id", "C")).filter(key__gt=member)
        else:
            equals = equals.filter(player__gt=member)
        return place.rank - 1 + equals.count()

    def places(self, members: Sequence[str]) -> dict[str, Place]:
        """Return rank and score of those of these players who are on the board. Two queries.

        The board is read once for all of them: counting for each who has more takes seconds a player with a million.
        """
        own = dict(self._rows.filter(player__in=list(members)).values_list("player_id", self._figure))
        if not own:
            return {}
        better = self._above(min(own.values())).values(self._figure).annotate(count=Count("pk"))
        groups = list(better.order_by(f"-{self._figure}").values_list(self._figure, "count"))
        above = [0, *accumulate(count for _, count in groups)]
        return {
            player: Place(1 + above[bisect_left(groups, -score, key=lambda group: -group[0])], score)
            for player, score in own.items()
        }

    def _above(self, score: int) -> QuerySet[Standing]:
        return self._rows.filter(**{f"{self._figure}__gt": score})
