"""The project's own way to tell what pictures are: a CSV beside them, with the columns file and label."""

from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from server.decks.intake.errors import LayoutError
from server.decks.intake.layouts.labels import is_number, kind_of, truth_of
from server.decks.intake.layouts.layout import Layout, Rank
from server.decks.intake.layouts.licences import NOT_STATED, non_commercial
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.tables import Table, beside, broken, columns, rows
from server.decks.models import Face

NEEDED: Final = frozenset(("file", "label"))
# Columns that may be there, and how long their texts may be.
LENGTHS: Final = {
    "generator": 120,
    "source": 200,
    "licence": 200,
    "credit": 300,
    "group": 120,
    "gender": 12,
    "race": 40,
}
OLDEST: Final = 130
LOOKED_AT: Final = 8  # tables, the shallowest ones


class Manifest(Layout):
    """Columns: file, label[, kind, generator, source, licence, credit, group, age, gender, race]. More do no harm.

    `file` is a path beside the CSV. `label`: real, ai, edited or another word for these, never a number. What is not
    in it is not taken.
    """

    name = "manifest"

    @property
    def rank(self) -> Rank:
        """Nothing wins over it."""
        return Rank.MANIFEST

    def recognise(self) -> str:
        """Known by its columns."""
        tables = self._tables
        return _("the columns file and label of %(name)s") % {"name": tables[0][-120:]} if tables else ""

    def prepare(self, table: Table) -> None:
        """Read all rows; one that cannot be understood is an error with its line."""
        self.table = table
        tables = self._tables
        if not tables:
            raise LayoutError("broken_table", _("There is no CSV with the columns file and label."))
        for name in tables:
            for line, row in rows(self.source, name, NEEDED):
                if not table.add(beside(name, row["file"]), papers_of(name, line, row, self.source.label)):
                    raise broken(name, line, _("the same picture with other words"))
        table.settle(entry.name for entry in self.source.entries() if not entry.refused)

    def told(self, path: str) -> Papers | Skip:
        """Look it up."""
        row = self.row(path)
        return papers_from(row) if row else Skip("unlabelled")

    @cached_property
    def _tables(self) -> list[str]:
        csvs = [name for name in self.survey.tables if name.lower().endswith(".csv")]
        return [name for name in csvs[:LOOKED_AT] if columns(self.source, name) >= NEEDED]


def papers_of(name: str, line: int, row: dict[str, str], label: str) -> dict[str, Any]:
    """Return the papers of a row as JSON has them. `label`: of the source, which is named where the row names none."""
    if not row["file"].strip():
        raise broken(name, line, _("no file"))
    truth = labelled(name, line, row["label"])
    texts = {column: (row.get(column) or "").strip() for column in (*LENGTHS, "kind", "age")}
    for column, length in LENGTHS.items():
        if len(texts[column]) > length:
            why = _("%(column)s has more than %(length)d characters") % {"column": column, "length": length}
            raise broken(name, line, why)
    kind, age = texts.pop("kind").lower(), texts.pop("age")
    if kind and (kind not in Face.Kind.values or (kind == Face.Kind.PHOTO) != (truth == Face.Truth.REAL)):
        raise broken(name, line, _("kind %(kind)s does not go with its label") % {"kind": kind[:40]})
    if age and not (age.isascii() and age.isdecimal() and len(age) <= 3 and int(age) <= OLDEST):
        raise broken(name, line, _("age is no number of years"))
    return texts | {
        "truth": truth,
        "kind": kind or kind_of(truth, texts["generator"] or row["label"]),
        "source": texts["source"] or label[:200],
        "licence": texts["licence"] or NOT_STATED,
        "non_commercial": non_commercial(texts["licence"]),
        "age": int(age) if age else None,
    }


def labelled(name: str, line: int, label: str) -> Face.Truth:
    """Return what the label in this line of a table means. Raises LayoutError (`label_unclear`)."""
    truth = truth_of(label)
    if truth is None:
        text = {"label": label[:40], "line": line, "name": name}
        if is_number(label):
            why = _("Line %(line)d of %(name)s: nobody can tell what the number %(label)s means. Write real or ai.")
        else:
            why = _("Line %(line)d of %(name)s: the label “%(label)s” is unknown. Write real, ai or edited.")
        raise LayoutError("label_unclear", why % text)
    return truth


def papers_from(row: dict[str, Any]) -> Papers:
    """Return the papers that a table has kept."""
    return Papers(**row | {"truth": Face.Truth(row["truth"]), "kind": Face.Kind(row["kind"])})
