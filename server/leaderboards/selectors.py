"""Reads the boards. From Redis while it has them whole, from the database when it does not.

Every answer takes a fixed number of queries. Windows are named by their kind (server.players.windows.KINDS).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from redis import RedisError

from server.leaderboards import services, store
from server.leaderboards.boards import ON, Board, beside, shown
from server.leaderboards.place import Place
from server.leaderboards.rows import Rows
from server.players.models import Player, Standing
from server.players.nicknames import clean_name, name_key
from server.players.windows import Window, current

log = logging.getLogger(__name__)

SIZE = 100  # lines a page
CANDIDATES = 1000  # players that a search looks at
HITS = 50  # lines that it finds, at most

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a board. Equal scores share a rank. `score` is a whole number (d' in hundredths), `shown` how it is
    read; `beside`: of a rating two standard deviations, of d' the verdicts it rests on, else the matches.
    """

    rank: int
    name: str
    score: int
    shown: str
    beside: int
    player: str
    public: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a board. `number` counts from 1, `total` is everybody on the board."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int
    window: Window


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found, best first. `more`: there may be others; who looks for one types more."""

    lines: Sequence[Line]
    more: bool


class Source(Protocol):
    """What a board is read from."""

    def total(self) -> int: ...  # noqa: D102
    def lines(self, first: int, count: int) -> list[tuple[str, int]]: ...  # noqa: D102
    def above(self, score: int) -> int: ...  # noqa: D102
    def index(self, member: str) -> int | None: ...  # noqa: D102
    def places(self, members: Sequence[str]) -> dict[str, Place]: ...  # noqa: D102


def top(board: Board, kind: str, count: int) -> Sequence[Line]:
    """Return the best lines. Players with equal scores stand in descending order of their (random) ids."""
    window = _window(kind)
    return _read(window, board, lambda source: _lines(source, window, board, 0, count))


def page(board: Board, kind: str, number: int = 1, size: int = SIZE) -> Page:
    """Return a page; a number out of range gets the nearest page that there is."""
    window = _window(kind)

    def read(source: Source) -> Page:
        total = source.total()
        pages = max(1, -(-total // size))
        chosen = min(max(number, 1), pages)
        return Page(_lines(source, window, board, (chosen - 1) * size, size), chosen, pages, total, window)

    return _read(window, board, read)


def around(board: Board, kind: str, player_id: str, each: int = 5) -> Sequence[Line]:
    """Return a player's line with so many before and behind it; nothing for somebody who is not on the board."""
    window = _window(kind)

    def read(source: Source) -> Sequence[Line]:
        index = source.index(player_id)
        if index is None:
            return []
        first = max(0, index - each)
        return _lines(source, window, board, first, index - first + each + 1)

    return _read(window, board, read)


def page_of(board: Board, kind: str, player_id: str, size: int = SIZE) -> int | None:
    """Return the number of the page that a player is on, or None."""
    index = _read(_window(kind), board, lambda source: source.index(player_id))
    return None if index is None else index // size + 1


def line_of(board: Board, kind: str, player_id: str) -> Line | None:
    """Return a player's own line, or None for somebody who is not on the board."""
    window = _window(kind)
    return next(iter(_read(window, board, lambda source: _told(source, window, board, [player_id]))), None)


def places_of(board: Board, kind: str, player_ids: Sequence[str]) -> dict[str, Place]:
    """Return where those of these players stand who are on the board."""
    return _read(_window(kind), board, lambda source: source.places(player_ids))


def search(board: Board, kind: str, text: str) -> Found:
    """Return who is on the board under a name that begins with a text, whatever its letters' case. Of names that very
    many share not everybody is looked at.
    """
    window, name = _window(kind), clean_name(text)
    if name is None:
        return Found([], more=False)
    named = _named(name_key(name)).values("id")
    on = Standing.objects.filter(ON[board], window=window.key, player__in=named[:CANDIDATES])
    hits = list(on.order_by(f"-{board.value}", "-player_id").values_list("player_id", flat=True)[: HITS + 1])
    lines = _read(window, board, lambda source: _told(source, window, board, hits[:HITS]))
    return Found(sorted(lines, key=lambda line: line.rank), more=named[CANDIDATES:].exists() or len(hits) > HITS)


def _named(key: str) -> QuerySet[Player]:
    # What an index can answer differs; "startswith" in SQLite is not, and a range depends on PostgreSQL's language.
    within = Q(name_key__startswith=key)
    if connection.vendor == "sqlite":
        within = Q(name_key__gte=key, name_key__lt=key + "\U0010ffff")
    return Player.objects.filter(within).order_by("name_key")


def _window(kind: str) -> Window:
    return current(kind, timezone.now())


def _lines(source: Source, window: Window, board: Board, first: int, count: int) -> list[Line]:
    found = source.lines(first, count)
    standings = _standings(window, [player for player, _ in found])
    lines: list[Line] = []
    rank, last = 0, None
    for number, (player, score) in enumerate(found, first + 1):
        if score != last:
            # The first of a page may share the rank of somebody on the page before.
            rank, last = source.above(score) + 1 if number == first + 1 else number, score
        if standing := standings.get(player):
            lines.append(_line(standing, board, Place(rank, score)))
    return lines


def _told(source: Source, window: Window, board: Board, players: Sequence[str]) -> list[Line]:
    places = source.places(players)
    standings = _standings(window, list(places))
    return [_line(standings[player], board, place) for player, place in places.items() if player in standings]


def _line(standing: Standing, board: Board, place: Place) -> Line:
    player = standing.player
    return Line(
        rank=place.rank,
        name=player.name,
        score=place.score,
        shown=shown(board, place.score),
        beside=beside(standing, board),
        player=player.id,
        public=player.public,
    )


def _standings(window: Window, players: list[str]) -> dict[str, Standing]:
    rows = Standing.objects.filter(player__in=players, window=window.key).select_related("player")
    return {row.player_id: row for row in rows}


def _read(window: Window, board: Board, read: Callable[[Source], T]) -> T:
    """Read from Redis; boards that are not whole there (Redis was emptied) are rebuilt for the first who looks."""
    try:
        boards = store.boards_of(window)
        if boards is not None and services.made_whole(boards):
            return read(boards.ranking(board))
    except RedisError:
        log.warning("leaderboard: Redis does not answer, reading the database", exc_info=True)
    return read(Rows(window, board))
