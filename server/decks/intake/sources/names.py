"""Names inside a source: relative, with slashes, and harmless wherever they turn up."""

import re
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from server.decks.intake.sources.error import SourceError, shown

LONGEST_NAME = 1000  # characters
DEEPEST = 100  # folders in folders: a walk keeps one open for each level
LITTER = {"__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r"}  # what file managers leave behind
TABLES = (".csv", ".json", ".jsonl")
ARCHIVE = re.compile(r"(\.zip|\.tar|\.tgz|\.tbz2?|\.tar\.(gz|bz2))$", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def relative(stored: str) -> str:
    """Return a name as it is stored as a relative posix path; empty for the top itself (`./`).

    Bytes that are no UTF-8 (surrogates, as Python reads them from disks and tars) become U+FFFD: what is kept of a name
    must fit databases and JSON. Raises SourceError (`unsafe_name`) for what could name a place elsewhere.
    """
    try:
        name = stored.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        raise _unsafe(stored) from None
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if (
        len(name) > LONGEST_NAME
        or len(parts) > DEEPEST
        or name.startswith("/")
        or "\\" in name
        or ".." in parts
        or (parts and DRIVE.match(parts[0]))
        or CONTROL.search(name.removesuffix("Icon\r"))
    ):
        raise _unsafe(name)
    return "/".join(parts)


def is_safe(stored: str) -> bool:
    """Tell whether a name as it is stored can be one of ours."""
    try:
        return bool(relative(stored))
    except SourceError:
        return False


def is_litter(name: str) -> bool:
    """Tell whether a relative name is hidden or what a file manager left behind."""
    return any(part.startswith(".") or part in LITTER for part in name.split("/"))


def is_table(name: str) -> bool:
    """Tell whether a file may hold what a data set says of its pictures."""
    return name.lower().endswith(TABLES)


def is_archive(name: str) -> bool:
    """Tell by its suffix whether a file inside a source is an archive, to be walked into."""
    return bool(ARCHIVE.search(name))


def without_suffix(name: str) -> str:
    """Return a name without an archive's suffixes: `part/1m_faces_00` of `part/1m_faces_00.tar.gz`."""
    return ARCHIVE.sub("", name)


def label(name: str) -> str:
    """Return the last part of a name, without an archive's suffixes."""
    return without_suffix(PurePosixPath(name).name)


def _unsafe(name: str) -> SourceError:
    return SourceError("unsafe_name", _("The name “%(name)s” inside is not a safe one.") % {"name": shown(name)})
