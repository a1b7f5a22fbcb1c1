"""Two processes play the same rooms; one is killed in the middle of a round. Nobody loses an acknowledged answer."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from game.room import Phase
from server.audits.server_process import end, surroundings
from server.launch.private_redis import PrivateRedis
from server.rooms.store import decode_room
from tests.servers import ROOT, GameServer, await_answer, launch

ROOMS, PLAYERS, ROUNDS = 4, 16, 4
LIMIT = 90  # seconds for what takes 20


@pytest.fixture
def two_servers(game_data: Path, tmp_path: Path) -> Iterator[tuple[GameServer, GameServer, str]]:
    """Two processes on one Redis and one database, and the Redis's address."""
    with ExitStack() as stack:
        url = stack.enter_context(PrivateRedis(tmp_path / "shared-redis")).url
        env = {"REDIS_URL": url, "DATABASE_URL": f"sqlite:///{game_data / 'db.sqlite3'}"}
        servers = [launch(game_data, env=env), launch(game_data, env=env)]
        for server in servers:
            stack.callback(end, server.process)
        for server in servers:
            await_answer(server)
        yield servers[0], servers[1], url


def phases(client: redis.Redis) -> list[Phase]:
    documents = (client.hget(key, "document") for key in client.scan_iter("room:*") if key.endswith(b"}"))
    return [decode_room(document).phase for document in documents if document]


def test_a_killed_process_costs_no_answer(two_servers: tuple[GameServer, GameServer, str], game_data: Path) -> None:
    first, second, redis_url = two_servers
    asked = f"--players={PLAYERS} --rooms={ROOMS} --rounds={ROUNDS} --window=1.5 --chaos --json".split()
    swarm = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "swarm", f"--url={first.url},{second.url}", *asked],
        cwd=ROOT,
        env=surroundings(game_data),
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    try:
        with redis.Redis.from_url(redis_url) as client:
            limit = time.monotonic() + LIMIT
            while Phase.QUESTION not in phases(client):
                assert time.monotonic() < limit, "no round began"
                assert swarm.poll() is None
                time.sleep(0.02)
        second.process.send_signal(signal.SIGKILL)
        said, _ = swarm.communicate(timeout=LIMIT)
    finally:
        end(swarm)
    result = json.loads(said)
    assert result["complaints"] == []
    assert (swarm.returncode, result["finished"], result["errors"]) == (0, ROOMS, 0)
    assert result["lost"] > 0, "nobody was connected to the process that was killed"
    with sqlite3.connect(game_data / "db.sqlite3") as rows:
        (matches,) = rows.execute("SELECT COUNT(*) FROM matches_match").fetchone()
        sums = rows.execute("SELECT SUM(points), COUNT(*) FROM matches_result").fetchone()
        board = rows.execute("SELECT SUM(points), SUM(matches) FROM players_standing WHERE ends IS NULL").fetchone()
        trials = rows.execute("SELECT SUM(points) FROM matches_trial").fetchone()
    assert (matches, sums) == (ROOMS, board)
    assert trials[0] == sums[0]
    check = subprocess.run(
        [sys.executable, ROOT / "manage.py", "rebuild_leaderboards", "--check"],
        cwd=ROOT,
        env=surroundings(game_data, {"REDIS_URL": redis_url, "DATABASE_URL": f"sqlite:///{game_data / 'db.sqlite3'}"}),
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    assert check.returncode == 0
