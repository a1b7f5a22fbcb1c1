"""Writes the boards: feeds them from the standings, rebuilds them, and lets ended windows go."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock, Thread

from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from redis import RedisError

from server.leaderboards.boards import BOARDS, score
from server.leaderboards.store import LINGER, WORK, Boards, Entry, boards_of
from server.players.models import Standing
from server.players.sums import Sums, sums_of
from server.players.windows import Window, windows_at

log = logging.getLogger(__name__)

CHUNK = 1000  # rows at a time
AT_ONCE = 5000  # rows that a reader waits for: half a second
LEAST_PRUNED = 200  # rows of ended windows that are deleted with each feed, at most

_beside: set[str] = set()  # the windows that a thread of ours rebuilds
_beginning = Lock()


def feed(player_ids: Iterable[str]) -> None:
    """Bring these players' lines up to date, in all windows that have not long ended.

    To be called after the commit; again, late, twice: all the same. Raises redis.RedisError: the caller tries again.
    """
    ids = list(player_ids)
    prune(LEAST_PRUNED + 4 * len(ids))
    _feed(sums_of(Standing.objects.filter(_lasting(timezone.now()), player__in=ids)))


def drop(player_ids: Iterable[str]) -> None:
    """Let the boards of the running windows forget those of these players who are no longer in the database; what they
    knew last of them, that there is nothing to show, is something, too. Raises redis.RedisError.
    """
    ids = list(player_ids)
    for window in windows_at(timezone.now()):
        if (boards := boards_of(window)) is not None:
            _drop_strangers(boards, ids)


def rebuild(boards: Boards, *, takeover: bool = False) -> bool:
    """Write all boards of a window from the standings; True when they are whole then.

    False when another process is at it (unless `takeover`), and when Redis was emptied again meanwhile.
    Matches may be archived and fed all the while, and none is lost: a row that is read here is written only over an
    older revision, so a feed that overtakes us stands, and one that comes later has a newer revision or the same value.
    Raises redis.RedisError.
    """
    token = secrets.token_hex(8)
    boards = boards_of(boards.window, WORK) or boards
    if not boards.begin(token, takeover=takeover):
        return False
    last = ""
    while rows := list(
        Standing.objects.filter(window=boards.window.key, player__gt=last).order_by("player_id")[:CHUNK]
    ):
        boards.write(map(entry_of, rows))
        boards.go_on(token)
        last = rows[-1].player_id
    for members in boards.members():
        _drop_strangers(boards, members)
        boards.go_on(token)
    return boards.finish(token)


def made_whole(boards: Boards) -> bool:
    """Tell whether a window's boards can be believed; if not, rebuild them: at once where that is quickly done, else
    beside, and until then the answer is no. Raises redis.RedisError.
    """
    if boards.whole():
        return True
    if Standing.objects.filter(window=boards.window.key)[AT_ONCE : AT_ONCE + 1].exists():
        _begin_beside(boards)
        return False
    return rebuild(boards)


def prune(most: int) -> int:
    """Delete standings of windows that have long ended, so many at most; return how many."""
    with transaction.atomic():
        ended = Standing.objects.filter(ends__lte=timezone.now() - LINGER).order_by("ends")
        if connection.features.has_select_for_update_skip_locked:
            ended = ended.select_for_update(skip_locked=True)
        ids = list(ended.values_list("pk", flat=True)[:most])
        if not ids:
            return 0
        return Standing.objects.filter(pk__in=ids).delete()[0]


def entry_of(standing: Standing | Sums) -> Entry:
    """Return what the boards should hold of a standing."""
    return Entry(standing.player_id, standing.revision, tuple(score(standing, board) for board in BOARDS))


def unknown(window: Window, members: list[str]) -> list[str]:
    """Return those who have no standing (any more)."""
    known = set(Standing.objects.filter(window=window.key, player__in=members).values_list("player_id", flat=True))
    return [member for member in members if member not in known]


def _feed(rows: Iterable[Sums]) -> None:
    windows: dict[Window, list[Sums]] = defaultdict(list)
    for row in rows:
        windows[Window("", row.window, None, row.ends)].append(row)
    for window, own in windows.items():
        boards = boards_of(window)
        if boards is not None:
            boards.write(map(entry_of, own))


def _lasting(now: datetime) -> Q:
    return Q(ends__isnull=True) | Q(ends__gt=now - LINGER)


def _drop_strangers(boards: Boards, members: list[str]) -> None:
    """Remove who is no longer in the database. Whoever is on a board was committed: missing means deleted since.

    Should that guest come back at this very moment, the feed was refused as older than what is now removed: so feed.
    """
    if members and (strangers := unknown(boards.window, members)):
        boards.forget(boards.read(strangers))
        boards.write(map(entry_of, Standing.objects.filter(window=boards.window.key, player__in=strangers)))


def _begin_beside(boards: Boards) -> None:
    """Rebuild in a thread, unless this process is at it already: everybody who looks asks for it."""
    with _beginning:
        if boards.window.key not in _beside:
            _beside.add(boards.window.key)
            Thread(target=_rebuild_beside, args=(boards,), name="leaderboard-rebuild", daemon=True).start()


def _rebuild_beside(boards: Boards) -> None:
    close_old_connections()
    try:
        rebuild(boards)
    except RedisError:
        log.warning("leaderboard: Redis went away during the rebuild of %s", boards.window.key, exc_info=True)
    finally:
        _beside.discard(boards.window.key)
        connection.close()
