"""Who made the faces and under which terms: what the page of credits shows."""

from dataclasses import dataclass

from django.db.models import Count, Q

from server.decks.models import Deck, Face
from server.decks.selectors import DEALT


@dataclass(frozen=True, slots=True)
class SourceCredit:
    """One source of a deck's faces."""

    truth: Face.Truth
    kind: Face.Kind
    faces: int
    source: str
    generator: str
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class DeckCredit:
    """One deck and its sources, those with the most faces first."""

    slug: str
    title: str
    description: str
    real: int
    ai: int
    sources: tuple[SourceCredit, ...]


def deck_credits() -> list[DeckCredit]:
    """Return the credits of all ready decks."""
    return [_credit(deck) for deck in Deck.objects.filter(ready=True)]


def _credit(deck: Deck) -> DeckCredit:
    faces = Face.objects.filter(DEALT, deck=deck)
    counts = faces.aggregate(real=Count("id", filter=Q(truth="real")), ai=Count("id", filter=Q(truth="ai")))
    rows = (
        faces.order_by()
        .values_list("truth", "kind", "source", "generator", "licence", "credit")
        .annotate(faces=Count("id"))
        .order_by("-truth", "-faces", "source", "generator")
    )
    sources = tuple(
        SourceCredit(Face.Truth(truth), Face.Kind(kind), count, source, generator, licence, credit)
        for truth, kind, source, generator, licence, credit, count in rows
    )
    return DeckCredit(deck.slug, deck.title, deck.description, counts["real"], counts["ai"], sources)
