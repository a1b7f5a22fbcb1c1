"""140k Real and Fake Faces: 70,000 photographs of FFHQ and as many of StyleGAN's faces, with tables."""

import re
from functools import cached_property

from django.utils.translation import gettext as _

from server.decks.intake.layouts.labels import truth_of
from server.decks.intake.layouts.layout import Layout
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.tables import Table, beside, broken, columns, rows
from server.decks.models import Face

_PATH = re.compile(r"/real[-_]vs[-_]fake/(?:.*/)?(?:train|valid|test)/(?:real|fake)/[^/]+$", re.IGNORECASE)
_CLASS = re.compile(r"/(real|fake)/[^/]+$", re.IGNORECASE)
_COLUMNS = frozenset(("original_path", "id", "label", "label_str", "path"))


class Faces140k(Layout):
    """Its tables win over its folders. In its `label` 1 is real and 0 is fake: so its author says."""

    name = "140k"

    def recognise(self) -> str:
        """Known by its folders or by the columns of its tables."""
        if self.seen(_PATH):
            return _("folders real_vs_fake with train, valid and test of real and fake")
        if tables := self._tables:
            return _("the columns of %(name)s") % {"name": tables[0]}
        return ""

    def prepare(self, table: Table) -> None:
        """Read train.csv, valid.csv and test.csv, if they are there."""
        self.table = table
        for name in self._tables:
            for line, row in rows(self.source, name, _COLUMNS):
                truth = truth_of(row["label_str"]) or {"1": Face.Truth.REAL, "0": Face.Truth.AI}.get(row["label"])
                if truth is None:
                    raise broken(name, line, _("no label"))
                if not table.add(beside(name, row["path"]), {"truth": truth}):
                    raise broken(name, line, _("the same picture with two labels"))

    def told(self, path: str) -> Papers | Skip:
        """Look it up, else read its folder."""
        found, folder = self.row(path), _CLASS.search(path)
        truth = found["truth"] if found else folder and truth_of(folder[1])
        if truth is None:
            return Skip("unlabelled")
        if truth == Face.Truth.REAL:
            return Papers(
                truth=Face.Truth.REAL,
                kind=Face.Kind.PHOTO,
                source="140k Real and Fake Faces (FFHQ)",
                licence="CC BY-NC-SA 4.0",
                credit="xhlulu; Flickr-Faces-HQ: Karras, Laine, Aila (NVIDIA)",
                non_commercial=True,
            )
        return Papers(
            truth=Face.Truth.AI,
            kind=Face.Kind.GAN,
            generator="StyleGAN",
            source="140k Real and Fake Faces (1 Million Fake Faces)",
            licence="CC BY-NC 4.0",
            credit="xhlulu; 1 Million Fake Faces; StyleGAN: Karras, Laine, Aila (NVIDIA)",
            non_commercial=True,
        )

    @cached_property
    def _tables(self) -> list[str]:
        named = self.tables("train.csv", "valid.csv", "test.csv")
        return [name for name in named[:6] if columns(self.source, name) >= _COLUMNS]
