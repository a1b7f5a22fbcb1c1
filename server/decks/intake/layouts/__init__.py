"""Which data set a source is, and what it says of its pictures. One module a data set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.translation import gettext as _

from server.decks.intake.errors import LayoutError
from server.decks.intake.layouts.ciplab import CIPLAB
from server.decks.intake.layouts.deepfake_and_real import DeepfakeAndReal
from server.decks.intake.layouts.deepfakeface import DeepFakeFace
from server.decks.intake.layouts.faces_140k import Faces140k
from server.decks.intake.layouts.ffhq import FFHQ
from server.decks.intake.layouts.genimage import GenImage
from server.decks.intake.layouts.imagefolder import ImageFolder
from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.manifest import Manifest
from server.decks.intake.layouts.million import MillionFakeFaces
from server.decks.intake.layouts.sfhq import SFHQ
from server.decks.intake.layouts.sfhq_t2i import SFHQT2I
from server.decks.intake.layouts.utkface import UTKFace
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.sources import Source
from server.decks.intake.survey import Survey
from server.decks.intake.tables import Table

__all__ = ["LAYOUTS", "PRESETS", "LayoutError", "Reader", "recognised"]

LAYOUTS: Final[tuple[type[Layout], ...]] = (
    Manifest,
    UTKFace,
    MillionFakeFaces,
    Faces140k,
    CIPLAB,
    FFHQ,
    DeepFakeFace,
    SFHQ,
    SFHQT2I,
    GenImage,
    DeepfakeAndReal,
    ImageFolder,
)
PRESETS: Final = tuple(layout.name for layout in LAYOUTS)


class Reader(Protocol):
    """Says what each file of a source is. `why`: what the layout was recognised by, one translated sentence."""

    @property
    def layout(self) -> str:
        """Return the layout's name."""

    @property
    def why(self) -> str:
        """Return what it was recognised by."""

    def papers(self, name: str) -> Papers | Skip:
        """Return a file's papers, or why it is not taken. The same each time it is asked."""


@dataclass(frozen=True, slots=True)
class _Recognised:
    layout: str
    why: str
    _layout: Layout
    _truth: str

    def papers(self, name: str) -> Papers | Skip:
        papers = self._layout.papers(name)
        if isinstance(papers, Papers) and self._truth and papers.truth != self._truth:
            return Skip("other_truth")
        return papers


@contextmanager
def recognised(source: Source, survey: Survey, *, preset: str = "", truth: str = "") -> Iterator[Reader]:
    """Tell which layout a source has, and read its tables. Raises LayoutError.

    `preset`: read it as this layout. `truth`: what the pictures are of which the set says nothing; those of which it
    says otherwise are skipped (`other_truth`).
    """
    layout, why = _chosen(source, survey, preset, truth)
    with Table() as table:
        layout.prepare(table)
        yield _Recognised(layout.name, why, layout, truth)


def _chosen(source: Source, survey: Survey, preset: str, truth: str) -> tuple[Layout, str]:
    if preset:
        kind = next((layout for layout in LAYOUTS if layout.name == preset), None)
        if kind is None:
            known = {"preset": preset, "names": ", ".join(PRESETS)}
            raise LayoutError("unknown_preset", _("There is no preset %(preset)s, only %(names)s.") % known)
        return kind(source, survey, truth), _("read as %(preset)s, as asked") % {"preset": preset}
    if not survey.pictures:
        looked = _("There are no pictures in it. Known are %(names)s.") % {"names": ", ".join(PRESETS)}
        raise LayoutError("unknown_layout", looked)
    fit = [(layout, why) for kind in LAYOUTS if (why := (layout := kind(source, survey, truth)).recognise())]
    best = max((layout.rank for layout, _why in fit), default=None)
    first, *others = [found for found in fit if found[0].rank == best] or [(ImageFolder(source, survey, truth), "")]
    if others:
        names = ", ".join(layout.name for layout, _why in (first, *others))
        raise LayoutError(
            "ambiguous", _("It looks like several sets: %(names)s. Say which with --preset.") % {"names": names}
        )
    return first
