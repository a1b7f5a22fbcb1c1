"""Reads the boards. From Redis while it has them whole, from the database when it does not."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from redis import RedisError

from server.leaderboards import services, store
from server.leaderboards.rows import Rows
from server.players.models import ALL_TIME, Standing

log = logging.getLogger(__name__)

SIZE = 100  # lines a page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a board. Equal points share a rank."""

    rank: int
    name: str
    points: int
    matches: int
    player: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a board. `number` counts from 1, `total` is everybody on the board."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int


class Source(Protocol):
    """What a board is read from."""

    def total(self) -> int: ...  # noqa: D102
    def ranking(self, first: int, count: int) -> list[tuple[str, int]]: ...  # noqa: D102
    def above(self, score: int) -> int: ...  # noqa: D102
    def score(self, member: str) -> int | None: ...  # noqa: D102


def top(count: int) -> Sequence[Line]:
    """Return the best lines. Players with equal points stand in descending order of their (random) ids."""
    return _read(lambda source: _lines(source, 0, count))


def page(number: int, size: int = SIZE) -> Page:
    """Return a page; a number out of range gets the nearest page that there is."""

    def read(source: Source) -> Page:
        total = source.total()
        pages = max(1, -(-total // size))
        chosen = min(max(number, 1), pages)
        return Page(_lines(source, (chosen - 1) * size, size), chosen, pages, total)

    return _read(read)


def line_of(player_id: str) -> Line | None:
    """Return a player's own line, or None for somebody without a finished match that counts."""
    standing = (
        Standing.objects.filter(player=player_id, window=ALL_TIME, matches__gt=0).select_related("player").first()
    )
    if standing is None:
        return None

    def read(source: Source) -> Line | None:
        points = source.score(player_id)
        if points is None:
            return None
        return Line(source.above(points) + 1, standing.player.name, points, standing.matches, player_id)

    return _read(read)


def _lines(source: Source, first: int, count: int) -> list[Line]:
    found = source.ranking(first, count)
    standings = Standing.objects.filter(player__in=[player for player, _ in found], window=ALL_TIME)
    players = {standing.player_id: standing for standing in standings.select_related("player")}
    lines: list[Line] = []
    rank, last = 0, None
    for place, (player_id, points) in enumerate(found, first + 1):
        if points != last:
            # The first of a page may share the rank of somebody on the page before.
            rank, last = source.above(points) + 1 if place == first + 1 else place, points
        if player := players.get(player_id):
            lines.append(Line(rank, player.player.name, points, player.matches, player_id))
    return lines


def _read(read: Callable[[Source], T]) -> T:
    """Read from Redis; a board that is not whole there (Redis was emptied) is rebuilt by the first who looks."""
    try:
        board = store.all_time()
        if board is not None and (board.whole() or services.rebuild()):
            return read(board)
    except RedisError:
        log.warning("leaderboard: Redis does not answer, reading the database", exc_info=True)
    return read(Rows())
