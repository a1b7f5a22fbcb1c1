"""A PostgreSQL of a test's own: Debian's binaries, a fresh cluster in a folder, reached by its Unix socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# initdb refuses to run as root; Debian's package brings this user.
UNPRIVILEGED = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
# It need not outlive a power cut.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


def binary(name: str) -> str:
    """Return one of PostgreSQL's programs, which Debian keeps off the PATH. The newest, where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        pytest.skip("no PostgreSQL (install postgresql)")
    return program


@contextmanager
def postgres() -> Iterator[str]:
    """Start one; gives its DATABASE_URL. Everything of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a short path: those of sockets are bounded
    if UNPRIVILEGED:
        shutil.chown(folder, "postgres")
    control = (*UNPRIVILEGED, binary("pg_ctl"), "-D", str(folder / "data"), "-s", "-w")
    try:
        _run(*UNPRIVILEGED, binary("initdb"), "-D", str(folder / "data"), "-U", "uncanny", "-A", "trust", "-E", "UTF8")
        _run(*control, "-l", str(folder / "log"), "-o", f"{CARELESS} -c unix_socket_directories={folder}", "start")
        try:
            yield f"postgres://uncanny@/postgres?host={folder}"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(*command: str) -> None:
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
