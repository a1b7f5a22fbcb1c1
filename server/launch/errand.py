"""Runs another program to its end, keeps what it says in a log, and takes it down with us. Standard library only."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from server.launch.obstacle import Obstacle

OFFLINE = (
    "NewConnectionError",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "Connection refused",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "dns error",
    "error sending request",
    "Could not connect",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "ETIMEDOUT",
)


class ErrandFailedError(Exception):
    """The program ended with another code than 0. Holds what it said."""

    def __init__(self, said: str, log: Path) -> None:
        super().__init__(said[-2000:])
        self.said = said
        self.log = log

    def obstacle(self, en: str, zh: str) -> Obstacle:
        """Return the sentence for a step (`en`, `zh`: what could not be done), with the cause as far as we know it."""
        if "No space left on device" in self.said or "ENOSPC" in self.said:
            return Obstacle(
                f"{en}: the disk is full. Make room and run this again.", f"{zh}：磁盘已满。请腾出空间后重试。"
            )
        if any(sign in self.said for sign in OFFLINE):
            return Obstacle(
                f"{en}: there seems to be no network. Connect this computer once and run this again; it carries on.",
                f"{zh}：似乎没有网络。请联网一次后重新运行，会从中断处继续。",
            )
        last = next((line.strip() for line in reversed(self.said.splitlines()) if line.strip()), "")
        return Obstacle(f"{en}: {last[:300]} (all of it in {self.log})", f"{zh}：{last[:300]}（详见 {self.log}）")


def run(
    command: Sequence[str | Path],
    log: Path,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    heard: Callable[[str], None] = lambda _line: None,
) -> None:
    """Run the command; `heard` gets each line it says, and an empty one twice a second of silence.

    Raises ErrandFailedError. What interrupts us (Ctrl-C, SIGTERM made SystemExit) ends its whole process group.
    """
    with log.open("w+", encoding="utf-8", errors="replace") as file:
        process = subprocess.Popen(  # noqa: S603  (our own commands)
            [str(part) for part in command],
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

        def listen() -> None:
            for line in process.stdout or ():
                file.write(line)
                heard(line.rstrip())

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            while True:
                try:
                    code = process.wait(timeout=0.5)
                    break
                except subprocess.TimeoutExpired:
                    heard("")
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            listener.join(timeout=5)
            if process.stdout:
                process.stdout.close()
        file.flush()
        if code:
            file.seek(0)
            raise ErrandFailedError(file.read(), log)
