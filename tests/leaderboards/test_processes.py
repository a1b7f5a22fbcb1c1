"""Several processes archive the same and other matches at once while the board is repaired: every point counts once."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.matches.played import played

ROOT = Path(__file__).resolve().parents[2]
KEYS = [str(number) for number in range(4)]


@pytest.fixture
def env(tmp_path: Path, redis: Redis, redis_url: str) -> dict[str, str]:
    found = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return found | {"UNCANNY_DATA": str(tmp_path), "REDIS_URL": redis_url, "PYTHONPATH": str(ROOT), "SECRET_KEY": "x"}


def spawn(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.leaderboards.keeper", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> None:
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said


def test_every_match_counts_once_whoever_archives_it(env: dict[str, str], redis: Redis) -> None:
    ended(spawn(env, "migrate", "0"))
    start = str(time.time() + 3)
    # Two race through the same matches in the same order, one comes the other way, one repairs all the while.
    crowd = [
        spawn(env, "archive", start, *KEYS),
        spawn(env, "archive", start, *KEYS),
        spawn(env, "archive", start, *reversed(KEYS)),
        spawn(env, "repair", start, *KEYS[:2]),
    ]
    for process in crowd:
        ended(process)
    check = subprocess.run(
        [sys.executable, "-m", "django", "rebuild_leaderboards", "--check", "--settings", "server.settings"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    people = [f"player-{number:02}" for number in range(40)]
    expected: dict[str, Any] = dict.fromkeys(people, 0)
    for key in KEYS:
        room, _answers = played(key, people[int(key) % 7 :], seed=int(key))
        for player, score in room.scores.items():
            expected[player] += score.points
    assert dict(redis.zrange("board:{all}:points", 0, -1, withscores=True)) == expected


def test_the_command_finds_the_private_redis_by_itself(env: dict[str, str]) -> None:
    ended(spawn(env, "migrate", "0"))
    del env["REDIS_URL"]
    check = subprocess.run(
        [sys.executable, "manage.py", "rebuild_leaderboards", "--check"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stderr
    assert check.stdout.startswith("No differences."), check.stdout
