"""Real server processes for tests: started by the product's own `play`, on a free port, ended whatever happens."""

import fcntl
import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.audits import server_process
from server.audits.server_process import end, free_port, surroundings

ROOT = Path(__file__).resolve().parent.parent
START = 60  # seconds


@dataclass
class GameServer:
    """One running `play`. Its output is in `log`."""

    port: int
    data: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def playing(
    data: Path, *, port: int | None = None, env: Mapping[str, str] | None = None, ready_path: str = "/"
) -> Iterator[GameServer]:
    """Run `manage.py play` on the data folder until the block ends; wait until it answers."""
    server = launch(data, port=port, env=env)
    try:
        await_answer(server, ready_path)
        yield server
    except BaseException:
        print(f"--- what the server on port {server.port} said\n{server.said()[-6000:]}")
        raise
    finally:
        end(server.process)


def launch(data: Path, *, port: int | None = None, env: Mapping[str, str] | None = None) -> GameServer:
    """Start `manage.py play` and return at once; the caller ends it."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    log = data / f"play-{port}.log"
    command = [sys.executable, ROOT / "manage.py", "play", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(data, env), stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    return GameServer(port, data, log, process)


def await_answer(server: GameServer, path: str = "/") -> None:
    """Wait until it serves the path. Raises RuntimeError when it ends before, TimeoutError when it takes too long."""
    server_process.await_answer(server.url + path, server.process, server.said, START)


def prepared() -> Path:
    """Return a folder with database and starter deck, kept from run to run as long as what it is made from stays."""
    made_from = hashlib.sha256()
    for source in sorted([*ROOT.glob("server/*/migrations/*.py"), *ROOT.glob("server/decks/**/*.*")]):
        if "__pycache__" not in source.parts:
            made_from.update(source.read_bytes())
    data = ROOT / "var" / "prepared" / made_from.hexdigest()[:12]
    for old in data.parent.glob("*"):
        if old != data:
            shutil.rmtree(old, ignore_errors=True)
    downloads, ready = ROOT / "var" / "wheels", data / "ready"
    downloads.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    with (ROOT / "var" / "prepared.lock").open("w") as lock:
        # Of tests that run side by side one prepares, once: a database that somebody has open cannot be copied.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            with suppress(FileExistsError):  # what an interrupted run has left
                (data / "wheels").symlink_to(downloads)
            command = [sys.executable, ROOT / "manage.py", "prepare"]
            subprocess.run(command, cwd=ROOT, env=surroundings(data), stdin=subprocess.DEVNULL, check=True, timeout=300)
            ready.touch()
    return data


def copy_prepared(prepared: Path, data: Path) -> Path:
    """Copy a prepared folder (database, pictures), for a server with a game of its own."""
    return shutil.copytree(prepared, data, symlinks=True, ignore=shutil.ignore_patterns("redis", "*.log", "ready"))
