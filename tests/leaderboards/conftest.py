"""An empty board in a real Redis, and players to put on it."""

from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from game.room import Scoring
from server.leaderboards import store
from server.leaderboards.store import Board
from server.matches.services import archive
from tests.matches.played import FINISHED, played

Play = Callable[..., list[str]]


@pytest.fixture
def redis(redis_url: str) -> Redis:
    client = Redis.from_url(redis_url, decode_responses=True)
    client.flushall()
    return client


@pytest.fixture
def board(redis: Redis, redis_url: str, settings: Any) -> Board:
    settings.REDIS_URL = redis_url
    board = store.all_time()
    assert board is not None
    return board


@pytest.fixture
def play(db: None) -> Play:
    """Archive one more match, without feeding the board; returns its players."""
    count = 0

    def play(*players: str, scoring: Scoring = Scoring.BET) -> list[str]:
        nonlocal count
        count += 1
        room, answers = played(f"m{count}", players or ("ann", "ben", "cleo"), seed=count, silence=0, scoring=scoring)
        ids = archive(room, answers, FINISHED + count)
        assert ids
        return ids

    return play
