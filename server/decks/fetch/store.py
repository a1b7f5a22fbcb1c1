"""Where fetched files are kept until all are there, and after: one folder a recipe, each file whole or not there."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError

DRAFT = ".draft"


class Store:
    """The folder of one recipe. It is made with the first file."""

    def __init__(self, name: str) -> None:
        """Keep the files of this recipe."""
        self.folder = Path(settings.DATA) / "fetched" / name

    def read(self, name: str) -> bytes:
        """Return a file. Raises FileNotFoundError."""
        return (self.folder / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Keep a file, whole or not at all. Raises FetchError (`unwritable`)."""
        path = self.folder / name
        draft = path.with_name(path.name + DRAFT)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.write_bytes(data)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this machine away. Raises FetchError (`fetch_busy`, `unwritable`)."""
        lock = Path(settings.DATA) / "locks" / f"fetch-{self.folder.name}"
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise _unwritable(lock, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for draft in self.folder.glob(f"*{DRAFT}"):  # of a process that was killed
                draft.unlink()
            yield
        except BlockingIOError as error:
            raise FetchError("fetch_busy", _("Another process fetches this deck. Wait until it is done.")) from error
        finally:
            os.close(handle)


def _unwritable(path: Path, error: OSError) -> FetchError:
    why = {"path": path, "why": error.strerror}
    return FetchError("unwritable", _("%(path)s cannot be written: %(why)s.") % why)
