"""What the rest of the game may ask about decks. Reads only."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q

import game.face
from server.decks.models import Deck, Face

DEALT = Q(retired=False, truth__in=(Face.Truth.REAL, Face.Truth.AI))


class UnknownDeckError(LookupError):
    """There is no such deck, or it is not ready yet."""


class UnknownFaceError(LookupError):
    """There is no such face, or its picture is gone."""


@dataclass(frozen=True, slots=True)
class DeckChoice:
    """A deck as a host sees it when he chooses: how many real and AI faces it can deal."""

    slug: str
    title: str
    real: int
    ai: int


def playable(slug: str) -> tuple[game.face.Face, ...]:
    """Return the faces that can be dealt from a ready deck, by public id: an order that tells nothing."""
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
        )
        for face in Face.objects.filter(DEALT, deck__slug=slug).order_by("id")
    )


def decks() -> list[DeckChoice]:
    """Return the ready decks that hold faces of both classes, best first."""
    real, ai = (
        Count("faces", filter=Q(faces__retired=False, faces__truth=truth)) for truth in (Face.Truth.REAL, Face.Truth.AI)
    )
    rows = Deck.objects.filter(ready=True).annotate(real=real, ai=ai).filter(real__gt=0, ai__gt=0)
    return [DeckChoice(row.slug, row.title, row.real, row.ai) for row in rows.order_by("-rank", "slug")]


def default_deck() -> Deck:
    """Return the deck that a new room plays."""
    best = next(iter(decks()), None)
    if best is None:
        raise UnknownDeckError("no deck is ready")
    return Deck.objects.get(slug=best.slug)


def picture(face_id: str) -> bytes:
    """Return a face's JPEG."""
    name = Face.objects.filter(id=face_id).values_list("picture", flat=True).first()
    if name is None:
        raise UnknownFaceError(face_id)
    try:
        return Path(settings.MEDIA_ROOT, str(name)).read_bytes()
    except FileNotFoundError as gone:
        raise UnknownFaceError(face_id) from gone
