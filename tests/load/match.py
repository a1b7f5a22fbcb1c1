"""What whole matches cost: servers and their Valkey on one processor core, the bots on the other. Medians of some runs.

    python -m tests.load.match --players 1000                     one room
    python -m tests.load.match --players 1000 --rooms 100         rooms of ten
    python -m tests.load.match --players 1000 --processes 2       two processes on the servers' core
    python -m tests.load.match --rounds 10 --beside 50            and the answers of fifty in other rooms meanwhile

Prints one line of JSON: the figures of docs/performance.md with the medians of all runs, and all runs' processor time.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from typing import Any

from tests.load.pinned import Pinned, pinned
from tests.servers import ROOT

GATHERED = 10.0  # seconds after which the hall is in: what its coming costs others is not asked here
FIGURES = (
    "cpu_ms_per_player_round",
    "swarm_cpu_ms_per_player_round",
    "bytes_per_player_round",
    "frames_per_player_round",
    "ack_p50_ms",
    "ack_p99_ms",
    "start_skew_p99_ms",
    "reveal_skew_p99_ms",
    "join_ms_p99",
    "connects_per_s",
    "gathered_max_ms",
    "rss_mb",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=1000)
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--uvicorn", action="store_true")
    parser.add_argument("--counts", type=float, help="seconds between two live counts (as the server has it)")
    parser.add_argument("--beside", type=int, default=0, help="players in rooms of ten whose answers are timed besides")
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    runs = []
    for _ in range(given.runs):  # a new server each: the memory of one must not carry over to the next
        with pinned(processes=given.processes, uvicorn=given.uvicorn, counts=given.counts) as servers:
            runs.append(played(given, servers))
        print(json.dumps({name: runs[-1][name] for name in FIGURES}), file=sys.stderr)
    told = {
        name: statistics.median(run[name] for run in runs) for name in runs[0] if name in {*FIGURES, "beside_p99_ms"}
    }
    print(json.dumps(told | {"runs": [run[FIGURES[0]] for run in runs]}))


def played(given: argparse.Namespace, servers: Pinned) -> dict[str, Any]:
    pids = [str(pid) for pid in servers.pids]
    large = swarm(
        servers, f"--players={given.players}", f"--rooms={given.rooms}", f"--rounds={given.rounds}", "--pid", *pids
    )
    small = None
    if given.beside:
        time.sleep(GATHERED)
        rooms = max(1, given.beside // 10)
        small = swarm(servers, f"--players={given.beside}", f"--rooms={rooms}", "--rounds=5", "--seed=1")
    told = figures(large)
    return told if small is None else told | {"beside_p99_ms": figures(small)["ack_p99_ms"]}


def swarm(servers: Pinned, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "swarm", "--url", ",".join(servers.urls), "--window=2", "--json"]
    quiet = ["--doubles=0", "--missing=0"]
    return subprocess.Popen([*command, *quiet, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def figures(swarm: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what a swarm has found. Raises RuntimeError where it found a mistake."""
    said, _ = swarm.communicate()
    found: dict[str, Any] = json.loads(said)
    if swarm.returncode or found["errors"]:
        raise RuntimeError(f"{found['errors']} mistakes: {found['complaints'][:3]}")
    return found


if __name__ == "__main__":
    main()
