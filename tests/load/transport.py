"""How a sealed picture reaches everybody in a big room: as a frame on the room's socket, or fetched over HTTP?

`python -m tests.load.transport --json`. Server (and proxy) on the first core, players on the last. Each run begins new
processes for each manner, and plays quiet rounds (what does a delivery cost?) and busy ones, in which a share of the
players answers while pictures travel. The medians of all runs are told, and each run's own figures besides.
"""

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from server.audits.server_process import end, free_port, surroundings
from tests.load.audience import Audience
from tests.load.proxy import proxy
from tests.servers import ROOT

# What is measured: the way to tell, and whether nginx stands in front.
MANNERS = {
    "frame": ("frame", False),
    "frame, paced": ("paced", False),
    "frame, built once": ("written", False),
    "frame, built once, paced": ("paced-written", False),
    "fetch": ("fetch", False),
    "frame, behind nginx": ("frame", True),
    "frame, paced, behind nginx": ("paced", True),
    "fetch, kept by nginx": ("fetch", True),
    "fetch, kept by nginx, asked for before": ("fetch-warm", True),
}
ANSWERING = 0.2  # share of the players that answer in a busy round
WITHIN = 0.1  # seconds within which they do
REST = 0.15  # seconds between rounds, for what is unfinished
PATIENCE = 60.0


def spent(process: int) -> float:
    """Return the seconds that a process has run on a core: its clock, as clock_getcpuclockid(3) names it."""
    return time.clock_gettime(~process << 3 | 2)


def ask(url: str, method: str = "GET") -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=PATIENCE) as answer:
        return answer.read()


def await_players(url: str, number: int) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            if int(ask(f"{url}/players")) == number:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"there are never {number} players")


def measure(manner: str, players: int, rounds: int) -> dict[str, float]:
    """Play quiet rounds and busy ones in new processes; returns medians over rounds (ms, microseconds, bytes)."""
    told, proxied = MANNERS[manner]
    first, last = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
    port, front = free_port(), free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = [sys.executable, "-m", "tests.load.hall", str(port), str(first)]
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings(folder))
        stack.callback(end, server)
        url = f"http://127.0.0.1:{port}"
        await_players(url, 0)
        processes = [server.pid]
        if proxied:
            processes.append(stack.enter_context(proxy(folder, front, port, first)))
        os.sched_setaffinity(0, {last})
        stack.callback(os.sched_setaffinity, 0, {first, last})
        asked = front if proxied else port
        audience = Audience(asked, players, fetching=told.startswith("fetch"))
        stack.callback(audience.close)
        await_players(url, players)
        results = []
        gc.disable()
        for number in range(2 * rounds + 2):
            results.append(play(audience, url, told, number, processes, busy=number % 2 == 1))
            time.sleep(REST)
        gc.enable()
    return figures(results[2:], players)  # without the first of each kind: everything is new to it


def play(
    audience: Audience, url: str, told: str, number: int, processes: list[int], *, busy: bool
) -> dict[str, list[float]]:
    before, own = [spent(process) for process in processes], time.process_time()
    received = sum(line.received for line in audience.lines.values())
    players = random.Random(number).sample(range(len(audience.rooms)), int(ANSWERING * len(audience.rooms)))
    for room in audience.rooms:
        room.acks.clear()
    sent = 0
    if told == "fetch-warm":
        ask(f"http://127.0.0.1:{audience.port}/faces/{number}.jpg")
    if told.startswith("fetch"):
        began = time.monotonic()
        sent = audience.fetch(number) * len(audience.fetches)
    else:
        began = float(ask(f"{url}/tell/{told}/{number}", "POST"))
    share = WITHIN / len(players)
    came = audience.attend({p: began + share * n for n, p in enumerate(players)} if busy else {}, PATIENCE)
    after = [spent(process) for process in processes]
    wire = sum(line.received for line in audience.lines.values()) - received + sent
    acks = [delay for room in audience.rooms for delay in room.acks]
    return {
        "came": [at - began for at in came],
        "acks": acks,
        "spent": [] if busy else [late - early for early, late in zip(before, after, strict=True)],
        "own": [] if busy else [time.process_time() - own],
        "wire": [] if busy else [float(wire)],
    }


def figures(results: list[dict[str, list[float]]], players: int) -> dict[str, float]:
    quiet = [result for result in results if not result["acks"]]
    busy = [result for result in results if result["acks"]]

    def each(name: str, place: int = 0) -> float:
        return statistics.median(r[name][place] if place < len(r[name]) else 0.0 for r in quiet)

    acks = sorted(delay for result in busy for delay in result["acks"])
    return {
        "server_us": each("spent") / players * 1e6,
        "proxy_us": each("spent", 1) / players * 1e6,
        "players_us": each("own") / players * 1e6,
        "p50_ms": statistics.median(statistics.median(result["came"]) for result in quiet) * 1000,
        "p99_ms": statistics.median(quantile(sorted(result["came"]), 0.99) for result in quiet) * 1000,
        "all_ms": statistics.median(max(result["came"]) for result in quiet) * 1000,
        "bytes": each("wire") / players,
        "ack_p50_ms": quantile(acks, 0.5) * 1000,
        "ack_p99_ms": quantile(acks, 0.99) * 1000,
    }


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--players", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10, help="of each kind, quiet and busy")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--manner", action="append", choices=list(MANNERS), help="only these")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    given = parser.parse_args()
    runs: dict[str, list[dict[str, float]]] = {manner: [] for manner in given.manner or MANNERS}
    loads = []
    for _ in range(given.runs):
        for manner, kept in runs.items():  # side by side: the machine is not the same at all times
            loads.append(os.getloadavg()[0])
            kept.append(measure(manner, given.players, given.rounds))
            print(manner, {name: round(value, 1) for name, value in kept[-1].items()}, file=sys.stderr, flush=True)
    medians = {m: {n: round(statistics.median(run[n] for run in kept), 1) for n in kept[0]} for m, kept in runs.items()}
    load = [round(min(loads), 1), round(max(loads), 1)]
    if given.json:
        print(
            json.dumps(
                {"players": given.players, "rounds": given.rounds, "load": load, "manners": medians, "runs": runs}
            )
        )
        return
    names = list(next(iter(medians.values())))
    print(f"| load {load} | " + " | ".join(names) + " |")
    for manner, values in medians.items():
        print(f"| {manner} | " + " | ".join(f"{values[name]:.0f}" for name in names) + " |")


if __name__ == "__main__":
    main()
