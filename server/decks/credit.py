"""Who made the faces and under which terms: what the pages of credits show.

A deck may hold a million faces of a hundred thousand authors: what was counted is kept for a minute.
"""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count

from server.decks.licence import licence_address
from server.decks.models import Deck, Face
from server.decks.selectors import DEALT

KEPT = 60  # seconds
Terms = tuple[str, str, str, str, str, bool]
TERMS = ("truth", "kind", "source", "generator", "licence", "non_commercial")


@dataclass(frozen=True, slots=True)
class Source:
    """Faces of one kind, from one source, under the same terms. `credit`: whom all of them are by, if it is one.

    `authors`: how many are named besides, each in a line of their own (see Credit).
    """

    truth: Face.Truth
    kind: Face.Kind
    source: str
    generator: str
    licence: str
    non_commercial: bool
    faces: int
    authors: int
    credit: str

    @property
    def address(self) -> str:
        """Return where its licence can be read; empty where unknown."""
        return licence_address(self.licence)


class Credit(NamedTuple):
    """One of several authors of a source (its number in the list), and how many faces are theirs."""

    name: str
    source: int
    faces: int


@dataclass(frozen=True, slots=True)
class Credits:
    """All that a deck owes: its sources, those with the most faces first, and the authors of each by name.

    `authors`: the fields of a Credit each. A hundred thousand plain tuples come out of the cache in no time.
    """

    sources: tuple[Source, ...]
    authors: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class DeckCredit:
    """A deck in the overview, and how many faces of each class it deals. `non_commercial`: some of them are."""

    slug: str
    title: str
    description: str
    real: int
    ai: int
    non_commercial: bool


def deck_credits() -> list[DeckCredit]:
    """Return all ready decks, best first. Counted once a minute."""
    return caches["local"].get_or_set("credits", _decks, KEPT) or []


def deck_credit(slug: str) -> DeckCredit | None:
    """Return a deck of the overview; None where there is none, or not yet."""
    return next((deck for deck in deck_credits() if deck.slug == slug), None)


def credits_of(slug: str) -> Credits:
    """Return what a ready deck owes to whom. Counted once a minute."""
    counted = partial(_credits, slug)
    return caches["local"].get_or_set(f"credits:{slug}", counted, KEPT) or counted()


def _decks() -> list[DeckCredit]:
    faces = Face.objects.filter(DEALT, deck__ready=True).order_by()
    counts = {
        (deck, truth): count for deck, truth, count in faces.values_list("deck", "truth").annotate(faces=Count("id"))
    }
    bound = set(faces.filter(non_commercial=True).values_list("deck", flat=True).distinct())
    return [
        DeckCredit(
            deck.slug,
            deck.title,
            deck.description,
            counts.get((deck.pk, "real"), 0),
            counts.get((deck.pk, "ai"), 0),
            deck.pk in bound,
        )
        for deck in Deck.objects.filter(ready=True)
    ]


def _credits(slug: str) -> Credits:
    rows = (
        Face.objects.filter(DEALT, deck__slug=slug, deck__ready=True)
        .order_by()
        .values_list(*TERMS, "credit")
        .annotate(faces=Count("id"))
    )
    found: dict[Terms, dict[str, int]] = {}  # faces by author, by terms
    for truth, kind, source, generator, licence, bound, credit, faces in rows.iterator(chunk_size=2000):
        found.setdefault((truth, kind, source, generator, licence, bound), {})[credit] = faces
    sources = [(_source(terms, faces), faces) for terms, faces in found.items()]
    sources.sort(key=lambda each: (each[0].truth != Face.Truth.REAL, -each[0].faces, each[0].source, each[0].generator))
    authors = [
        (name, number, faces[name])
        for number, (source, faces) in enumerate(sources)
        for name in (sorted(filter(None, faces)) if source.authors else ())
    ]
    return Credits(tuple(source for source, _ in sources), tuple(authors))


def _source(terms: Terms, faces: dict[str, int]) -> Source:
    truth, kind, source, generator, licence, non_commercial = terms
    names = [name for name in faces if name]
    return Source(
        truth=Face.Truth(truth),
        kind=Face.Kind(kind),
        source=source,
        generator=generator,
        licence=licence,
        non_commercial=non_commercial,
        faces=sum(faces.values()),
        authors=len(names) if len(faces) > 1 else 0,
        credit=names[0] if names and len(faces) == 1 else "",
    )
