"""Brings the database and the starter deck up to date, one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from server.launch.obstacle import local
from server.launch.progress import Progress

ADVISORY_LOCK = 0x756E63616E6E79  # "uncanny"


def bring_up_to_date(data: Path) -> None:
    """Migrate and build the starter deck; returns quickly when there is nothing to do."""
    from server.decks.starter.build import ensure_starter_deck  # noqa: PLC0415  (numpy and Pillow come with it)

    with _alone(data):
        call_command("migrate", verbosity=0, interactive=False)
        with Progress(local("Building the starter deck (once)", "正在制作入门题库(仅首次)")) as progress:
            ensure_starter_deck(progress)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let several processes on one data folder, or on one PostgreSQL, go through one after the other."""
    handle = os.open(data / "setup.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
    finally:
        connection.close()  # gives the advisory lock back
        os.close(handle)
