"""One import at a time fills a deck, of those on this machine."""

import fcntl
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError


class DeckLock:
    """A deck's lock, as a context. It ends with its process, however that ends."""

    def __init__(self, slug: str) -> None:
        """Name the deck."""
        self._path = Path(settings.DATA, "locks", f"import-{slug}")

    def __enter__(self) -> Self:
        """Take the lock. Raises IntakeError (`deck_busy`) at once where another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise IntakeError("deck_busy", _("Another import fills this deck. Wait until it is done.")) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of it."""
        self._file.close()
