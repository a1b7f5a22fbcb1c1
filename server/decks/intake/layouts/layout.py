"""What all layouts share: which files are pictures, and how a tree is told by the names in it."""

import posixpath
import re
from abc import ABC, abstractmethod
from enum import IntEnum
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final

from server.decks.intake.papers import Papers, Skip
from server.decks.intake.sources import Source
from server.decks.intake.survey import PICTURES, Survey
from server.decks.intake.tables import Table

ENOUGH = 0.05  # of the sampled pictures must fit, for a set to be taken for what they fit
ARCHIVES: Final = frozenset((".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz"))


class Rank(IntEnum):
    """What wins where several layouts fit: a manifest over a data set's own names, these over names of classes."""

    CLASSES = 0
    DATA_SET = 1
    MANIFEST = 2


class Layout(ABC):
    """How one data set says what its pictures are. One object for each import.

    `truth`: what `--truth` says of pictures of which the set says nothing; may be empty.
    """

    name: ClassVar[str]
    table: Table

    def __init__(self, source: Source, survey: Survey, truth: str = "") -> None:
        self.source, self.survey, self.truth = source, survey, truth

    @property
    def rank(self) -> Rank:
        """Return what it wins over."""
        return Rank.DATA_SET

    @abstractmethod
    def recognise(self) -> str:
        """Return in a few translated words what the source is recognised by; nothing if it is another set."""

    def prepare(self, table: Table) -> None:
        """Read the set's tables, if it has any. Raises LayoutError."""
        self.table = table

    def papers(self, name: str) -> Papers | Skip:
        """Return what the set says of a file."""
        suffix = posixpath.splitext(name)[1].lower()
        if suffix in PICTURES:
            return self.told(f"/{self.source.label}/{name}")
        return Skip("archive" if suffix in ARCHIVES else "")

    @abstractmethod
    def told(self, path: str) -> Papers | Skip:
        """Return what the set says of a picture. `path` begins with a slash and the source's label: a data set's folder
        and an archive of that name are the same to it.
        """

    def seen(self, pattern: re.Pattern[str]) -> str:
        """Return the bare name of a picture whose path has the pattern, if enough of the pictures have it."""
        label = self.source.label
        fit = [name for name in self.survey.sample if pattern.search(f"/{label}/{name}")]
        return PurePosixPath(fit[0]).name[:80] if fit and len(fit) >= ENOUGH * len(self.survey.sample) else ""

    def pattern(self, path: re.Pattern[str], name: re.Pattern[str]) -> re.Pattern[str]:
        """Return what a picture of the set has: its whole path, where the set lies in its own folders, so that nothing
        beside them is taken for it; else, where somebody says it is this set, its name.
        """
        return path if self.seen(path) else name

    def row(self, path: str) -> dict[str, Any]:
        """Return what the set's tables say of a picture; nothing if they don't know it."""
        return self.table.find(path.removeprefix(f"/{self.source.label}/")) or {}

    def tables(self, *names: str) -> list[str]:
        """Return the paths of the tables of these bare names, in any case."""
        return [path for path in self.survey.tables if PurePosixPath(path).name.lower() in names]
