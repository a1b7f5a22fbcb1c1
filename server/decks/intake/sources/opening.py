"""Opening what a path holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from server.decks.intake.sources.archive import archive
from server.decks.intake.sources.container import Entry, Source
from server.decks.intake.sources.error import SourceError, damage_told, shown
from server.decks.intake.sources.folder import Folder


@contextmanager
def opened(path: Path, seen: Callable[[Entry], object] = lambda _entry: None) -> Iterator[Source]:
    """Open a folder, zip, tar, tar.gz or tar.bz2, told by its content.

    All names, kinds and sizes are checked before this yields; a packed tar is unpacked once for that, so `seen` is told
    of each file on the way. Raises SourceError.
    """
    with damage_told(path.name):
        exists, is_folder, is_file = path.exists(), path.is_dir(), path.is_file()
    if not exists:
        raise SourceError("not_found", _("“%(path)s” does not exist.") % {"path": shown(str(path))})
    if not is_folder and not is_file:
        raise SourceError(
            "unknown_format", _("“%(path)s” is neither a folder nor a file.") % {"path": shown(str(path))}
        )
    with Folder(path) if is_folder else archive(path) as source:
        source.check(seen)
        yield source
