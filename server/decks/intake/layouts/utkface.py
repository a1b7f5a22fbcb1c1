"""UTKFace: photographs whose names tell age, gender and race. Chips, the pictures in the wild, and Kaggle's copies."""

import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

GENDERS: Final = ("male", "female")
RACES: Final = ("White", "Black", "Asian", "Indian", "Others")
OLDEST: Final = 116

# <age>_<gender>_<race>_<time>: 17 digits of time, as a rule.
_NAME = re.compile(r"/(\d{1,3})_([01])_([0-4])_\d{8,20}\.jpe?g(?:\.chip\.jpe?g)?$", re.IGNORECASE)
# As some are misspelt: no gender, no race, a space or no dot behind the time.
_ALIKE = re.compile(r"/\d{1,3}_(?:\d?_){0,2}\d{12,20} ?\.?jpe?g(?:\.chip\.jpe?g)?$", re.IGNORECASE)


class UTKFace(Layout):
    """Aligned and in the wild, all photographs. Misspelt names are taken, with nothing known of who is in them."""

    name = "utkface"

    def recognise(self) -> str:
        """Known by its names."""
        example = self.seen(_ALIKE)
        return example and _("names of age, gender, race and time, such as %(name)s") % {"name": example}

    def told(self, path: str) -> Papers | Skip:
        """Read the name."""
        if not _ALIKE.search(path):
            return Skip("bad_name")
        found = _NAME.search(path)
        age, gender, race = (int(figure) for figure in found.groups()) if found else (OLDEST + 1, 0, 0)
        known = age <= OLDEST
        return Papers(
            truth=Face.Truth.REAL,
            kind=Face.Kind.PHOTO,
            source="UTKFace",
            licence=gettext_noop("non-commercial research only, not to be passed on"),
            credit="Zhifei Zhang, Yang Song, Hairong Qi: UTKFace",
            non_commercial=True,
            age=age if known else None,
            gender=GENDERS[gender] if known else "",
            race=RACES[race] if known else "",
        )
