"""How far an import is, on the terminal: a bar with rate and time left. Elsewhere a line now and then."""

import sys
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _
from tqdm import tqdm

from server.decks.intake.tally import Tally


class Meter:
    """`with Meter(total) as meter: Import(run, progress=meter.show)`."""

    def __init__(self, title: str, total: int, *, quiet: bool = False) -> None:
        """Show `total` files to come. `quiet`: show nothing."""
        live = sys.stderr.isatty()
        self._bar = tqdm(
            desc=title, total=total, unit="", disable=quiet, mininterval=0.2 if live else 10.0, dynamic_ncols=live
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the last figures on the terminal."""
        self._bar.close()

    def show(self, tally: Tally) -> None:
        """Show where it is."""
        done = tally.added + tally.duplicates + tally.near_duplicates + tally.skipped.total()
        self._bar.set_postfix_str(_("%(added)d new") % {"added": tally.added}, refresh=False)
        self._bar.update(done - self._bar.n)
