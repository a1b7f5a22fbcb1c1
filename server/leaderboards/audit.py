"""Compares what is added up along the way with what it is the sum of, and sets it right.

results -> (counted) -> standings and ratings -> (copied) -> boards in Redis, for the windows of this moment. The
results are the truth.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone

from game.rating import Rating
from server.leaderboards.boards import BOARDS
from server.leaderboards.services import CHUNK, entry_of, feed, rebuild, unknown
from server.leaderboards.store import WORK, Boards, Entry, boards_of
from server.matches.ratings import resettle, said
from server.matches.standings import counted, recount, same
from server.players.models import Player, Standing
from server.players.sums import FIGURES, Sums
from server.players.windows import windows_at

LOOKS = 4  # a match that was archived just now needs a moment to reach the boards
PAUSE = 0.5  # seconds between two looks
CLOSE = 1e-6  # of a rating: what machines may differ in


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not what it should be. `window` is empty where it is of none."""

    player: str
    where: str
    window: str
    expected: str
    found: str

    def __str__(self) -> str:
        window = f" in {self.window}" if self.window else ""
        return f"{self.where} of {self.player}{window}: expected {self.expected}, found {self.found}"


def all_boards() -> list[Boards]:
    """Return the boards of the windows of this moment; none where there is no Redis."""
    return [boards for window in windows_at(timezone.now()) if (boards := boards_of(window, WORK)) is not None]


def row_differences() -> Iterator[Difference]:
    """Return standings and ratings that are not what the results say.

    What looks wrong is looked at again under the players' locks, so that a match that is being archived is no
    difference.
    """
    for ids in _chunks(Player.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=CHUNK)):
        if suspects := sorted({difference.player for difference in _row_differences_of(ids)}):
            with transaction.atomic():
                _lock(suspects)
                found = list(_row_differences_of(suspects))
            yield from found


def board_differences(boards: Boards) -> list[Difference]:
    """Return where the boards are not what the standings say, and stay so: feeds may be on their way."""
    standing = {difference.player: difference for difference in _all_board_differences(boards)}
    for _look in range(LOOKS - 1):
        if not standing:
            break
        time.sleep(PAUSE)
        again = [each for ids in _chunks(standing) for each in _board_differences_of(boards, ids)]
        standing = {each.player: each for each in again if each.found == standing[each.player].found}
    return list(standing.values())


def repair() -> None:
    """Set standings and ratings right from the results, then the boards, while matches go on being archived.

    No feed is lost: each change of a standing happens under the player's lock and raises its revision, the archive's
    and ours alike. So every value has a revision of its own, feeds carry the value they read together with its
    revision, and the boards keep the highest: whichever order they arrive in, the last value stands.
    Raises redis.RedisError.
    """
    for ids in _chunks(difference.player for difference in row_differences()):
        with transaction.atomic():
            _lock(ids)  # first: what an archive commits before is counted, what it commits after is added to it
            resettle(ids)
            recount(ids)
    for boards in all_boards():
        rebuild(boards, takeover=True)
        for ids in _chunks(difference.player for difference in board_differences(boards)):
            _outvote(boards, ids)


def _outvote(boards: Boards, ids: list[str]) -> None:
    """Give standings a revision above whatever wrong entry stands on the boards, and feed them."""
    with transaction.atomic():
        _lock(ids)
        rows = list(Standing.objects.filter(window=boards.window.key, player__in=ids))
        found = {entry.member: entry.revision or 0 for entry in boards.read(ids)}
        for row in rows:
            row.revision = max(row.revision, found[row.player_id]) + 1
        Standing.objects.bulk_update(rows, ["revision"])
    feed(ids)


def _lock(ids: list[str]) -> None:
    """Lock players, in the order in which the archive does."""
    list(Player.objects.select_for_update().filter(id__in=ids).order_by("id"))


def _row_differences_of(ids: list[str]) -> Iterator[Difference]:
    now = timezone.now()
    players = Player.objects.in_bulk(ids)
    truth, ratings = counted(players, now), said(list(players))
    windows = [window.key for window in windows_at(now)]
    rows = {(row.player_id, row.window): row for row in Standing.objects.filter(player__in=ids, window__in=windows)}
    for id_, player in players.items():
        for window in windows:
            right, found = truth[id_].get(window), rows.get((id_, window))
            if not same(right, found):
                yield Difference(id_, "standing", window, *_told_apart(right, found))
        (mu, sigma), rated = ratings[id_]
        if abs(player.rating - mu) > CLOSE or abs(player.rating_deviation - sigma) > CLOSE or player.rated != rated:
            found_rating = Rating(player.rating, player.rating_deviation)
            yield Difference(
                id_, "rating", "", _says_rating(Rating(mu, sigma), rated), _says_rating(found_rating, player.rated)
            )


def _all_board_differences(boards: Boards) -> Iterator[Difference]:
    standings = Standing.objects.filter(window=boards.window.key).order_by("player_id")
    for ids in _chunks(standings.values_list("player_id", flat=True).iterator(chunk_size=CHUNK)):
        yield from _board_differences_of(boards, ids)
    for members in filter(None, boards.members()):
        yield from _board_differences_of(boards, unknown(boards.window, members))


def _board_differences_of(boards: Boards, ids: list[str]) -> Iterator[Difference]:
    rows = {row.player_id: row for row in Standing.objects.filter(window=boards.window.key, player__in=ids)}
    for entry in boards.read(ids):
        row = rows.get(entry.member)
        expected = entry_of(row) if row else Entry(entry.member, None)
        nowhere = not any(score is not None for score in (entry.revision, *expected.scores, *entry.scores))
        if entry != expected and not nowhere:
            yield Difference(entry.member, "board entry", boards.window.key, _says(expected), _says(entry))


def _told_apart(right: Sums | None, found: Standing | None) -> tuple[str, str]:
    """Return the figures in which two standings differ."""
    one, other = right or Standing(), found or Standing()
    apart = [figure for figure in FIGURES if getattr(one, figure) != getattr(other, figure)]
    told = (", ".join(f"{figure} {getattr(row, figure)}" for figure in apart) for row in (one, other))
    return next(told), next(told)


def _says_rating(rating: Rating, rated: int) -> str:
    return f"{rating.mu:.6f} ± {rating.sigma:.6f} after {rated}"


def _says(entry: Entry) -> str:
    figures = [f"{board} {score}" for board, score in zip(BOARDS, entry.scores, strict=True) if score is not None]
    if entry.revision is None and not figures:
        return "nothing"
    return f"{', '.join(figures) or 'no line'} (revision {'-' if entry.revision is None else entry.revision})"


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(dict.fromkeys(islice(rest, CHUNK))):
        yield chunk
