"""What no honest data set is: limits of names, sizes and numbers, watched on every walk over a source."""

from django.utils.translation import gettext as _

from server.decks.intake.sources.error import SourceError, shown
from server.decks.intake.sources.names import is_table, relative

MiB = 2**20
MOST_ENTRIES = 2_000_000  # twice the largest data set; folders count
LARGEST_FILE = 256 * MiB
LARGEST_TABLE = 1024 * MiB  # FFHQ's JSON has 255 MB
LARGEST_TOTAL = 2 * 1024 * 1024 * MiB
# Deflate makes at most 1,032 of 1. Pictures are packed already, tables come to about 20, runs of tar headers to 60.
HIGHEST_RATIO = 200
RATIO_FROM = 8 * MiB


class Limits:
    """What one walk has met. Raises SourceError as soon as it is too much."""

    def __init__(self) -> None:
        self.entries = 0
        self.total = 0

    def admit(self, stored_name: str, size: int = 0, *, folder: bool = False, archive: bool = False) -> str:
        """Count an entry and return its name as a safe relative one. `archive`: it will be walked into, not read.

        Raises SourceError (`unsafe_name`, `too_many_entries`, `too_large`).
        """
        name = relative(stored_name)
        if not name and not folder:
            raise SourceError("unsafe_name", _("A file without a name is inside."))
        self.count()
        most = LARGEST_TOTAL if archive else LARGEST_TABLE if is_table(name) else LARGEST_FILE
        if size > most:
            raise too_large(name, most)
        self.total += 0 if archive else size
        if self.total > LARGEST_TOTAL:
            raise too_large("...", LARGEST_TOTAL)
        return name

    def count(self) -> None:
        """Count one entry. Raises SourceError (`too_many_entries`)."""
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise SourceError("too_many_entries", _("More than %(most)d files are inside.") % {"most": MOST_ENTRIES})


def too_large(name: str, most: int) -> SourceError:
    """Return the error for a file, or a whole (`...`), of more than `most` bytes."""
    text = _("“%(name)s” is larger than %(most)d MiB unpacked.") % {"name": shown(name), "most": most // MiB}
    return SourceError("too_large", text)


def watch_ratio(name: str, unpacked: int, packed: int) -> None:
    """Raise SourceError when packed bytes make so many as only bombs do (`bomb`), or too many (`too_large`)."""
    if unpacked > LARGEST_TOTAL:
        raise too_large(name, LARGEST_TOTAL)
    if unpacked > RATIO_FROM and unpacked > HIGHEST_RATIO * packed:
        raise bomb(name)


def bomb(name: str) -> SourceError:
    """Return the error for an archive that is made to fill memory or disk."""
    text = _("“%(name)s” unpacks to far more than pictures do: it looks like an archive bomb.")
    return SourceError("bomb", text % {"name": shown(name)})
