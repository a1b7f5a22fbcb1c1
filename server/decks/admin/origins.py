"""Which generators and licences the faces have. No index holds them: to know it of a million faces is to read them all.

So the pages of decks, which count, do it once after every import; the wall, which only offers choices, takes a sample.
"""

from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, Max

from server.decks.models import Deck, Face, ImportRun

KEPT = 3600  # seconds: as long what staff has entered by hand may be missing
SAMPLE = 10_000  # faces whose texts are offered as choices: all of them, of smaller tables
OF_EACH = 500  # faces of each deck: a small one beside a large one is not missed


class Origin(NamedTuple):
    """So many faces of one deck that share where they come from."""

    deck: int
    generator: str
    licence: str
    non_commercial: bool
    faces: int


def origins() -> list[Origin]:
    """Return them all, the most frequent first."""
    return list(caches["local"].get_or_set(f"decks-origins-{_edition()}", _counted, KEPT) or [])


def sampled() -> list[tuple[str, str]]:
    """Return the pairs of generator and licence that occur. Of a large deck, very rare ones may be missing."""
    return list(caches["local"].get_or_set(f"decks-sample-{_edition()}", _sample, KEPT) or [])


def _edition() -> str:
    runs = ImportRun.objects.aggregate(count=Count("id"), last=Max("finished"))
    return f"{runs['count']}-{runs['last'].timestamp() if runs['last'] else 0}"


def _counted() -> list[Origin]:
    rows = (
        Face.objects.order_by()
        .values_list("deck_id", "generator", "licence", "non_commercial")
        .annotate(faces=Count("id"))
        .order_by("-faces", "licence", "generator")
    )
    return [Origin(*row) for row in rows]


def _sample() -> list[tuple[str, str]]:
    rows = Face.objects.values_list("generator", "licence")
    found = set(rows.order_by("id")[:SAMPLE])  # ids are random: this is a fair sample
    for deck in Deck.objects.all():
        found.update(rows.filter(deck=deck).order_by()[:OF_EACH])
    return sorted(found)
