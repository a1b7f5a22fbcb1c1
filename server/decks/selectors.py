"""What the rest of the game may ask about decks. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

import game.face
from game.difficulty import UNKNOWN
from game.room import Dealing
from server.decks.audit.limits import LEAKS
from server.decks.candidates import Candidates, candidates
from server.decks.models import Deck, Face

CLASSES = (Face.Truth.REAL, Face.Truth.AI)
# IN and not =, which Django writes as NOT: SQLite finds nothing in an index by that, and would read the whole deck.
IN_PLAY = Q(retired__in=(False,), staged__in=(False,))
DEALT = IN_PLAY & Q(truth__in=CLASSES)
LARGE = 20_000  # faces that take so long to count that it is not done for every page
COUNTED = "decks/choices"


class UnknownDeckError(LookupError):
    """There is no such deck, or it is not ready yet."""


class UnknownFaceError(LookupError):
    """There is no such face, or its picture is gone."""


@dataclass(frozen=True, slots=True)
class DeckChoice:
    """A deck as a host sees it when he chooses: how many real and AI faces it can deal.

    `non_commercial`: some of them come under a licence that allows no commercial use. `leaks`: its audit has found that
    real and AI pictures differ in style, so much that one can tell them by that alone.
    """

    slug: str
    title: str
    real: int
    ai: int
    non_commercial: bool = False
    leaks: bool = False


def tried() -> list[Face]:
    """Return the faces whose truth anybody may ask on the first page: of the best ready deck that has some (see
    sample.set_aside), equally many a class. They are never dealt: what can be asked beforehand is no question.
    """
    ready = Face.objects.filter(IN_PLAY, sample=True, deck__ready=True)
    shown = list(ready.order_by("-deck__rank", "deck__slug", "id"))
    best = [face for face in shown if face.deck_id == shown[0].deck_id]
    classes = [[face for face in best if face.truth == truth] for truth in CLASSES]
    return [face for of_class in classes for face in of_class[: min(map(len, classes))]]


def is_ready(slug: str) -> bool:
    """Tell whether a deck can be chosen."""
    return Deck.objects.filter(slug=slug, ready=True).exists()


def drawn(slug: str, dealing: Dealing = Dealing.MIXED, skill: float = UNKNOWN.rating) -> Candidates:
    """Return what a match of a ready deck may be dealt from: all of it, or of a large one a random sample.

    Without the pictures of all samples there ever were, in whichever deck. `skill`: the room's, for adaptive
    dealing.
    """
    deck = Deck.objects.filter(slug=slug, ready=True).first()
    if deck is None:
        raise UnknownDeckError(slug)
    dealt = Face.objects.filter(IN_PLAY, deck=deck).exclude(sha256__in=_sample_pictures())
    return candidates(dealt, dealing, skill)


def playable(slug: str) -> tuple[game.face.Face, ...]:
    """Return the faces that a match may be dealt from (see drawn), by public id: an order that tells nothing."""
    return drawn(slug).faces


def decks() -> list[DeckChoice]:
    """Return the ready decks that can deal faces of both classes, best first. Large ones are counted now and then."""
    known: list[DeckChoice] | None = caches["local"].get(COUNTED)
    if known is None:
        known = _counted()
        if sum(deck.real + deck.ai for deck in known) > LARGE:
            caches["local"].set(COUNTED, known, 30)
    return known


def _counted() -> list[DeckChoice]:
    found = list(Deck.objects.filter(ready=True).order_by("-rank", "slug"))
    dealt = Face.objects.filter(DEALT, deck__in=found).order_by()
    # Counted in the index alone.
    each = dealt.values_list("deck", "truth").annotate(faces=Count("*"))
    counts = Counter({(deck, truth): faces for deck, truth, faces in each})
    # Nothing but deck and picture is asked for: they have an index of their own.
    same = Face.objects.filter(deck__in=found, sha256__in=_sample_pictures()).order_by()
    counts.subtract((face.deck_id, face.truth) for face in same if not face.retired and not face.staged)
    bound = Face.objects.filter(DEALT, deck=OuterRef("pk"), non_commercial=True)
    marked = set(Deck.objects.filter(Exists(bound), ready=True).values_list("pk", flat=True))
    real, ai = CLASSES
    return [
        DeckChoice(
            deck.slug,
            deck.title,
            counts[deck.pk, real],
            counts[deck.pk, ai],
            non_commercial=deck.pk in marked,
            leaks=deck.leak is not None and deck.leak >= LEAKS,
        )
        for deck in found
        if counts[deck.pk, real] > 0 and counts[deck.pk, ai] > 0
    ]


def titles(slugs: Iterable[str]) -> dict[str, str]:
    """Return the titles of decks, in one query; a deck that is gone keeps its slug."""
    wanted = set(slugs)
    return {slug: slug for slug in wanted} | dict(Deck.objects.filter(slug__in=wanted).values_list("slug", "title"))


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
    real, ai = (Exists(Face.objects.filter(IN_PLAY, deck=OuterRef("pk"), truth=truth)) for truth in CLASSES)
    return Deck.objects.filter(real, ai, ready=True).order_by("-rank", "slug")


def _sample_pictures() -> list[str]:
    return list(Face.objects.filter(sample=True).values_list("sha256", flat=True))
