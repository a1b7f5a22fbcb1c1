"""A server process that may be killed, stopped and drained, and comes back on its port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from server.audits.server_process import await_answer, end, free_port, surroundings

START = 120.0  # seconds


class WebProcess:
    """One `manage.py play`. Its output is in `log`."""

    def __init__(self, data: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.log = data / f"web-{self.port}.log"
        self._data, self._env = data, env
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, past the proxy."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when it serves pages; again where it ended at once, as an orchestrator does.

        (A process that finds no Redis says so and ends.) Raises TimeoutError and RuntimeError.
        """
        limit = time.monotonic() + START
        while True:
            process = self._process = self._launch()
            try:
                await_answer(self.url, process, lambda: self.log.read_text(errors="replace"), START)
            except RuntimeError:
                if time.monotonic() > limit:
                    raise
            else:
                return

    def _launch(self) -> subprocess.Popen[bytes]:
        manage = str(settings.ROOT / "manage.py")
        command = [sys.executable, manage, "play", "--offline", "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("ab") as file:
            return subprocess.Popen(  # noqa: S603  (our own command)
                command,
                cwd=settings.ROOT,
                env=surroundings(self._data, self._env),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, and return its exit code; None where it does not end in this time."""
        if self._process is None:
            return None
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it for good."""
        if self._process is not None:
            self.signal(signal.SIGCONT)
            end(self._process)
