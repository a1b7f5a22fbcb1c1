"""DeepFakeFace: photographs of well-known people, and three pictures that models made of each."""

import re
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.licences import NOT_STATED
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

# <person>_<date of birth>_<year of the photograph>
_NAME = r"/(\d+)_\d{4}-\d{1,2}-\d{1,2}_\d{4}\.(?:jpe?g|png)$"
_PATH = re.compile(rf"/(wiki|inpainting|text2img|insight)/(?:.*/)?\d\d{_NAME}", re.IGNORECASE)


class Part(NamedTuple):
    """What the pictures of one of its folders are."""

    truth: Face.Truth
    kind: Face.Kind
    generator: str = ""
    licence: str = NOT_STATED


PARTS: Final = {
    "wiki": Part(
        Face.Truth.REAL, Face.Kind.PHOTO, licence=gettext_noop("photographs of IMDB-WIKI: academic research only")
    ),
    "inpainting": Part(Face.Truth.AI, Face.Kind.DIFFUSION, "Stable Diffusion Inpainting"),
    "text2img": Part(Face.Truth.AI, Face.Kind.DIFFUSION, "Stable Diffusion 1.5"),
    "insight": Part(Face.Truth.EDITED, Face.Kind.SWAP, "InsightFace"),
}


class DeepFakeFace(Layout):
    """Known by its four folders or archives. A picture's name is the same in each of them: one pair, one person."""

    name = "deepfakeface"

    def recognise(self) -> str:
        """Known by folders and names."""
        example = self.seen(_PATH)
        return example and _("folders wiki, inpainting, text2img or insight with names such as %(name)s") % {
            "name": example
        }

    def told(self, path: str) -> Papers | Skip:
        """Read folder and name."""
        found = _PATH.search(path)
        if not found:
            return Skip("bad_name" if re.search(_NAME, path) is None else "unlabelled")
        part = PARTS[found[1].lower()]
        return Papers(
            truth=part.truth,
            kind=part.kind,
            generator=part.generator,
            source="DeepFakeFace",
            licence=part.licence,
            credit="Haixu Song, Shiyu Huang, Yinpeng Dong, Wei-Wei Tu: DeepFakeFace",
            non_commercial=True,
            group=f"deepfakeface/{found[2]}"[:120],
            pair=f"deepfakeface/{PurePosixPath(path).stem}"[:120],
        )
