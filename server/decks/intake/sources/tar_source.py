"""A tar, plain or packed with gzip or bzip2, read from front to back.

The blocks are walked here and decoded by `tarfile.TarInfo.frombuf`. `tarfile.TarFile` itself is not for hostile
archives: it takes a cut-off one for a complete one, keeps every member in memory, reads long names and PAX headers of
any size, and older ones hang on negative sizes (CVE-2025-8194). xz is not taken: a header may ask for 4 GiB of memory.
"""

import bz2
import gzip
import io
import tarfile
from collections.abc import Callable, Generator
from functools import partial
from typing import IO

from django.utils.translation import gettext as _

from server.decks.intake.sources.container import Container, Entry, Stored
from server.decks.intake.sources.error import SourceError, damage_told, damaged, not_a_file, shown
from server.decks.intake.sources.limits import Limits, bomb, watch_ratio
from server.decks.intake.sources.names import is_litter
from server.decks.intake.sources.part import Part

BLOCK = tarfile.BLOCKSIZE
LONGEST_HEADER = 2**20  # bytes of a long name or of PAX records; macOS keeps attributes in them
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
LONG_LINK = tarfile.GNUTYPE_LONGLINK
FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)


class TarSource(Container):
    """A tar. Every walk reads it anew, so that a packed one is unpacked again; memory stays flat."""

    def __init__(self, label: str, opener: Callable[[], IO[bytes]]) -> None:
        """Prepare. `opener` opens the archive's bytes; each walk does."""
        super().__init__(label)
        self._opener = opener

    def walk(self, limits: Limits) -> Generator[Stored, None, None]:
        """Yield each file. Raises SourceError, also for links, devices and files with holes."""
        with damage_told(self.label), self._opener() as packed, unpacked(packed) as stream:
            position = 0
            name, size = "", -1  # what an extended header says of the file after it
            while (block := _block(stream, position)) != bytes(BLOCK):
                watch_ratio(self.label, stream.tell(), packed.tell())
                info = _decoded(block, position, self.label)
                length = size if size >= 0 and info.type in FILES else info.size
                position += BLOCK
                if info.type in (*PAX, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, LONG_LINK):
                    limits.count()
                    text = self._extended(stream, length)
                    if info.type in PAX:
                        name, size = _pax(text, self.label)
                    elif info.type == tarfile.GNUTYPE_LONGNAME:
                        name = text.rstrip(b"\0").decode("utf-8", "surrogateescape")
                    position += _padded(length)
                    continue
                stored_name = name or info.name
                if info.type == tarfile.DIRTYPE:
                    limits.admit(stored_name, folder=True)
                elif info.type in FILES:
                    entry = Entry(limits.admit(stored_name, length), length)
                    if not is_litter(entry.name):
                        yield Stored(entry, partial(_part, stream, entry))
                    position += _padded(length)
                else:
                    raise bomb(stored_name) if info.type == tarfile.GNUTYPE_SPARSE else not_a_file(stored_name)
                name, size = "", -1
            while stream.read(io.DEFAULT_BUFFER_SIZE):  # the packed one's checksum stands at its end
                watch_ratio(self.label, stream.tell(), packed.tell())

    def _extended(self, stream: IO[bytes], length: int) -> bytes:
        if not 0 <= length <= LONGEST_HEADER:
            raise bomb(self.label)
        text = stream.read(length)
        if len(text) < length:
            raise damaged(self.label)
        return text


def unpacked(packed: IO[bytes]) -> IO[bytes]:
    """Return a stream over the tar itself, told by the first bytes. Closing it leaves `packed` open."""
    start = packed.read(3)
    packed.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)  # type: ignore[return-value]
    if start == b"BZh":
        return bz2.BZ2File(packed)
    return packed


def _block(stream: IO[bytes], position: int) -> bytes:
    """Return the block at a position. A tar must end in blocks of zeros, so that one is always there."""
    stream.seek(position)
    return stream.read(BLOCK)


def _decoded(block: bytes, position: int, label: str) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        if position or not block:
            raise damaged(label) from error
        text = _("“%(name)s” is neither a folder nor a zip, tar, tar.gz or tar.bz2 archive.") % {"name": shown(label)}
        raise SourceError("unknown_format", text) from error
    if info.size < 0:
        raise damaged(label)
    return info


def _pax(text: bytes, label: str) -> tuple[str, int]:
    """Return path and size from PAX records, empty and -1 where there are none.

    A record is `LENGTH KEY=VALUE` and a line feed (POSIX.1-2001, pax Extended Header).
    """
    name, size, start = "", -1, 0
    while start < len(text) and text[start]:
        space = text.index(b" ", start, start + 20)
        end = start + int(text[start:space])
        if not space < end <= len(text):
            raise damaged(label)
        key, _equals, value = text[space + 1 : end - 1].partition(b"=")
        if key == b"path":
            name = value.decode("utf-8", "surrogateescape")
        elif key == b"size":
            size = int(value)
            if size < 0:
                raise damaged(label)
        elif key.startswith(b"GNU.sparse."):
            raise bomb(label)
        start = end
    return name, size


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _part(stream: IO[bytes], entry: Entry) -> io.BufferedReader:
    return io.BufferedReader(Part(stream, entry.name, entry.size))
