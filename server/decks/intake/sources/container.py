"""What folders and archives have in common: a walk over the files, from which all else follows."""

import io
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from django.utils.translation import gettext as _

from server.decks.intake.sources.error import SourceError, shown
from server.decks.intake.sources.limits import Limits
from server.decks.intake.sources.part import Part


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside. `name`: a safe relative posix path; `size` in bytes, unpacked. `refused`: why it is not to be read
    (`link`, `unsafe_name`; then the name is only good to be shown), or empty.
    """

    name: str
    size: int
    refused: str = ""


Content = Callable[[], bytes | None]  # reads a file; None for one that is damaged by itself


class Source(Protocol):
    """What a path holds. `label`: the path's name without archive suffixes."""

    label: str

    def entries(self) -> Iterator[Entry]:
        """Yield all files in the order they are stored. May be called again."""

    def read(self) -> Iterator[tuple[Entry, Content]]:
        """Yield all files in that order, each with what reads it until the next one comes."""

    def open(self, name: str) -> BinaryIO:
        """Open one file by its name, to be read as a stream."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file met on a walk. `stream` opens it; in a tar that works only until the walk goes on. `apart`: what is wrong
    with it is wrong with nothing else, as in a folder or a zip.
    """

    entry: Entry
    stream: Callable[[], BinaryIO]
    apart: bool = False

    def read(self) -> bytes | None:
        """Return its content; None if it is damaged apart. Raises SourceError."""
        try:
            with self.stream() as stream:
                return stream.read(self.entry.size)
        except SourceError:
            if not self.apart:
                raise
            return None

    def under(self, folder: str) -> "Stored":
        """Return it with its name inside a folder."""
        return Stored(Entry(f"{folder}/{self.entry.name}", self.entry.size), self.stream, self.apart)


class Container:
    """A folder or an archive, open until its `with` ends. Subclasses walk; nothing is ever unpacked to disk."""

    def __init__(self, label: str) -> None:
        self.label = label

    def walk(self, limits: Limits) -> Generator[Stored, None, None]:
        """Yield each file, in order, litter left out. Raises SourceError at the first thing that must not be."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of files."""

    def check(self, seen: Callable[[Entry], object]) -> None:
        """Look at everything once, contents apart; `seen` is told of each file. Raises SourceError."""
        for entry in self.entries():
            seen(entry)

    def entries(self) -> Iterator[Entry]:
        """Yield all files in the order they are stored. May be called again."""
        for stored in self.walk(Limits()):
            yield stored.entry

    def read(self) -> Iterator[tuple[Entry, Content]]:
        """Yield all files in the order they are stored, each with what reads it, until the next one comes.

        That returns None for a file that is damaged, shorter than it is said to be, or not to be read, and nothing else
        with it. It raises SourceError (`truncated`) where the rest of the archive is not to be trusted either.
        """
        for stored in self.walk(Limits()):
            yield stored.entry, stored.read

    def open(self, name: str) -> BinaryIO:
        """Open the first file of that name, to be read as a stream. Raises SourceError (`not_found`)."""
        walk = self.walk(Limits())
        for stored in walk:
            if stored.entry.name == name and not stored.entry.refused:
                done = ExitStack()
                done.callback(walk.close)
                stream = done.enter_context(stored.stream())
                return io.BufferedReader(Part(stream, name, stored.entry.size, done.close))
        raise SourceError("not_found", _("“%(name)s” is not inside.") % {"name": shown(name)})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
