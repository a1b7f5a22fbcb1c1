"""Empty boards in a real Redis, and players to put on them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from redis import Redis

from game.room import Scoring
from server.leaderboards.boards import Board
from server.leaderboards.store import Boards, Ranking, boards_of
from server.matches.services import archive
from server.players.models import ALL_TIME
from server.players.windows import current
from tests.matches.played import played

Play = Callable[..., list[str]]


@pytest.fixture
def redis(redis_url: str) -> Redis:
    client = Redis.from_url(redis_url, decode_responses=True)
    client.flushall()
    return client


def boards_now(kind: str = ALL_TIME) -> Boards:
    boards = boards_of(current(kind, timezone.now()))
    assert boards is not None
    return boards


@pytest.fixture
def boards(redis: Redis, redis_url: str, settings: Any) -> Boards:
    """The boards of all time."""
    settings.REDIS_URL = redis_url
    return boards_now()


@pytest.fixture
def points(boards: Boards) -> Ranking:
    return boards.ranking(Board.POINTS)


@pytest.fixture
def play(db: None) -> Play:
    """Archive one more match, without feeding the boards; returns its players."""
    count = 0

    def play(*players: str, scoring: Scoring = Scoring.BET, ago: float = 0) -> list[str]:
        nonlocal count
        count += 1
        room, answers = played(f"m{count}", players or ("ann", "ben", "cleo"), seed=count, silence=0, scoring=scoring)
        ids = archive(room, answers, timezone.now().timestamp() - ago)
        assert ids
        return ids

    return play
