"""A Redis of one's own that may be killed: everything it knows is in its append-only file."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from server.launch import valkey

PATIENCE = 20.0  # seconds for a start, loading its file included
LOOK = 0.005


class RedisProcess:
    """Use as a context. On a TCP port, as in production: what a Unix socket hides is seen."""

    def __init__(self, folder: Path, port: int, fsync: str, *more: str) -> None:
        """`more`: arguments of redis-server besides."""
        self.url = f"redis://127.0.0.1:{port}/0"
        self.port = port
        self._folder, self._more = folder, (*more, "--appendfsync", fsync)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and return when it answers with its data. Raises TimeoutError."""
        options = {"port": self.port, "bind": "127.0.0.1", "dir": self._folder, "logfile": self._folder / "redis.log"}
        options |= {"save": "", "appendonly": "yes", "maxmemory-policy": "noeviction"}
        given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self._process = subprocess.Popen(  # noqa: S603  (our own binary)
            [valkey.find_binary(), *given, *self._more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        limit = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > limit or self._process.poll() is not None:
                raise TimeoutError(f"Redis did not start, see {self._folder / 'redis.log'}")
            time.sleep(LOOK)

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def pause(self, *, stopped: bool) -> None:
        """SIGSTOP, or SIGCONT."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGSTOP if stopped else signal.SIGCONT)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False
