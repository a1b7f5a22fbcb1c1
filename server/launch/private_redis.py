"""The private Valkey: a child process of ours on a Unix socket, kept alive while we play, gone when we go.

One data folder has at most one: the Valkey itself holds a lock on it (an inherited file descriptor), so the lock is
free exactly when none is running, however its launcher ended. A second launcher on the same folder shares it, and
starts it again should it end.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from server.launch import valkey
from server.launch.data_folder import unwritable
from server.launch.obstacle import Obstacle, local

PATIENCE = 20.0  # seconds for a start, loading its file included
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class PrivateRedis:
    """Use as a context: starts or shares on entry, watches meanwhile, stops what it started on exit."""

    def __init__(self, folder: Path, warn: Callable[[str], None] = lambda _why: None) -> None:
        """Keep the data in `folder`; `warn` is told, in a thread of ours, why it had to be started again."""
        self.folder = folder.resolve()
        self.socket = valkey.socket_folder() / f"{hashlib.sha256(bytes(self.folder)).hexdigest()[:16]}.sock"
        self.url = f"unix://{self.socket}"
        self._warn = warn
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="valkey-watch", daemon=True)

    def __enter__(self) -> Self:
        """Start or share. Raises Obstacle."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "lock").touch()
        except OSError as error:
            raise unwritable(self.folder, error) from error
        self._start_or_share()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._watcher.join()
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def pid(self) -> int | None:
        """The process we started; None when we share another launcher's."""
        return self._process.pid if self._process else None

    def _start_or_share(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._start_if_none():
                return
            if valkey.ping(self.socket) and self._launcher_lives():
                return
            # Its launcher was killed: it is ending (Linux), or must be told to (elsewhere).
            self._dismiss()
            time.sleep(0.02)
        raise Obstacle(
            f"Another process holds {self.folder} and does not answer: end it, then run this again.",
            f"另一个进程占用了 {self.folder} 且没有响应：请结束它后重试。",
        )

    def _start_if_none(self) -> bool:
        """Start a Valkey if none is running on the folder. Raises Obstacle when it does not come up."""
        with (self.folder / "lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            self.socket.unlink(missing_ok=True)
            self._process = self._spawn(lock.fileno())
        self._await_answer()
        return True

    def _spawn(self, lock: int) -> subprocess.Popen[bytes]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "logfile": str(self.folder / "redis.log"),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory": "512mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        launcher = os.getpid()

        def follow_launcher() -> None:
            """Between fork and exec: ask the kernel to end us with our launcher."""
            if LIBC:
                LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != launcher:
                    os._exit(1)

        # In a session of its own, so that Ctrl-C reaches the web server first.
        return subprocess.Popen(  # noqa: S603
            [valkey.find_binary(), *(part for name, value in options.items() for part in (f"--{name}", value))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[lock],
            start_new_session=True,
            preexec_fn=follow_launcher,  # noqa: PLW1509  (a system call, prepared before the fork)
        )

    def _await_answer(self) -> None:
        process = self._process
        end = time.monotonic() + PATIENCE
        while process and not valkey.ping(self.socket):
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                process.wait()
                self._process = None
                log = self.folder / "redis.log"
                last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
                why = "".join(last)[:300]
                raise Obstacle(
                    f"The private Valkey did not start: {why} (all of it in {log})",
                    f"私有 Valkey 无法启动：{why}（详见 {log}）",
                )
            time.sleep(0.005)

    def _launcher_lives(self) -> bool:
        try:
            launcher = int((self.folder / "lock").read_text())
            os.kill(launcher, 0)
        except (OSError, ValueError):
            return False
        with contextlib.suppress(OSError):  # killed, but not yet taken leave of by its parent (Linux tells)
            return not Path(f"/proc/{launcher}/stat").read_text().rpartition(")")[2].startswith(" Z")
        return True

    def _dismiss(self) -> None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            if not self._launcher_lives():
                line.sendall(b"SHUTDOWN\r\n")
                line.recv(64)

    def _watch(self) -> None:
        """Start it again when it ends. Its starter forks from here, and this thread lives as long as we play."""
        while not self._leaving.wait(0.2):
            code = self._process.poll() if self._process else None
            if self._process and code is None:
                continue
            self._process = None
            try:
                if self._start_if_none():
                    self._warn(_ending(code))
            except Obstacle as obstacle:
                self._warn(str(obstacle))
                self._leaving.wait(2)


def _ending(code: int | None) -> str:
    """Say how a process ended: by a signal, with a code, or unknown to us (another launcher's)."""
    if code is None:
        return local("with its launcher", "随其启动者退出")
    return local(f"signal {-code}", f"信号 {-code}") if code < 0 else local(f"code {code}", f"退出码 {code}")
