"""What rooms leave behind that have come and gone: a process's memory, and keys in Redis.

`python -m tests.load.gone --rooms 2000`. Rooms of two play a short match each, a hundred at a time; then the podiums
run out, and the rooms' keys. Told after each five hundred rooms and at the end: RSS of the server and of Redis, keys.
Takes some twenty minutes, of which a podium's ten are waited for.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis

from server.audits.server_process import end, surroundings
from server.launch.private_redis import PrivateRedis
from tests.servers import ROOT, await_answer, copy_prepared, launch, prepared

WAVE = 100  # rooms at a time
TOLD = 500  # rooms between two lines
PLAYERS = 2  # a room
LIMIT = 1200  # seconds that the last rooms may take to go


def rss(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def tell(when: str, pid: int, client: "redis.Redis") -> None:
    used = client.info("memory")["used_memory"] / 2**20
    rooms = sum(1 for _ in client.scan_iter("room:*", count=1000))
    print(
        f"{when:>28} | {rss(pid):7.1f} MB | {used:6.2f} MB | {client.dbsize():6} keys, {rooms:6} of rooms", flush=True
    )


def play(url: str, data: Path, env: dict[str, str], seed: int) -> None:
    asked = f"--players={WAVE * PLAYERS} --rooms={WAVE} --rounds=3 --window=0.6 --reveal=2 --seconds=3 --seed={seed}"
    command = [sys.executable, ROOT / "manage.py", "swarm", f"--url={url}", *asked.split(), "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings(data, env), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        print(done.stdout.decode()[-300:], flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=2000)
    rooms = parser.parse_args().rooms
    with tempfile.TemporaryDirectory() as folder, PrivateRedis(Path(folder) / "redis") as private:
        data = copy_prepared(prepared(), Path(folder) / "data")
        limits = {"UNCANNY_ROOMS_PER_MINUTE": "100000", "UNCANNY_JOINS_PER_MINUTE": "1000000"}
        env = {"REDIS_URL": private.url, **limits}
        server = launch(data, env=env)
        try:
            await_answer(server)
            with redis.Redis.from_url(private.url) as client:
                print(f"{'':>28} |     server |     Redis |", flush=True)
                tell("before", server.process.pid, client)
                for wave in range(rooms // WAVE):
                    play(server.url, data, env, wave)
                    if (wave + 1) * WAVE % TOLD == 0:
                        tell(f"after {(wave + 1) * WAVE} rooms", server.process.pid, client)
                limit = time.monotonic() + LIMIT
                while any(True for _ in client.scan_iter("room:*")) and time.monotonic() < limit:
                    time.sleep(5)
                tell("when the last room is gone", server.process.pid, client)
        finally:
            end(server.process)


if __name__ == "__main__":
    main()
