"""Servers of the product on one processor core, with their Valkey, for measurements: nothing else runs there."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from server.audits.server_process import await_answer, end, free_port, surroundings
from server.launch.private_redis import PrivateRedis
from tests.servers import ROOT, copy_prepared, prepared

SERVERS, BOTS = 0, 1  # cores
# A hall comes from one address here.
LET_IN = {"UNCANNY_JOINS_PER_MINUTE": "1000000", "UNCANNY_SOCKETS_PER_ADDRESS": "100000"}
START = 60.0  # seconds
PLAY = [sys.executable, "manage.py", "play", "--host=127.0.0.1"]
# The same with another pause between two live counts.
COUNTING = """
import sys
from server.rooms import counts
counts.SECONDS, counts.MOST = ({0}, {0}), 10**9
import manage
sys.exit(manage.main())
"""
UVICORN = [sys.executable, "-m", "uvicorn", "server.asgi:application", "--host=127.0.0.1"]
UVICORN += ["--backlog=4096", "--no-access-log", "--log-level=warning"]


class Pinned(NamedTuple):
    """Server processes that share one game. `pids`: theirs and their Valkey's."""

    urls: list[str]
    pids: list[int]


@contextmanager
def pinned(
    *,
    processes: int = 1,
    uvicorn: bool = False,
    counts: float | None = None,
    cores: tuple[int, ...] = (SERVERS,),
) -> Iterator[Pinned]:
    """Start them, each on the next of these cores. Whoever is started after that runs on the bots' core.

    `counts`: seconds between two live counts, where they are not to be as the product has them.
    """
    mine = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = copy_prepared(prepared(), Path(folder) / "data")
        stack.callback(os.sched_setaffinity, 0, mine)
        os.sched_setaffinity(0, {cores[0]})
        redis = stack.enter_context(PrivateRedis(Path(folder) / "redis"))
        around = surroundings(data, {**LET_IN, "REDIS_URL": redis.url})
        urls, pids = [], [redis.pid] if redis.pid else []
        play = PLAY if counts is None else [sys.executable, "-c", COUNTING.format(counts), *PLAY[2:]]
        for number in range(processes):
            os.sched_setaffinity(0, {cores[number % len(cores)]})
            port, log = free_port(), Path(folder) / f"server-{number}.log"
            with log.open("wb") as file:
                command = [*(UVICORN if uvicorn else play), f"--port={port}"]
                server = subprocess.Popen(
                    command, cwd=ROOT, env=around, stdin=subprocess.DEVNULL, stdout=file, stderr=file
                )
            stack.callback(end, server)
            urls.append(f"http://127.0.0.1:{port}")
            await_answer(urls[-1] + "/", server, log.read_text, START)
            pids.append(server.pid)
        os.sched_setaffinity(0, {BOTS})
        yield Pinned(urls, pids)
