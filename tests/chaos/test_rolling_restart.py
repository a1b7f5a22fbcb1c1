"""Every process is replaced in the middle of matches, as an upgrade does. Nobody is left behind, no round is lost."""

import json
import signal
import time

from server.audits.server_process import end
from tests.chaos.conftest import Cluster
from tests.chaos.moments import LIMIT, await_question
from tests.servers import GameServer

ROOMS, PLAYERS, ROUNDS = 4, 24, 6
GRACE = 10  # seconds that an orchestrator gives by default before it kills


def leave(server: GameServer) -> float:
    """Ask a process to end, and return how many seconds it took."""
    began = time.monotonic()
    assert server.stop(signal.SIGTERM) == 0
    return time.monotonic() - began


def test_a_rolling_restart_loses_no_round(two_servers: Cluster) -> None:
    first, second = two_servers.servers
    asked = f"--players={PLAYERS} --rooms={ROOMS} --rounds={ROUNDS} --window=1.5 --chaos --json".split()
    swarm = two_servers.manage("swarm", f"--url={first.url},{second.url}", *asked)
    try:
        await_question(two_servers.redis_url, swarm)
        for server in (first, second):
            assert leave(server) < GRACE
            two_servers.start_another(server.port)
        said, _ = swarm.communicate(timeout=LIMIT)
    finally:
        end(swarm)
    result = json.loads(said)
    assert result["complaints"] == []
    assert (swarm.returncode, result["finished"], result["errors"]) == (0, ROOMS, 0)
    assert result["lost"] >= PLAYERS, "somebody never had to move"
