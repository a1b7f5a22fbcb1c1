"""What the rest of the game may ask about decks. Reads only."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

import game.face
from server.decks.models import Deck, Face

CLASSES = (Face.Truth.REAL, Face.Truth.AI)
DEALT = Q(retired=False, staged=False, truth__in=CLASSES)
TRIED = 12  # faces of each class that anybody may try outside of rooms, at most
ONE_IN = 8  # and no more than this part of a deck's


class UnknownDeckError(LookupError):
    """There is no such deck, or it is not ready yet."""


class UnknownFaceError(LookupError):
    """There is no such face, or its picture is gone."""


@dataclass(frozen=True, slots=True)
class DeckChoice:
    """A deck as a host sees it when he chooses: how many real and AI faces it can deal.

    `non_commercial`: some of them come under a licence that allows no commercial use.
    """

    slug: str
    title: str
    real: int
    ai: int
    non_commercial: bool = False


def tried() -> list[Face]:
    """Return the faces whose truth anybody may ask on the first page: the default deck's first, equally many a class.

    They are never dealt: what can be asked beforehand is no question. Empty for a small deck, and without one.
    """
    deck = _ready().first()
    if deck is None:
        return []
    faces = Face.objects.filter(DEALT, deck=deck).order_by("id")
    each = min(TRIED, *(faces.filter(truth=truth).count() // ONE_IN for truth in CLASSES))
    return [face for truth in CLASSES for face in faces.filter(truth=truth)[:each]]


def playable(slug: str) -> tuple[game.face.Face, ...]:
    """Return the faces that can be dealt from a ready deck, by public id: an order that tells nothing.

    Without those that can be tried, in whichever deck their pictures are.
    """
    if not Deck.objects.filter(slug=slug, ready=True).exists():
        raise UnknownDeckError(slug)
    return tuple(
        game.face.Face(
            id=face.id,
            truth=game.face.Truth(face.truth),
            groups=tuple(face.groups),
            kind=face.kind,
            generator=face.generator,
            source=face.source,
            licence=face.licence,
            credit=face.credit,
            non_commercial=face.non_commercial,
        )
        for face in Face.objects.filter(DEALT, deck__slug=slug).exclude(sha256__in=_tried_pictures()).order_by("id")
    )


def largest_picture(slug: str) -> int:
    """Return the size of the largest picture that a deck can deal, in bytes."""
    return Face.objects.filter(DEALT, deck__slug=slug).aggregate(largest=Max("size"))["largest"] or 0


def decks() -> list[DeckChoice]:
    """Return the ready decks that can deal faces of both classes, best first."""
    dealt = Q(faces__retired=False, faces__staged=False) & ~Q(faces__sha256__in=_tried_pictures())
    real, ai = (Count("faces", filter=dealt & Q(faces__truth=truth)) for truth in CLASSES)
    bound = Count("faces", filter=dealt & Q(faces__non_commercial=True, faces__truth__in=CLASSES))
    rows = Deck.objects.filter(ready=True).annotate(real=real, ai=ai, bound=bound).filter(real__gt=0, ai__gt=0)
    return [
        DeckChoice(row.slug, row.title, row.real, row.ai, non_commercial=row.bound > 0)
        for row in rows.order_by("-rank", "slug")
    ]


def default_deck() -> Deck:
    """Return the deck that a new room plays."""
    best = _ready().first()
    if best is None:
        raise UnknownDeckError("no deck is ready")
    return best


def picture(face_id: str) -> bytes:
    """Return a face's JPEG."""
    name = Face.objects.filter(id=face_id).values_list("picture", flat=True).first()
    if name is None:
        raise UnknownFaceError(face_id)
    try:
        return Path(settings.MEDIA_ROOT, str(name)).read_bytes()
    except FileNotFoundError as gone:
        raise UnknownFaceError(face_id) from gone


def _ready() -> QuerySet[Deck]:
    """Return the ready decks that hold faces of both classes, best first."""
    real, ai = (
        Exists(Face.objects.filter(deck=OuterRef("pk"), retired=False, staged=False, truth=truth)) for truth in CLASSES
    )
    return Deck.objects.filter(real, ai, ready=True).order_by("-rank", "slug")


def _tried_pictures() -> list[str]:
    return [face.sha256 for face in tried()]
