"""Two processes play the same rooms; one is killed in the middle of a round. Nobody loses an acknowledged answer."""

import json
import signal
import sqlite3

from server.audits.server_process import end
from tests.chaos.conftest import Cluster
from tests.chaos.moments import LIMIT, await_question

ROOMS, PLAYERS, ROUNDS = 4, 16, 4


def test_a_killed_process_costs_no_answer(two_servers: Cluster) -> None:
    first, second = two_servers.servers
    asked = f"--players={PLAYERS} --rooms={ROOMS} --rounds={ROUNDS} --window=1.5 --chaos --json".split()
    swarm = two_servers.manage("swarm", f"--url={first.url},{second.url}", *asked)
    try:
        await_question(two_servers.redis_url, swarm)
        second.process.send_signal(signal.SIGKILL)
        said, _ = swarm.communicate(timeout=LIMIT)
    finally:
        end(swarm)
    result = json.loads(said)
    assert result["complaints"] == []
    assert (swarm.returncode, result["finished"], result["errors"]) == (0, ROOMS, 0)
    assert result["lost"] > 0, "nobody was connected to the process that was killed"
    with sqlite3.connect(two_servers.data / "db.sqlite3") as rows:
        (matches,) = rows.execute("SELECT COUNT(*) FROM matches_match").fetchone()
        sums = rows.execute("SELECT SUM(points), COUNT(*) FROM matches_result").fetchone()
        board = rows.execute("SELECT SUM(points), SUM(matches) FROM players_standing WHERE ends IS NULL").fetchone()
        trials = rows.execute("SELECT SUM(points) FROM matches_trial").fetchone()
    assert (matches, sums) == (ROOMS, board)
    assert trials[0] == sums[0]
    check = two_servers.manage("rebuild_leaderboards", "--check")
    check.communicate(timeout=60)
    assert check.returncode == 0
