"""A board in Redis: scores in a sorted set, and for each member the revision that its score came with.

A score is written whole, never added to, and only over an older revision. So writes can be repeated, come late, cross
each other and race with a rebuild: the newest always stands. A mark says that the board holds everybody; it is gone
when Redis was emptied, and then the board must be rebuilt before it is believed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from redis import Redis

LUA = Path(__file__).parent / "lua"
PATIENCE = 60  # seconds after which a rebuild that is no longer heard of may be done by another
SOON = 1.0  # seconds within which Redis connects and answers: pages wait for it, and have the database to read
BATCH = 500  # members a script call: about a millisecond of Redis


@dataclass(frozen=True, slots=True)
class Entry:
    """A member's part of a board. No score: not on it. No revision: never written."""

    member: str
    revision: int | None
    score: int | None


class Board:
    """One board. All methods may raise redis.RedisError."""

    def __init__(self, client: Redis, name: str) -> None:
        self._client: Any = client
        self._scores = f"board:{{{name}}}"  # the braces keep all keys of a board in one Cluster slot
        self._revisions = f"{self._scores}:revisions"
        self._mark = f"{self._scores}:whole"
        self._lock = f"{self._scores}:rebuild"
        self._write, self._forget, self._finish = (
            client.register_script((LUA / f"{script}.lua").read_text(encoding="utf-8"))
            for script in ("board", "forget", "finish")
        )

    def write(self, entries: Iterable[Entry]) -> None:
        """Write what is newer than what stands."""
        for batch in _batches(entries):
            args = [part for entry in batch for part in (entry.member, _text(entry.revision), _text(entry.score))]
            self._write(keys=[self._scores, self._revisions], args=args)

    def forget(self, entries: Iterable[Entry]) -> None:
        """Remove members, unless they were written since they were read as these entries."""
        for batch in _batches(entries):
            args = [part for entry in batch for part in (entry.member, _text(entry.revision))]
            self._forget(keys=[self._scores, self._revisions], args=args)

    def read(self, members: Iterable[str]) -> list[Entry]:
        """Return the entries of these members, whether they are on the board or not."""
        wanted = list(members)
        if not wanted:
            return []
        with self._client.pipeline(transaction=True) as pipe:
            pipe.hmget(self._revisions, wanted)
            pipe.zmscore(self._scores, wanted)
            revisions, scores = pipe.execute()
        return [Entry(*parts) for parts in zip(wanted, map(_number, revisions), map(_number, scores), strict=True)]

    def members(self) -> Iterator[list[str]]:
        """Return everybody known to the board, in batches; somebody may come twice."""
        for scan, key in ((self._client.hscan, self._revisions), (self._client.zscan, self._scores)):
            cursor: int | None = None
            while cursor != 0:
                cursor, found = scan(key, cursor or 0, count=BATCH)
                yield list(found) if isinstance(found, dict) else [member for member, _score in found]

    def total(self) -> int:
        """Return how many are on the board."""
        return int(self._client.zcard(self._scores))

    def ranking(self, first: int, count: int) -> list[tuple[str, int]]:
        """Return members and scores, best first, from place `first` (0-based); equals in descending order of member."""
        found = self._client.zrange(self._scores, first, first + count - 1, desc=True, withscores=True)
        return [(member, int(score)) for member, score in found]

    def above(self, score: int) -> int:
        """Return how many have more."""
        return int(self._client.zcount(self._scores, f"({score}", "+inf"))

    def score(self, member: str) -> int | None:
        """Return a member's score, or None."""
        return _number(self._client.zscore(self._scores, member))

    def whole(self) -> bool:
        """Tell whether everybody is on it who should be."""
        return bool(self._client.exists(self._mark))

    def begin(self, token: str, *, takeover: bool) -> bool:
        """Begin a rebuild; False when another is at it. `takeover`: begin all the same; the other's end won't count."""
        return bool(self._client.set(self._lock, token, ex=PATIENCE, nx=not takeover))

    def go_on(self, token: str) -> None:
        """Tell that the rebuild is still at work."""
        if self._client.get(self._lock) == token:
            self._client.expire(self._lock, PATIENCE)

    def finish(self, token: str) -> bool:
        """Mark the board as whole; False when Redis was emptied meanwhile, or another rebuild took over."""
        return bool(self._finish(keys=[self._lock, self._mark], args=[token]))


def all_time() -> Board | None:
    """Return the board of all-time points, or None where the settings name no Redis."""
    return Board(_client(settings.REDIS_URL), "points") if settings.REDIS_URL else None


@cache
def _client(url: str) -> Redis:
    """Return this process's client; its connections are made when needed and shared by all threads."""
    return Redis.from_url(url, decode_responses=True, socket_timeout=SOON, socket_connect_timeout=SOON)


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
