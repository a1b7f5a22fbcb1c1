"""What players have come to in each window: added up as matches are archived, and counted anew from the results."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from game.rating import PROVISIONAL, Rating
from game.scoring import sensitivity
from server.matches.models import COUNTED, PRACTICE, Match, Result
from server.players.models import Player, Standing
from server.players.sums import FIGURES, Sums, sums_of
from server.players.windows import Window, windows_at
from server.rows import insert

LEAST_VERDICTS = 50  # on single faces, before a d' stands on a board


def counts(match: Match) -> bool:
    """Tell whether a match counts for anything on a board: not where a guess costs nothing, nor alone."""
    return match.mode != PRACTICE and match.scoring == COUNTED


def add_up(match: Match, results: Sequence[Result], players: Iterable[Player], rated: dict[str, int]) -> None:
    """Add a match to its players' standings. `players`: as they are since they were locked. `rated`: how many rated
    matches each has now.

    Who is gone, or is somebody else now, has none.
    """
    if not counts(match):
        return
    stands = {player.id for player in players if not player.gone and player.merged_into_id is None}
    results = [result for result in results if result.player_id in stands]
    windows = windows_at(match.finished)
    known = Standing.objects.filter(
        player__in=[result.player_id for result in results], window__in=[window.key for window in windows]
    )
    found = {(row.player_id, row.window): row for row in sums_of(known)}
    rows = []
    for result in results:
        for window in windows:
            row = found.get((result.player_id, window.key)) or _blank(result.player_id, window)
            _take(row, result, rated.get(result.player_id, 0))
            row.revision += 1
            rows.append(row)
    _keep(rows)


def counted(player_ids: Iterable[str], now: datetime | None = None) -> dict[str, dict[str, Sums]]:
    """Count the standings of players anew, from their results: by player and window, those that have not ended.

    Nothing is written; revisions are 0.
    """
    current = windows_at(now or timezone.now())
    standings: dict[str, dict[str, Sums]] = {player: {} for player in player_ids}
    results = (
        Result.objects.filter(player__in=_standing(standings), match__scoring=COUNTED)
        .exclude(match__mode=PRACTICE)
        .select_related("match")
        .defer("match__options", "match__machines")
        .order_by("match_id")
    )
    rated: dict[str, int] = defaultdict(int)
    for result in results.iterator(chunk_size=2000):
        rated[result.player_id] += result.rating is not None
        own = {window.key: window for window in windows_at(result.match.finished)}
        for window in current:
            if window.key in own:
                rows = standings[result.player_id]
                row = rows.setdefault(window.key, _blank(result.player_id, window))
                _take(row, result, rated[result.player_id])
    return standings


def same(one: Sums | Standing | None, other: Sums | Standing | None) -> bool:
    """Tell whether two standings have the same figures; none is as good as an empty one."""
    blank = Standing()
    return all(getattr(one or blank, figure) == getattr(other or blank, figure) for figure in FIGURES)


def recount(player_ids: Iterable[str], now: datetime | None = None) -> None:
    """Write the standings of players as their results say, in the windows that have not ended. Inside a transaction,
    under the players' locks. What is right keeps its revision.
    """
    ids = list(player_ids)
    truth = counted(ids, now)
    current = {window.key: window for window in windows_at(now or timezone.now())}
    rows = []
    written = {(row.player_id, row.window): row for row in Standing.objects.filter(player__in=ids, window__in=current)}
    for player in ids:
        for key, window in current.items():
            right, row = truth[player].get(key), written.get((player, key))
            if not same(right, row):
                new = right or _blank(player, window)
                new.revision = (row.revision if row else 0) + 1
                rows.append(new)
    _keep(rows)


def _take(row: Sums, result: Result, rated: int) -> None:
    row.matches += 1
    row.points += result.points
    row.best = result.points if row.best is None else max(row.best, result.points)
    row.streak = max(row.streak, result.streak)
    row.hits += result.hits
    row.signals += result.signals
    row.false_alarms += result.false_alarms
    row.noises += result.noises
    row.d_prime = _d_prime(row)
    if result.rating is not None and result.rating_deviation is not None and rated >= PROVISIONAL:
        rating = Rating(result.rating, result.rating_deviation)
        row.rating, row.margin = rating.points, rating.margin


def _d_prime(row: Sums) -> int | None:
    """Return d' in hundredths (see game.scoring.sensitivity), None where it would say little."""
    if row.signals + row.noises < LEAST_VERDICTS or not row.signals or not row.noises:
        return None
    return round(100 * sensitivity(row.hits, row.signals, row.false_alarms, row.noises).d_prime)


def _standing(player_ids: Iterable[str]) -> QuerySet[Player]:
    """Return those of these players who may stand on a board."""
    return Player.objects.filter(id__in=list(player_ids), gone=False, merged_into__isnull=True)


def _blank(player: str, window: Window) -> Sums:
    return Sums(player, window.key, window.ends)


def _keep(rows: list[Sums]) -> None:
    changed = ("revision", *FIGURES)
    insert(
        Standing,
        ("player", "window", "ends", *changed),
        [(row.player_id, row.window, row.ends, *(getattr(row, name) for name in changed)) for row in rows],
        unique=["window", "player"],
        update=changed,
    )
