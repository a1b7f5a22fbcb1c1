"""How much has been fetched, on the terminal: a bar with rate and time left. Elsewhere a line now and then."""

import sys
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm


class BytesMeter:
    """`with BytesMeter(title) as meter: Download(..., progress=meter.show)`."""

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        """Show bytes. `quiet`: show nothing."""
        live = sys.stderr.isatty()
        self._title, self._quiet, self._every, self._live = title, quiet, 0.2 if live else 10.0, live
        self._bar: Any = None  # not before it is known how much there is

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the last figures on the terminal."""
        if self._bar is not None:
            self._bar.close()

    def show(self, done: int, total: int) -> None:
        """Show where it is. What was there at the first call counts for no rate."""
        if self._bar is None:
            self._bar = tqdm(
                desc=self._title,
                initial=done,
                total=total,
                unit="B",
                unit_scale=True,
                disable=self._quiet,
                mininterval=self._every,
                dynamic_ncols=self._live,
            )
        self._bar.update(done - self._bar.n)
