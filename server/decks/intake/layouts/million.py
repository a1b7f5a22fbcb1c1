"""1 Million Fake Faces: StyleGAN's pictures under names of ten letters and digits, in folders 1m_faces_NN."""

import re
from functools import cached_property

from django.utils.translation import gettext as _

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

_NAME = re.compile(r"/[A-Z0-9]{10}\.(?:jpe?g|JPE?G|png|PNG)$")
_PATH = re.compile(rf"/1m_faces_\d\d[^/]*/(?:.*/)?{_NAME.pattern[1:]}")


class MillionFakeFaces(Layout):
    """All of them AI. The folder or archive of one part is known by its own name."""

    name = "1m_faces"

    def recognise(self) -> str:
        """Known by folders and names."""
        example = self.seen(_PATH)
        return example and _("folders 1m_faces_NN with names such as %(name)s") % {"name": example}

    @cached_property
    def _own(self) -> re.Pattern[str]:
        return self.pattern(_PATH, _NAME)

    def told(self, path: str) -> Papers | Skip:
        """Say the same of each."""
        if not self._own.search(path):
            return Skip("bad_name")
        return Papers(
            truth=Face.Truth.AI,
            kind=Face.Kind.GAN,
            generator="StyleGAN",
            source="1 Million Fake Faces",
            licence="CC BY-NC 4.0",
            credit="1 Million Fake Faces; StyleGAN: Karras, Laine, Aila (NVIDIA)",
            non_commercial=True,
        )
