"""SFHQ-T2I: faces of five models that make pictures from text, with a table that tells which made each."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.sfhq import beside_pictures
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.tables import Table, beside, broken, rows
from server.decks.models import Face

_TABLE = "sfhq_t2i_dataset.csv"
_NAME = re.compile(r"/(?:FLUX1_(?:pro|dev|schnell)|SDXL|DALL-?E_?3)_image_\d+\.(?:jpe?g|png|webp)$", re.IGNORECASE)


class SFHQT2I(Layout):
    """All of them AI. A picture that the table does not name is taken, its model unknown, if its name is of the set."""

    name = "sfhq_t2i"

    def recognise(self) -> str:
        """Known by its table or its names."""
        if tables := self.tables(_TABLE):
            return tables[0]
        example = self.seen(_NAME)
        return example and _("names such as %(name)s") % {"name": example}

    def prepare(self, table: Table) -> None:
        """Read each picture's model."""
        self.table = table
        for name in self.tables(_TABLE)[:1]:
            for line, row in rows(self.source, name, ("image_filename", "model_used")):
                if not table.add(beside(name, row["image_filename"]), {"generator": row["model_used"].strip()[:120]}):
                    raise broken(name, line, _("the same picture with two models"))

    def told(self, path: str) -> Papers | Skip:
        """Look its model up."""
        if skip := beside_pictures(path):
            return skip
        row = self.row(path)
        if not row and not _NAME.search(path):
            return Skip("bad_name")
        return Papers(
            truth=Face.Truth.AI,
            kind=Face.Kind.DIFFUSION,
            generator=row["generator"] if row else "",
            source="SFHQ-T2I",
            licence=gettext_noop("free to use, its author says"),
            credit="David Beniaguev: SFHQ-T2I, doi:10.34740/kaggle/dsv/9548853",
        )
