"""A server process of one's own, from outside: its surroundings, a port, its first answer, its end."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

# What the surroundings may choose and a server of our own must not share.
CHOSEN_HERE = {
    "REDIS_URL",
    "DATABASE_URL",
    "UNCANNY_DATA",
    "ALLOWED_HOSTS",
    "UNCANNY_HTTPS",
    "UNCANNY_PROXIED",
    "UNCANNY_JOIN_URL",
    "UNCANNY_METRICS",
    "DEBUG",
}
ENDING = 15.0  # seconds that a process gets to end by itself
LOOK = 0.05  # seconds between two tries


def surroundings(data: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables for a command on this data folder, free of what the user chose elsewhere.

    It fetches nothing from the internet.
    """
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
    ours = {"UNCANNY_DATA": str(data), "UNCANNY_OFFLINE": "1", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    ours["UNCANNY_LOGS"] = "text"  # whoever reads what it said looks for tracebacks
    return kept | ours | dict(env or {})


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str, process: subprocess.Popen[bytes], said: Callable[[], str], patience: float) -> None:
    """Wait until this address is answered with 200. `said`: the process's output so far. `patience`: seconds.

    Raises RuntimeError when the process ends before, TimeoutError when it takes too long.
    """
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{said()[-3000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  (our own address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(LOOK)
    raise TimeoutError(f"no answer in {patience:.0f} s:\n{said()[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process for good, gently first: a server takes its Valkey with it."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
