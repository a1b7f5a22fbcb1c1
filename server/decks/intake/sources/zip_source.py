"""A zip, checked before anything of it is unpacked."""

import io
import stat
import zipfile
from collections.abc import Generator
from contextlib import ExitStack
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.utils.translation import gettext as _

from server.decks.intake.sources.container import Container, Entry, Stored
from server.decks.intake.sources.error import SourceError, damage_told, not_a_file, shown
from server.decks.intake.sources.limits import Limits, MiB, bomb, too_large, watch_ratio
from server.decks.intake.sources.names import is_archive, is_litter, label, without_suffix
from server.decks.intake.sources.part import Part
from server.decks.intake.sources.tar_source import TarSource

RECORD = b"PK\x01\x02"  # begins each entry of the central directory
MOST_ZIPPED = 500_000  # entries: zipfile keeps 0.7 KB of each in memory, measured
LARGEST_DIRECTORY = 128 * MiB  # in the file: 256 bytes an entry, which have 46 and their names
ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags: a file, strongly, the directory itself
LOCAL_HEADER = 30  # bytes before the name
# bzip2 and LZMA are left out: zipfile unpacks them without a bound, and no data set is packed so.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipSource(Container):
    """A zip. Its central directory is kept in memory: about 0.7 KB an entry. Tars inside are walked into."""

    def __init__(self, path: Path) -> None:
        """Open it and check its directory. Raises SourceError."""
        super().__init__(label(path.name))
        with damage_told(self.label), ExitStack() as undo:
            file = undo.enter_context(_Directory(path))
            try:
                self._archive = undo.enter_context(zipfile.ZipFile(cast("IO[bytes]", file)))
            except UnicodeDecodeError as error:
                raise SourceError("unsafe_name", _("A name inside is not a safe one.")) from error
            self._check_directory(path.stat().st_size)
            self._open = undo.pop_all()

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()

    def walk(self, limits: Limits) -> Generator[Stored, None, None]:
        """Yield each file, in the order of the directory."""
        for info in self._archive.infolist():
            nested = is_archive(info.filename) and not info.filename.lower().endswith(".zip")
            # zipfile cuts names at NUL.
            name = limits.admit(info.orig_filename, info.file_size, folder=info.is_dir(), archive=nested)
            if info.is_dir() or is_litter(name):
                continue
            if nested:
                inner = TarSource(label(name), partial(self._archive.open, info))
                yield from (stored.under(without_suffix(name)) for stored in inner.walk(limits))
            else:
                entry = Entry(name, info.file_size)
                yield Stored(entry, partial(self._stream, info, entry), apart=True)

    def _stream(self, info: zipfile.ZipInfo, entry: Entry) -> BinaryIO:
        with damage_told(entry.name):
            stream = self._archive.open(info)
        return io.BufferedReader(Part(stream, entry.name, entry.size, stream.close))

    def _check_directory(self, packed: int) -> None:
        end = total = 0
        for info in sorted(self._archive.infolist(), key=attrgetter("header_offset")):
            _check(info)
            if info.header_offset < end:  # one piece of the file unpacked again and again
                raise bomb(info.filename)
            end = info.header_offset + LOCAL_HEADER + len(info.orig_filename) + info.compress_size
            total += info.file_size
        if end > self._archive.start_dir:
            raise bomb(self.label)
        watch_ratio(self.label, total, packed)


def _check(info: zipfile.ZipInfo) -> None:
    """Raise SourceError for what must not be inside."""
    if info.flag_bits & ENCRYPTED:
        raise SourceError("encrypted", _("The archive is encrypted. Pack it without a password."))
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise not_a_file(info.filename)
    if info.compress_type not in METHODS:
        text = _("“%(name)s” is packed with a method other than Deflate.") % {"name": shown(info.filename)}
        raise SourceError("unknown_format", text)
    watch_ratio(info.filename, info.file_size, info.compress_size)


class _Directory(io.FileIO):
    """A zip's file, that reads no directory which would fill the memory: zipfile makes objects of all its entries."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read bytes. Raises SourceError (`too_large`, `too_many_entries`)."""
        if size is not None and size > LARGEST_DIRECTORY:
            raise too_large("...", LARGEST_DIRECTORY)
        data = super().read(size) or b""
        if data.count(RECORD) > MOST_ZIPPED:
            text = _("More than %(most)d files are in one zip. Unpack it, or pack them as tar.") % {"most": MOST_ZIPPED}
            raise SourceError("too_many_entries", text)
        return data
