"""GenImage and sets like it: <generator>/<archive>/{train,val}/{ai,nature}/."""

import re
from typing import Final

from django.utils.translation import gettext as _

from server.decks.intake.layouts.labels import kind_of
from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.licences import NOT_STATED
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

_PATH = re.compile(r"^/(.+)/(?:train|val)/(ai|nature)/[^/]+$", re.IGNORECASE)

# GenImage's own generators, by what their folders are called there and in its archives, without signs between letters.
GENERATORS: Final = {
    "midjourney": "Midjourney",
    "stablediffusionv14": "Stable Diffusion 1.4",
    "stablediffusionv15": "Stable Diffusion 1.5",
    "sdv4": "Stable Diffusion 1.4",
    "sdv5": "Stable Diffusion 1.5",
    "glide": "GLIDE",
    "wukong": "Wukong",
    "vqdm": "VQDM",
    "biggan": "BigGAN",
    "adm": "ADM",
}
_ARCHIVE = re.compile(r"^imagenet(?:ai)?(?:\d{4})?")


class GenImage(Layout):
    """The generator is a folder's name. GenImage's own ones have its licence; of others nothing is known."""

    name = "genimage"

    def recognise(self) -> str:
        """Known by its folders."""
        return _("folders train and val of ai and nature") if self.seen(_PATH) else ""

    def told(self, path: str) -> Papers | Skip:
        """Read the folders above the split."""
        found = _PATH.search(path)
        if not found:
            return Skip("unlabelled")
        folders = found[1].split("/")
        known = next((name for folder in reversed(folders) if (name := _known(folder))), "")
        # Not GenImage itself: its generator is above the split, with one folder between them if there are as many.
        generator = known or folders[-2 if len(folders) > 2 else -1]
        truth = Face.Truth.AI if found[2].lower() == "ai" else Face.Truth.REAL
        return Papers(
            truth=truth,
            kind=kind_of(truth, generator),
            generator=generator[:120] if truth == Face.Truth.AI else "",
            source="GenImage" if known else self.source.label[:200],
            licence="CC BY-NC-SA 4.0" if known else NOT_STATED,
            credit="Mingjian Zhu et al.: GenImage" if known else "",
            non_commercial=True,
        )


def _known(folder: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", folder.lower())
    return GENERATORS.get(_ARCHIVE.sub("", plain), "")
