"""Why a path cannot be read: a stable code and one sentence."""

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError

# What the libraries raise on bytes that are not what they should be. bz2 and gzip raise OSError without a number.
DAMAGE = (EOFError, ValueError, NotImplementedError, struct.error, zlib.error, zipfile.BadZipFile, tarfile.TarError)


class SourceError(IntakeError):
    """A path that is not taken, as a whole.

    Codes: not_found unreadable unknown_format unsafe_name link too_many_entries too_large bomb encrypted truncated.
    """


def damaged(where: str) -> SourceError:
    """Return the error for an archive that ends too early or whose bytes are wrong. `where`: a name inside, or its."""
    return SourceError("truncated", _("“%(name)s” is cut off or damaged. Get it again.") % {"name": shown(where)})


def not_a_file(name: str) -> SourceError:
    """Return the error for a link or a device in an archive."""
    text = _("“%(name)s” inside is a link or a device. Pack plain files only.") % {"name": shown(name)}
    return SourceError("link", text)


@contextmanager
def damage_told(where: str) -> Iterator[None]:
    """Turn what the libraries raise on broken archives and unreadable files into SourceError."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise damaged(where) from error
        text = _("“%(name)s” cannot be read: %(why)s.") % {"name": shown(where), "why": error.strerror or error}
        raise SourceError("unreadable", text) from error
    except DAMAGE as error:
        raise damaged(where) from error


def shown(name: str) -> str:
    """Return a name that may be hostile as one short printable line."""
    line = "".join(letter if letter.isprintable() else "�" for letter in name)
    return line if len(line) <= 120 else line[:117] + "..."
