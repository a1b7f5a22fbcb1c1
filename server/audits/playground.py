"""A private server: `manage.py play` on a free port, with a data folder of its own, ended whatever happens."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from server.audits.server_process import await_answer, end, free_port, surroundings

START = 300.0  # seconds: a first one may have to make its deck


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
    makes its own. `env`: environment variables besides. Raises RuntimeError or TimeoutError when the server does not
    come up.
    """
    with tempfile.TemporaryDirectory(prefix="uncanny-audit-") as folder:
        data = Path(folder)
        if not bring_deck(deck_of or settings.DATA, data):
            make_deck(data, env or {})
        port, log = free_port(), data / "play.log"
        command = [sys.executable, str(settings.ROOT / "manage.py"), "play", "--host", "127.0.0.1", "--port", str(port)]
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603  (our own command)
                command,
                cwd=settings.ROOT,
                env=surroundings(data, env),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        try:
            server = Playground(f"http://127.0.0.1:{port}", process.pid, log, data)
            await_answer(server.url, process, server.said, START)
            yield server
        finally:
            end(process)


def bring_deck(source: Path, data: Path) -> bool:
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


def make_deck(data: Path, env: Mapping[str, str]) -> None:
    """Make a deck in a process of its own: what that frees would hide how much memory the server gains."""
    made = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, str(settings.ROOT / "manage.py"), "prepare"],
        cwd=settings.ROOT,
        env=surroundings(data, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"no deck could be made:\n{made.stderr.decode(errors='replace')[-2000:]}")
