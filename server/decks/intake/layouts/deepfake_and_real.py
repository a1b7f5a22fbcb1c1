"""Deepfake and Real Images: Dataset/{Train,Validation,Test}/{Real,Fake}/, made from OpenForensics."""

import re

from django.utils.translation import gettext as _

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.licences import NOT_STATED
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

_CLASS = re.compile(r"/(?:train|validation|test)/(real|fake)/[^/]+$", re.IGNORECASE)
_PATH = re.compile(rf"/dataset{_CLASS.pattern}", re.IGNORECASE)


class DeepfakeAndReal(Layout):
    """Its fakes are faces that a GAN has put into photographs."""

    name = "deepfake_and_real_images"

    def recognise(self) -> str:
        """Known by its folders."""
        return _("folders Dataset with Train, Validation and Test of Real and Fake") if self.seen(_PATH) else ""

    def told(self, path: str) -> Papers | Skip:
        """Read the folder."""
        found = _CLASS.search(path)
        if not found:
            return Skip("unlabelled")
        real = found[1].lower() == "real"
        return Papers(
            truth=Face.Truth.REAL if real else Face.Truth.AI,
            kind=Face.Kind.PHOTO if real else Face.Kind.GAN,
            source="Deepfake and Real Images",
            licence=NOT_STATED,
            credit="Manjil Karki; OpenForensics: Trung-Nghia Le et al.",
            non_commercial=True,
        )
