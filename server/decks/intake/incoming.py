"""What a path holds, as pictures with their papers: the source opened, its layout recognised, its files read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.decks.intake.layouts import Reader, recognised
from server.decks.intake.papers import Item, Papers, Refused, Skip
from server.decks.intake.sources import Source, opened
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
        """Yield its pictures and what is refused, in the order they are stored, as far as `limit` pictures go."""
        left = limit
        for entry, content in self._source.read():
            if entry.refused:
                yield Refused(entry.name, entry.refused)
                continue
            papers = self._verdict(entry.name)
            if isinstance(papers, Skip):
                if papers.reason:
                    yield Refused(entry.name, papers.reason)
                continue
            data = content()
            yield Refused(entry.name, "unreadable") if data is None else Item(entry.name, papers, data)
            if left is not None:
                left -= 1
                if not left:
                    return

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
    survey = Survey()
    with opened(path, survey.look) as source, recognised(source, survey, preset=preset, truth=truth) as reader:
        yield Incoming(reader.layout, reader.why, survey.files, source, reader, only_free)
