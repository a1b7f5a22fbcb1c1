"""Brings the database and the starter deck up to date, one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import translation

from server.launch.obstacle import Obstacle, local
from server.launch.progress import Progress

ADVISORY_LOCK = 0x756E63616E6E79  # "uncanny"


def bring_up_to_date(data: Path) -> None:
    """Migrate and build the starter deck; returns quickly when there is nothing to do. Raises Obstacle."""
    from server.decks.starter.build import (  # noqa: PLC0415  (numpy and Pillow come with it)
        StarterDeckError,
        ensure_starter_deck,
    )

    try:
        with _alone(data), translation.override(local("en", "zh-hans")):
            call_command("migrate", verbosity=0, interactive=False)
            with Progress(local("Building the starter deck (once)", "正在制作入门图库（仅首次）")) as progress:
                ensure_starter_deck(progress)
    except OperationalError as error:
        first = str(error).strip().splitlines()[0]
        raise Obstacle(f"The database does not answer: {first}", f"数据库没有响应：{first}") from error
    except StarterDeckError as error:
        raise Obstacle(str(error), str(error)) from error  # in the language of the terminal already


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let several processes on one data folder, or on one PostgreSQL, go through one after the other."""
    handle = os.open(data / "setup.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(
                local("Another start is preparing the game; waiting for it ...", "另一个进程正在准备游戏，请稍候……"),
                flush=True,
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
    finally:
        connection.close()  # gives the advisory lock back
        os.close(handle)
