"""A PostgreSQL of a test's own: Debian's binaries, a fresh cluster in a folder, reached by its Unix socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

# initdb refuses to run as root; Debian's package brings this user.
UNPRIVILEGED = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
# It need not outlive a power cut.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


@dataclass
class Postgres:
    """One that runs."""

    folder: Path

    def url(self, name: str = "postgres") -> str:
        """Return a database's DATABASE_URL."""
        return f"postgres://uncanny@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Make an empty database; return its DATABASE_URL."""
        self.run("createdb", name)
        return self.url(name)

    def run(self, program: str, *words: str, given: bytes = b"") -> bytes:
        """Run one of PostgreSQL's programs on it; return what it says."""
        return _run(binary(program), "-h", str(self.folder), "-U", "uncanny", *words, given=given)


def binary(name: str) -> str:
    """Return one of PostgreSQL's programs, which Debian keeps off the PATH. The newest, where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        pytest.skip("no PostgreSQL (install postgresql)")
    return program


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start one. Everything of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a short path: those of sockets are bounded
    if UNPRIVILEGED:
        shutil.chown(folder, "postgres")
    control = (*UNPRIVILEGED, binary("pg_ctl"), "-D", str(folder / "data"), "-s", "-w")
    try:
        words = ("-U", "uncanny", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(*UNPRIVILEGED, binary("initdb"), "-D", str(folder / "data"), *words)
        log, options = str(folder / "log"), f"{CARELESS} -c unix_socket_directories={folder}"
        # Its children keep what they were started with open: not our pipes.
        _run(*control, "-l", log, "-o", options, "start", quiet=True)
        try:
            yield Postgres(folder)
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(*command: str, given: bytes = b"", quiet: bool = False) -> bytes:
    done = subprocess.run(
        command,
        cwd="/",
        input=given,
        stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout
