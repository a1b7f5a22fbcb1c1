"""One line of a long step on the terminal: rewritten in place on a terminal, only start and end elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self

from server.launch.obstacle import local


class Progress:
    """Show one step: `with Progress("Deck") as progress: progress(3, 40, "faces")`."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._live = sys.stdout.isatty()
        self._started = self._shown = time.monotonic()
        self._said = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Say how far it is. Nothing is printed for a step that never calls."""
        if not self._said:
            self._said = True
            print(f"{self.title} ...", end="" if self._live else "\n", flush=True)
        now = time.monotonic()
        if self._live:
            self._rewrite(f"{self.title}  {done}/{total}  {what}" if total else f"{self.title}  {what}")
        elif total and now - self._shown > 5:
            self._shown = now
            print(f"  {done}/{total} {what}".rstrip(), flush=True)

    def _rewrite(self, text: str) -> None:
        print(f"\r\033[K{text[:100]}", end="", flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._said:
            return
        if kind is not None:
            if self._live:
                print()
            return
        seconds = time.monotonic() - self._started
        done = local(f"{self.title}: done in {seconds:.0f} s", f"{self.title}：完成，用时 {seconds:.0f} 秒")
        if self._live:
            self._rewrite(done + "\n")
        else:
            print(done, flush=True)
