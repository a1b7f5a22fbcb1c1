"""Which generators and licences the faces have, and how many of each: asked once after every import, then kept.

No index holds them, so in a deck of a million faces to look is to read every row: some seconds, and not twice.
"""

from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Max

from server.decks.models import Face, ImportRun

KEPT = 3600  # seconds: as long a generator that staff has entered by hand may be missing from the filters


class Origin(NamedTuple):
    """So many faces of one deck that share where they come from."""

    deck: int
    generator: str
    licence: str
    non_commercial: bool
    faces: int


def origins() -> list[Origin]:
    """Return them all, the most frequent first."""
    runs = ImportRun.objects.aggregate(count=Count("id"), last=Max("finished"))
    last = runs["last"].timestamp() if runs["last"] else 0
    return list(cache.get_or_set(f"decks-origins-{runs['count']}-{last}", _counted, KEPT) or [])


def _counted() -> list[Origin]:
    rows = (
        Face.objects.order_by()
        .values_list("deck_id", "generator", "licence", "non_commercial")
        .annotate(faces=Count("id"))
        .order_by("-faces", "licence", "generator")
    )
    return [Origin(*row) for row in rows]
