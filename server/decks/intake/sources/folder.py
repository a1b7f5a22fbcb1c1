"""A folder on disk, with the archives in it as folders."""

import io
import os
from collections.abc import Generator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from server.decks.intake.sources.archive import archive
from server.decks.intake.sources.container import Container, Entry, Stored
from server.decks.intake.sources.error import SourceError, damage_told, shown
from server.decks.intake.sources.limits import Limits
from server.decks.intake.sources.names import is_archive, is_litter, is_safe, relative, without_suffix
from server.decks.intake.sources.part import Part


class Folder(Container):
    """A folder. Data sets come as folders of archives, too (1 Million Fake Faces, DeepFakeFace): a file `a/b.tar` or
    `a/b.zip` is walked into, its files are named `a/b/...`.

    Symbolic links and special files are not followed, and files whose names are not safe ones are not opened: they come
    as refused, and the rest of the folder with them, as one file with a strange name spoils nothing else on a disk.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path.absolute().name)
        self._path = path

    def walk(self, limits: Limits) -> Generator[Stored, None, None]:
        """Yield each file, in the order of the disk, which stays as long as nobody changes the folder."""
        levels = [""]
        open_folders = [self._listed("")]
        try:
            while open_folders:
                with damage_told(levels[-1] or self.label):
                    found = next(open_folders[-1], None)
                    if found is None:
                        open_folders.pop().close()
                        levels.pop()
                        continue
                    is_folder = found.is_dir(follow_symlinks=False)
                    is_file = found.is_file(follow_symlinks=False)
                    size = found.stat(follow_symlinks=False).st_size if is_file else 0
                stored_name = levels[-1] + found.name
                if is_litter(found.name):
                    continue
                refused = "" if is_folder or is_file else "link"
                if refused or not is_safe(stored_name):
                    limits.count()
                    yield _refused(stored_name, refused or "unsafe_name")
                    continue
                nested = is_file and is_archive(found.name)
                name = limits.admit(stored_name, size, folder=is_folder, archive=nested)
                if is_folder:
                    levels.append(f"{stored_name}/")
                    open_folders.append(self._listed(levels[-1]))
                elif nested:
                    with archive(Path(found.path)) as inner:
                        yield from (stored.under(without_suffix(name)) for stored in inner.walk(limits))
                else:
                    yield Stored(Entry(name, size), partial(_stream, Path(found.path), name, size), apart=True)
        finally:
            for listed in open_folders:
                listed.close()

    def open(self, name: str) -> BinaryIO:
        """Open a file by its name. Raises SourceError (`not_found`)."""
        path = self._path / name
        with suppress(OSError, SourceError):  # a name inside an archive may be one that no disk takes
            plain = relative(name) == name and not is_litter(name) and not is_archive(name)
            if plain and path.is_file() and path.resolve() == self._path.resolve() / name:  # not by way of a link
                return _stream(path, name, path.stat().st_size)
        return super().open(name)

    def _listed(self, level: str) -> "os._ScandirIterator[str]":
        with damage_told(level or self.label):
            return os.scandir(self._path / level)


def _refused(stored_name: str, why: str) -> Stored:
    entry = Entry(shown(stored_name), 0, refused=why)
    return Stored(entry, partial(io.BytesIO, b""), apart=True)


def _stream(path: Path, name: str, size: int) -> BinaryIO:
    with damage_told(name):
        file = io.FileIO(path, opener=_not_through_a_link)
    return io.BufferedReader(Part(file, name, size, file.close))


def _not_through_a_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)
