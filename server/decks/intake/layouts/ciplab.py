"""Real and Fake Face Detection (CIPLAB): photographs, and photographs that experts have edited."""

import re

from django.utils.translation import gettext as _

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.licences import NOT_STATED
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

_REAL = re.compile(r"/real_\d+\.(?:jpe?g|png)$", re.IGNORECASE)
_EDITED = re.compile(r"/(?:easy|mid|hard)_\d+_[01]{4}\.(?:jpe?g|png)$", re.IGNORECASE)
_PATH = re.compile(
    rf"/training_real/{_REAL.pattern[1:]}|/training_fake/{_EDITED.pattern[1:]}",
    re.IGNORECASE,
)


class CIPLAB(Layout):
    """What it calls fake is composed of photographs by hand: edited, not AI."""

    name = "ciplab"

    def recognise(self) -> str:
        """Known by its folders and names."""
        example = self.seen(_PATH)
        return example and _("folders training_real and training_fake with names such as %(name)s") % {"name": example}

    def told(self, path: str) -> Papers | Skip:
        """Read the name: it says the same as the folder."""
        edited = bool(_EDITED.search(path))
        if not edited and not _REAL.search(path):
            return Skip("bad_name")
        return Papers(
            truth=Face.Truth.EDITED if edited else Face.Truth.REAL,
            kind=Face.Kind.EDITED if edited else Face.Kind.PHOTO,
            source="Real and Fake Face Detection",
            licence=NOT_STATED,
            credit="Computational Intelligence and Photography Lab, Yonsei University",
            non_commercial=True,
        )
