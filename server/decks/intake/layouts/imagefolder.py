"""Hugging Face's ImageFolder: folders named after classes, or metadata.csv and metadata.jsonl. Plain folders, too."""

import re
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from server.decks.intake.errors import LayoutError
from server.decks.intake.layouts.labels import is_number, kind_of, truth_of
from server.decks.intake.layouts.layout import Layout, Rank
from server.decks.intake.layouts.licences import NOT_STATED, non_commercial
from server.decks.intake.layouts.manifest import labelled
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.tables import Table, beside, broken, columns, rows
from server.decks.models import Face

LABELS: Final = ("label", "label_str", "label_name", "class_name", "class", "truth", "target")
_NUMBERED = re.compile(r"/[01]/[^/]+$")


class ImageFolder(Layout):
    """A picture is what its row says, else its nearest folder whose name is a label, else what `--truth` says. Where
    there is metadata, only what it lists is taken.
    """

    name = "imagefolder"

    @property
    def rank(self) -> Rank:
        """With metadata it is a manifest."""
        return Rank.MANIFEST if self._tables else Rank.CLASSES

    def recognise(self) -> str:
        """Known by metadata or labels; else it is a plain folder."""
        if tables := self._tables:
            return _("%(name)s with the column file_name") % {"name": tables[0][-120:]}
        if labels := sorted({label for name in self.survey.sample if (label := _class(name))}):
            return _("folders named %(names)s") % {"names": ", ".join(labels)[:120]}
        return _("pictures of one kind, as --truth says") if self.truth and self.survey.pictures else ""

    def prepare(self, table: Table) -> None:
        """Read the metadata. Raises LayoutError if a label is a number, or nothing tells what the pictures are."""
        self.table = table
        said = False
        for name in self._tables:
            for line, row in rows(self.source, name, ("file_name",)):
                papers = _papers_of(name, line, row)
                said |= "truth" in papers
                if not table.add(beside(name, str(row["file_name"])), papers):
                    raise broken(name, line, _("the same picture with other words"))
        if self._tables:
            table.settle(entry.name for entry in self.source.entries() if not entry.refused)
        if said or any(_class(name) for name in self.survey.sample):
            return
        if any(_NUMBERED.search(name) for name in self.survey.sample):
            raise LayoutError(
                "label_unclear",
                _("The folders are named 0 and 1, and nobody can tell what that means. Name them real and ai."),
            )
        if not self.truth:
            raise LayoutError(
                "truth_needed",
                _(
                    "Nothing says whether these pictures are real or AI: no manifest, no folders such as real and "
                    "fake, no data set that is known. If they are all the same, say --truth; else --preset."
                ),
            )

    def told(self, path: str) -> Papers | Skip:
        """Look it up, then read its folders."""
        row = self.row(path)
        if self._tables and not row:
            return Skip("unlabelled")  # who lists pictures means these
        label = _class("/".join(path.split("/")[2:]))  # what the source is called is no label
        truth = row.get("truth") or truth_of(label) or self.truth
        if not truth:
            return Skip("unlabelled")
        generator, licence = row.get("generator", ""), row.get("licence", "")
        return Papers(
            truth=Face.Truth(truth),
            kind=kind_of(Face.Truth(truth), generator or row.get("label", "") or label),
            generator=generator,
            source=self.source.label[:200],
            licence=licence or NOT_STATED,
            credit=row.get("credit", ""),
            non_commercial=non_commercial(licence),
        )

    @cached_property
    def _tables(self) -> list[str]:
        named = self.tables("metadata.csv", "metadata.jsonl")
        return named if named and "file_name" in columns(self.source, named[0]) else []


def _class(name: str) -> str:
    """Return the nearest folder's name that is a label."""
    return next((folder for folder in reversed(name.split("/")[:-1]) if truth_of(folder)), "")


def _papers_of(name: str, line: int, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says: labels in words before numbers. Other columns are anybody's, and only these are taken."""
    papers = {
        "licence": str(row.get("licence") or row.get("license") or "")[:200],
        "credit": str(row.get("credit") or row.get("author") or "")[:300],
        "generator": str(row.get("generator") or row.get("model") or "")[:120],
    }
    labels = [str(row[column]) for column in LABELS if str(row.get(column) if row.get(column) is not None else "")]
    if labels:
        label = next((text for text in labels if truth_of(text)), next((t for t in labels if is_number(t)), labels[0]))
        papers |= {"truth": labelled(name, line, label), "label": label}
    return papers
