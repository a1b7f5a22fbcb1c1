"""Synthetic Faces High Quality, parts 1 to 4: StyleGAN2's faces, with maps and landmarks that are no faces."""

import re
from typing import Final

from django.utils.translation import gettext as _

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face

_PATH = re.compile(r"/SFHQ_pt([1-4])_\d{8}\.(?:jpe?g|png|webp)$", re.IGNORECASE)
# What is beside the pictures, T2I's too.
BESIDE: Final = {"segmentations": "segmentation", "landmarks": "annotation", "pretrained_features": "annotation"}


def beside_pictures(path: str) -> Skip | None:
    """Say why a file in one of the other folders is not taken."""
    reasons = (reason for folder, reason in BESIDE.items() if f"/{folder}/" in path.lower())
    reason = next(reasons, "")
    return Skip(reason) if reason else None


class SFHQ(Layout):
    """All of them AI: paintings, 3D models and other AI faces, brought to life by one GAN."""

    name = "sfhq"

    def recognise(self) -> str:
        """Known by its names."""
        example = self.seen(_PATH)
        return example and _("names such as %(name)s") % {"name": example}

    def told(self, path: str) -> Papers | Skip:
        """Read its part."""
        if skip := beside_pictures(path):
            return skip
        part = _PATH.search(path)
        if not part:
            return Skip("bad_name")
        return Papers(
            truth=Face.Truth.AI,
            kind=Face.Kind.GAN,
            generator="StyleGAN2",
            source=f"SFHQ, part {part[1]}",
            licence="MIT",
            credit="David Beniaguev: Synthetic Faces High Quality (SFHQ), doi:10.34740/kaggle/dsv/4737549",
        )
