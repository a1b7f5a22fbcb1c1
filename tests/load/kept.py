"""What Redis still knows after SIGKILL of what it has acknowledged: `python -m tests.load.kept --fsync everysec`.

Several connections write one key after the other, as fast as they can; Redis is killed at a random moment and started
again from its append-only file; every key whose "OK" had come must be there. `--busy`: another process syncs big files
to the same disk meanwhile, which makes Redis' own fsync slow.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import redis

from server.audits.server_process import free_port
from server.chaos.redis_process import RedisProcess

BUSY = "while :; do dd if=/dev/zero of={folder}/ballast bs=1M count=64 conv=fsync 2>/dev/null; done"
WRITERS = 4


def write(url: str, name: int, told: list[int]) -> None:
    """Write until Redis is gone; `told` gets the number of the last key that was acknowledged."""
    with redis.Redis.from_url(url) as client:
        try:
            for number in range(1, sys.maxsize):
                client.set(f"{name}:{number}", "x" * 100)
                told[name] = number
        except redis.RedisError:
            return


def kill_once(folder: Path, fsync: str) -> tuple[int, int]:
    """Return how many keys were acknowledged, and how many of them are gone."""
    with RedisProcess(folder, free_port(), fsync) as server:
        told = [0] * WRITERS
        writers = [threading.Thread(target=write, args=(server.url, name, told)) for name in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(random.uniform(0.6, 2.2))
        server.kill()
        for writer in writers:
            writer.join()
        server.start()
        with redis.Redis.from_url(server.url) as client, client.pipeline(transaction=False) as pipe:
            for name, last in enumerate(told):
                for number in range(1, last + 1):
                    pipe.exists(f"{name}:{number}")
            kept = sum(pipe.execute())
    return sum(told), sum(told) - kept


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fsync", choices=("always", "everysec", "no"), default="everysec")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--busy", action="store_true")
    given = parser.parse_args()
    acknowledged = gone = struck = 0
    with tempfile.TemporaryDirectory(prefix="uncanny-kept-") as folder:
        command = ["sh", "-c", BUSY.format(folder=folder)]
        ballast = subprocess.Popen(command, start_new_session=True) if given.busy else None
        try:
            for number in range(given.kills):
                written, lost = kill_once(Path(folder) / str(number), given.fsync)
                acknowledged, gone, struck = acknowledged + written, gone + lost, struck + bool(lost)
        finally:
            if ballast is not None:
                os.killpg(ballast.pid, 9)
                ballast.wait()
    how = given.fsync + (", a busy disk" if given.busy else "")
    print(f"{how}: {given.kills} kills, {acknowledged} acknowledged, {gone} gone in {struck} kills")


if __name__ == "__main__":
    main()
