"""A private server: `manage.py play` on a free port, with a data folder of its own, ended whatever happens."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# What the surroundings may choose and a server of ours must not share.
CHOSEN_HERE = {
    "REDIS_URL",
    "DATABASE_URL",
    "UNCANNY_DATA",
    "ALLOWED_HOSTS",
    "UNCANNY_HTTPS",
    "UNCANNY_PROXIED",
    "UNCANNY_JOIN_URL",
    "DEBUG",
}
START = 300.0  # seconds: a first one may have to make its deck
ENDING = 15.0  # seconds that a server gets to end by itself


@dataclass(frozen=True)
class Playground:
    """One running server. `pid`: of the web server's process. `log`: all that it says. `data`: its data folder."""

    url: str
    pid: int
    log: Path
    data: Path

    def said(self) -> str:
        """Return all that the server has said so far."""
        return self.log.read_text(errors="replace")

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        try:
            return not Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].startswith(" Z")
        except FileNotFoundError:
            return False

    def memory(self) -> float:
        """Return the resident memory of the web server in MB. Linux only."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def playground(deck_of: Path | None = None, env: Mapping[str, str] | None = None) -> Iterator[Playground]:
    """Run a private server until the block ends.

    `deck_of`: a data folder whose deck is copied, by default the one of these settings; where it has none, the server
    makes its own. `env`: environment variables besides. Raises RuntimeError when the server does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="uncanny-audit-") as folder:
        data = Path(folder)
        if not _bring_deck(deck_of or settings.DATA, data):
            _make_deck(data, env or {})
        port, log = _free_port(), data / "play.log"
        command = [sys.executable, str(settings.ROOT / "manage.py"), "play", "--host", "127.0.0.1", "--port", str(port)]
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603  (our own command)
                command,
                cwd=settings.ROOT,
                env=_surroundings(data, env or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        try:
            server = Playground(f"http://127.0.0.1:{port}", process.pid, log, data)
            _await_answer(server, process)
            yield server
        finally:
            _end(process)


def _bring_deck(source: Path, data: Path) -> bool:
    """Copy database and pictures, and say so; without a deck at least what was downloaded to make one."""
    if (wheels := source / "wheels").is_dir():
        (data / "wheels").symlink_to(wheels.resolve())
    database = source / "db.sqlite3"
    if not database.is_file() or not (source / "media").is_dir():
        return False
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as old:
        if not old.execute("SELECT 1 FROM sqlite_master WHERE name = 'decks_face'").fetchone():
            return False
        with closing(sqlite3.connect(data / "db.sqlite3")) as new:
            old.backup(new)  # unlike a plain copy it is whole while somebody writes
    shutil.copytree(source / "media", data / "media")
    return True


def _make_deck(data: Path, env: Mapping[str, str]) -> None:
    """Make a deck in a process of its own: what that frees would hide how much memory the server gains."""
    made = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, str(settings.ROOT / "manage.py"), "prepare"],
        cwd=settings.ROOT,
        env=_surroundings(data, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"no deck could be made:\n{made.stderr.decode(errors='replace')[-2000:]}")


def _surroundings(data: Path, env: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
    return kept | {"UNCANNY_DATA": str(data), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | dict(env)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_answer(server: Playground, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{server.said()[-3000:]}")
        try:
            with urllib.request.urlopen(server.url, timeout=5) as answer:  # noqa: S310  (our own address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer in {START:.0f} s:\n{server.said()[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process for good, gently first: it takes its Valkey with it."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
