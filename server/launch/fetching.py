"""Fetches the deck to play in the background, in a process of its own that ends with the server."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.decks.fetch.catalogue import is_installed, recipe
from server.decks.fetch.recipe import Recipe
from server.decks.intake.errors import IntakeError
from server.launch.data_folder import ROOT
from server.launch.obstacle import local
from server.launch.private_redis import LIBC, PR_SET_PDEATHSIG

DECK = "portraits"
ENDING = 10.0  # seconds that it gets to end by itself

Say = Callable[[str], None]


@contextmanager
def fetching(data: Path, say: Say) -> Iterator[None]:
    """Fetch the deck while the block runs, unless it is here; `say` is told what, how much and from where, and how it
    ends. Whatever happens to it, the game goes on.

    Where there was no network the last time, it is tried again without a word until it answers.
    """
    wanted = _missing(say)
    if wanted is None:
        yield
        return
    log = data / "log" / "fetch.log"
    process = _started(log)
    listener = threading.Thread(target=Attempt(wanted, data, log, say).follow, args=(process,), daemon=True)
    listener.start()
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join(ENDING)


def _missing(say: Say) -> Recipe | None:
    try:
        wanted = recipe(DECK)
    except IntakeError as error:  # one in the data folder is wrong
        say(str(error))
        return None
    return None if is_installed(wanted) else wanted


class Attempt:
    """One try. `offline` is a file that is there if the last one found no network."""

    def __init__(self, wanted: Recipe, data: Path, log: Path, say: Say) -> None:
        self._wanted, self._log, self._say = wanted, log, say
        self._title = local(wanted.title.en, wanted.title.zh)
        self._offline = data / "log" / "fetch.offline"
        self._ended = False
        if not self._offline.exists():
            self._announce(wanted.megabytes)

    def follow(self, process: subprocess.Popen[str]) -> None:
        """Listen until it ends, and say what became of it."""
        assert process.stdout is not None  # noqa: S101  (for the types: it is a pipe)
        with process.stdout:
            for line in process.stdout:
                with contextlib.suppress(ValueError):
                    self.hear(json.loads(line))
        code = process.wait()
        if not self._ended and code > 0 and code != 128 + signal.SIGTERM:
            self._fail(local(f"it ended with code {code} (see {self._log})", f"退出码 {code}（详见 {self._log}）"))

    def hear(self, told: dict[str, Any]) -> None:
        """Take one line of its JSON."""
        if "begun" in told:
            if self._offline.exists():
                self._offline.unlink()
                self._announce(max(1, round(told["bytes"] / 1e6)))
            return
        self._ended = True
        if "error" not in told:
            self._say(
                local(
                    f"The deck “{self._title}” is complete; new rooms play it.",
                    f"图库“{self._title}”已完整，新房间将使用它。",
                )
            )
        elif told["error"] == "fetch_busy":  # another server of this machine sees to it
            return
        elif told["error"] != "offline":
            self._fail(told["message"])
        elif not self._offline.exists():
            self._offline.touch()
            self._fail(told["message"])

    def _announce(self, megabytes: int) -> None:
        what = self._wanted
        places = ", ".join(what.addresses)
        self._say(
            local(
                f"Fetching the deck “{self._title}” in the background: {what.pictures} pictures, about {megabytes} MB,"
                f" from {places}. (--offline leaves it.)",
                f"正在后台下载图库“{self._title}”：{what.pictures} 张图片，约 {megabytes} MB，来自 {places}。"
                "（--offline 可跳过。）",
            )
        )

    def _fail(self, why: str) -> None:
        self._say(
            local(
                f"The deck “{self._title}” was not fetched: {why} The next start tries again; the game goes on with the"
                " decks it has.",
                f"图库“{self._title}”未能下载：{why} 下次启动会再试；游戏继续使用现有图库。",
            )
        )


def _started(log: Path) -> subprocess.Popen[str]:
    """Start it, in a session of its own: Ctrl-C is for the web server, which then ends it."""
    launcher = os.getpid()

    def follow_launcher() -> None:
        """Between fork and exec: ask the kernel to end us with our launcher."""
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != launcher:
                os._exit(1)

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        return subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, str(ROOT / "manage.py"), "fetch_deck", DECK, "--background"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=follow_launcher,  # noqa: PLW1509  (a system call, prepared before the fork)
        )
