"""Writes the boards: feeds them from the players' rows, and rebuilds them."""

import secrets
from collections.abc import Iterable

from server.leaderboards import store
from server.leaderboards.store import Board, Entry
from server.players.models import ALL_TIME, Player, Standing

CHUNK = 1000  # rows at a time


def feed(player_ids: Iterable[str]) -> None:
    """Bring these players' lines up to date. To be called after the archive's commit; again, late, twice: all the same.

    Raises redis.RedisError: the caller tries again.
    """
    board = store.all_time()
    if board is not None:
        _feed(board, player_ids)


def rebuild(*, takeover: bool = False) -> bool:
    """Write the whole board from the players' rows; True when it is whole then.

    False when another process is at it (unless `takeover`), when Redis was emptied again meanwhile, and without Redis.
    Matches may be archived and fed all the while, and none is lost: a row that is read here is written only over an
    older revision, so a feed that overtakes us stands, and one that comes later has a newer revision or the same value.
    Raises redis.RedisError.
    """
    board = store.all_time()
    if board is None:
        return False
    token = secrets.token_hex(8)
    if not board.begin(token, takeover=takeover):
        return False
    last = ""
    while rows := list(Standing.objects.filter(window=ALL_TIME, player__gt=last).order_by("player")[:CHUNK]):
        board.write(map(entry_of, rows))
        board.go_on(token)
        last = rows[-1].player_id
    for members in board.members():
        _drop_strangers(board, members)
        board.go_on(token)
    return board.finish(token)


def entry_of(player: Standing) -> Entry:
    """Return what a board should hold of a player: nobody is on it without a match that counts."""
    return Entry(player.player_id, player.revision, player.points if player.matches else None)


def _feed(board: Board, player_ids: Iterable[str]) -> None:
    board.write(map(entry_of, Standing.objects.filter(window=ALL_TIME, player__in=list(player_ids))))


def unknown(members: list[str]) -> list[str]:
    """Return those who are no player (any more)."""
    known = set(Player.objects.filter(id__in=members).values_list("id", flat=True))
    return [member for member in members if member not in known]


def _drop_strangers(board: Board, members: list[str]) -> None:
    """Remove who is no longer in the database. Whoever is on the board was committed: missing means deleted since.

    Should that guest come back at this very moment, the feed was refused as older than what is now removed: so feed.
    """
    if strangers := unknown(members):
        board.forget(board.read(strangers))
        _feed(board, strangers)
