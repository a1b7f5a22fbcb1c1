"""Long work that a page starts and does not wait for: processes of their own, so that the games of this one go on."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Thread

from django.conf import settings


def start(*commands: Sequence[str]) -> None:
    """Run `manage.py` with each of these arguments, one after the other.

    What they complain of goes to logs/background.log in the data folder. Each says by itself, in the database, how it
    has ended.
    """
    logs = Path(settings.DATA, "logs")
    logs.mkdir(parents=True, exist_ok=True)
    Thread(target=_run, args=(commands, logs / "background.log"), daemon=True).start()


def _run(commands: Iterable[Sequence[str]], log: Path) -> None:
    for command in commands:
        with log.open("ab") as file:
            subprocess.run(  # noqa: S603  # our own commands, and no shell
                [sys.executable, str(settings.ROOT / "manage.py"), *command],
                cwd=settings.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=file,
                check=False,
            )
