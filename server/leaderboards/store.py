"""The boards of one window in Redis: a sorted set for each, and for each member the revision that its scores came with.

A member's scores are written whole and together, never added to, and only over an older revision. So writes can be
repeated, come late, cross each other and race with a rebuild: the newest always stands. A mark says that the boards
hold everybody; it is gone when Redis was emptied, and then they must be rebuilt before they are believed. The keys of
a window that ends go by themselves, LINGER after its end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from redis import Redis

from server.leaderboards.boards import BOARDS, Board
from server.leaderboards.place import Place
from server.players.windows import Window

LUA = Path(__file__).parent / "lua"
PATIENCE = 60  # seconds after which a rebuild that is no longer heard of may be done by another
SOON = 1.0  # seconds within which Redis connects and answers: pages wait for it, and have the database to read
WORK = 20.0  # the same for a rebuild: Redis may be writing its file, and nobody waits
BATCH = 500  # members a script call: a few milliseconds of Redis
LINGER = timedelta(days=2)  # after a window's end: matches that ended in it may still be on their way
OFF: tuple[int | None, ...] = (None,) * len(BOARDS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member's part of a window: a score for each of BOARDS, None where it is not on it. No revision: not written."""

    member: str
    revision: int | None
    scores: tuple[int | None, ...] = OFF


class Boards:
    """All boards of one window. All methods may raise redis.RedisError."""

    def __init__(self, client: Redis, window: Window) -> None:
        self._client: Any = client
        self.window = window
        name = f"board:{{{window.key}}}"  # the braces keep all keys of a window in one Cluster slot
        self.keys = {board: f"{name}:{board.value}" for board in BOARDS}
        self.revisions, self.mark, self._lock = f"{name}:revisions", f"{name}:whole", f"{name}:rebuild"
        self._expiry = str(int((window.ends + LINGER).timestamp())) if window.ends else ""
        self._write, self._forget, self._finish = (_script(client, name) for name in ("board", "forget", "finish"))

    def write(self, entries: Iterable[Entry]) -> None:
        """Write what is newer than what stands."""
        for batch in _batches(entries):
            args = [self._expiry]
            for entry in batch:
                args += [entry.member, *map(_text, (entry.revision, *entry.scores))]
            self._write(keys=[*self.keys.values(), self.revisions], args=args)

    def forget(self, entries: Iterable[Entry]) -> None:
        """Remove members, unless they were written since they were read as these entries."""
        for batch in _batches(entries):
            args = [part for entry in batch for part in (entry.member, _text(entry.revision))]
            self._forget(keys=[*self.keys.values(), self.revisions], args=args)

    def read(self, members: Iterable[str]) -> list[Entry]:
        """Return the entries of these members, whether they are on a board or not."""
        wanted = list(members)
        if not wanted:
            return []
        with self._client.pipeline(transaction=True) as pipe:
            pipe.hmget(self.revisions, wanted)
            for key in self.keys.values():
                pipe.zmscore(key, wanted)
            revisions, *scores = pipe.execute()
        return [
            Entry(member, _number(revision), tuple(map(_number, own)))
            for member, revision, *own in zip(wanted, revisions, *scores, strict=True)
        ]

    def members(self) -> Iterator[list[str]]:
        """Return everybody known to a board, in batches; somebody may come several times."""
        for found in self._scanned(self._client.hscan, self.revisions):
            yield list(found)
        for key in self.keys.values():
            for found in self._scanned(self._client.zscan, key):
                members = [member for member, _score in found]
                # Those with a revision have come already.
                known = self._client.hmget(self.revisions, members) if members else []
                yield [member for member, revision in zip(members, known, strict=True) if revision is None]

    def _scanned(self, scan: Any, key: str) -> Iterator[Any]:
        cursor: int | None = None
        while cursor != 0:
            cursor, found = scan(key, cursor or 0, count=BATCH)
            yield found

    def totals(self) -> dict[str, int]:
        """Return how many are on each board, by the board's name."""
        return {board.value: self.ranking(board).total() for board in BOARDS}

    def ranking(self, board: Board) -> "Ranking":
        """Return one of the boards, to be read."""
        return Ranking(self._client, self.keys[board])

    def whole(self) -> bool:
        """Tell whether everybody is on them who should be."""
        return bool(self._client.exists(self.mark))

    def begin(self, token: str, *, takeover: bool) -> bool:
        """Begin a rebuild; False when another is at it. `takeover`: begin all the same; the other's end won't count."""
        return bool(self._client.set(self._lock, token, ex=PATIENCE, nx=not takeover))

    def go_on(self, token: str) -> None:
        """Tell that the rebuild is still at work."""
        if self._client.get(self._lock) == token:
            self._client.expire(self._lock, PATIENCE)

    def finish(self, token: str) -> bool:
        """Mark the boards as whole; False when Redis was emptied meanwhile, or another rebuild took over."""
        return bool(self._finish(keys=[self._lock, self.mark], args=[token, self._expiry]))


class Ranking:
    """One board of one window, read from Redis. All methods may raise redis.RedisError."""

    def __init__(self, client: Any, key: str) -> None:
        self._client, self._key = client, key

    def total(self) -> int:
        """Return how many are on the board."""
        return int(self._client.zcard(self._key))

    def lines(self, first: int, count: int) -> list[tuple[str, int]]:
        """Return members and scores, best first, from place `first` (0-based); equals in descending order of member."""
        found = self._client.zrange(self._key, first, first + count - 1, desc=True, withscores=True)
        return [(member, int(score)) for member, score in found]

    def above(self, score: int) -> int:
        """Return how many have more."""
        return int(self._client.zcount(self._key, f"({score}", "+inf"))

    def index(self, member: str) -> int | None:
        """Return where in the list a member stands, from 0; None: nowhere."""
        found = self._client.zrevrank(self._key, member)
        return None if found is None else int(found)

    def places(self, members: Sequence[str]) -> dict[str, Place]:
        """Return rank and score of those of these members who are on the board. Two calls to Redis for all."""
        if not members:
            return {}
        scores = {
            member: score
            for member, found in zip(members, self._client.zmscore(self._key, list(members)), strict=True)
            if (score := _number(found)) is not None
        }
        with self._client.pipeline(transaction=False) as pipe:
            for score in scores.values():
                pipe.zcount(self._key, f"({score}", "+inf")
            above = pipe.execute()
        return {member: Place(1 + more, score) for (member, score), more in zip(scores.items(), above, strict=True)}


def boards_of(window: Window, patience: float = SOON) -> Boards | None:
    """Return the boards of a window, or None where the settings name no Redis. `patience`: seconds until it is away."""
    return Boards(_client(settings.REDIS_URL, patience), window) if settings.REDIS_URL else None


@cache
def _client(url: str, patience: float) -> Redis:
    """Return this process's client; its connections are made when needed and shared by all threads."""
    return Redis.from_url(url, decode_responses=True, socket_timeout=patience, socket_connect_timeout=SOON)


@cache
def _script(client: Redis, name: str) -> Any:
    return client.register_script((LUA / f"{name}.lua").read_text(encoding="utf-8"))


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = list(entries)
    for start in range(0, len(rest), BATCH):
        yield rest[start : start + BATCH]


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(value: str | float | None) -> int | None:
    """Return what stands in Redis as an integer; None for nothing and for what is no number."""
    try:
        return None if value is None else int(float(value))
    except (ValueError, OverflowError):
        return None
