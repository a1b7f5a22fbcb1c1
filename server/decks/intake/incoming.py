"""What a path holds, as pictures with their papers: the source opened, its layout recognised, its files read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from server.decks.intake.layouts import Reader, recognised
from server.decks.intake.papers import Item, Papers, Refused, Skip
from server.decks.intake.sources import Entry, Source, opened
from server.decks.intake.survey import Survey


@dataclass(frozen=True, slots=True)
class Incoming:
    """An opened path. `layout` and `why`: what it was recognised as, and by what. `files`: how many it holds."""

    layout: str
    why: str
    files: int
    _source: Source
    _reader: Reader
    _only_free: bool

    def items(self, limit: int | None = None) -> Iterator[Item | Refused]:
        """Yield its pictures, `limit` at most, in the order they are stored; what is refused comes first."""
        for entry in self._source.entries():
            verdict = self._verdict(entry.name)
            if isinstance(verdict, Skip) and verdict.reason:
                yield Refused(entry.name, verdict.reason)
        for entry, data in islice(self._source.read(self._wanted), limit):
            papers = self._verdict(entry.name)
            if data is None:
                yield Refused(entry.name, "unreadable")
            elif isinstance(papers, Papers):  # always: only what is wanted is read
                yield Item(entry.name, papers, data)

    def _wanted(self, entry: Entry) -> bool:
        return isinstance(self._verdict(entry.name), Papers)

    def _verdict(self, name: str) -> Papers | Skip:
        papers = self._reader.papers(name)
        if self._only_free and isinstance(papers, Papers) and papers.non_commercial:
            return Skip("non_commercial")
        return papers


@contextmanager
def incoming(path: Path, *, preset: str = "", truth: str = "", only_free: bool = False) -> Iterator[Incoming]:
    """Open a folder or an archive and recognise what it is. Raises IntakeError before anything is kept.

    `only_free`: leave out what may not be used commercially.
    """
    with opened(path) as source:
        survey = Survey(source.entries())
        with recognised(source, survey, preset=preset, truth=truth) as reader:
            yield Incoming(reader.layout, reader.why, survey.files, source, reader, only_free)
