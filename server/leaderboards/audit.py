"""Compares what is added up along the way with what it is the sum of, and sets it right.

results -> (sum, count) -> players' rows -> (copy) -> board in Redis. The results are the truth; those of friendly
matches count for nothing.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from server.leaderboards.services import CHUNK, entry_of, feed, rebuild, unknown
from server.leaderboards.store import Board, Entry
from server.matches.models import COUNTED, Result
from server.players.models import Player

LOOKS = 4  # a match that was archived just now needs a moment to reach the board
PAUSE = 0.5  # seconds between two looks
OF_COUNTED = Q(results__match__scoring=COUNTED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not what it should be."""

    player: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where} of {self.player}: expected {self.expected}, found {self.found}"


def row_differences() -> Iterator[Difference]:
    """Return the players' rows that are not the sums of their results. One query, so one moment: no false alarm."""
    sums = Player.objects.annotate(
        sum=Coalesce(Sum("results__points", filter=OF_COUNTED), 0), count=Count("results", filter=OF_COUNTED)
    )
    wrong = sums.filter(~Q(points=F("sum")) | ~Q(matches=F("count"))).order_by("id")
    rows = wrong.values_list("id", "sum", "count", "points", "matches").iterator(chunk_size=CHUNK)
    for player_id, points, matches, found_points, found_matches in rows:
        expected, found = f"{points} points in {matches} matches", f"{found_points} points in {found_matches} matches"
        yield Difference(player_id, "row", expected, found)


def board_differences(board: Board) -> list[Difference]:
    """Return where the board is not what the players' rows say, and stays so: feeds may be on their way."""
    standing = {difference.player: difference for difference in _all_board_differences(board)}
    for _look in range(LOOKS - 1):
        if not standing:
            break
        time.sleep(PAUSE)
        again = _board_differences_of(board, list(standing))
        standing = {each.player: each for each in again if each.found == standing[each.player].found}
    return list(standing.values())


def repair(board: Board) -> None:
    """Set the rows right from the results, then the board from the rows, while matches go on being archived.

    No feed is lost: each change of a row happens under the row's lock and raises its revision, the archive's and ours
    alike. So every value has a revision of its own, feeds carry the value they read together with its revision, and
    the board keeps the highest: whichever order they arrive in, the row's last value stands.
    Raises redis.RedisError.
    """
    for ids in _chunks(difference.player for difference in row_differences()):
        _repair_rows(ids)
    rebuild(takeover=True)
    for ids in _chunks(difference.player for difference in board_differences(board)):
        _outvote(board, ids)


def _repair_rows(ids: list[str]) -> None:
    with transaction.atomic():
        _lock(ids)  # first: what an archive commits before is seen by the sums, what it commits after is added to them
        own = Result.objects.filter(player=OuterRef("pk"), match__scoring=COUNTED).order_by().values("player")
        Player.objects.filter(id__in=ids).update(
            points=Coalesce(Subquery(own.annotate(figure=Sum("points")).values("figure")), 0),
            matches=Coalesce(Subquery(own.annotate(figure=Count("pk")).values("figure")), 0),
            revision=F("revision") + 1,
        )


def _outvote(board: Board, ids: list[str]) -> None:
    """Give rows a revision above whatever wrong entry stands on the board, and feed them."""
    with transaction.atomic():
        players = _lock(ids)
        standing = {entry.member: entry.revision or 0 for entry in board.read(ids)}
        for player in players:
            player.revision = max(player.revision, standing[player.id]) + 1
        Player.objects.bulk_update(players, ["revision"])
    feed(ids)


def _lock(ids: list[str]) -> list[Player]:
    """Lock rows, in the order in which the archive does."""
    return list(Player.objects.select_for_update().filter(id__in=ids).order_by("id"))


def _all_board_differences(board: Board) -> Iterator[Difference]:
    for ids in _chunks(Player.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=CHUNK)):
        yield from _board_differences_of(board, ids)
    for members in board.members():
        yield from _board_differences_of(board, unknown(members))


def _board_differences_of(board: Board, ids: list[str]) -> Iterator[Difference]:
    players = Player.objects.in_bulk(ids)
    for entry in board.read(ids):
        player = players.get(entry.member)
        expected = entry_of(player) if player else Entry(entry.member, None, None)
        nowhere = entry.revision is None and expected.score is None and entry.score is None
        if entry != expected and not nowhere:
            yield Difference(entry.member, "board entry", _says(expected), _says(entry))


def _says(entry: Entry) -> str:
    if entry.revision is None and entry.score is None:
        return "nothing"
    points = "no line" if entry.score is None else f"{entry.score} points"
    return f"{points} (revision {'-' if entry.revision is None else entry.revision})"


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
