"""What is done to decks as a whole: opened for an import, their faces retired and brought back."""

import re

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError
from server.decks.models import Deck, Face, ImportRun

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
RANK = -10  # below the starter deck: staff say whether new rooms play an imported one
BUILT = ("starter", "starter-easy")  # made by the game itself, and made anew with other editions


def check_name(slug: str) -> None:
    """Raise IntakeError unless a deck of this name can be imported into."""
    if not SLUG.fullmatch(slug) or len(slug) > 50:
        raise IntakeError(
            "bad_deck_name", _("A deck's name has small letters, digits and hyphens, 50 at most: %s") % slug
        )
    if slug in BUILT:
        raise IntakeError("built_deck", _("The starter deck is built by the game; import into a deck of your own."))


def deck_for(slug: str, *, grey: bool = False) -> Deck:
    """Return the deck to import into, a new one where there is none. Raises IntakeError."""
    check_name(slug)
    deck, _made = Deck.objects.get_or_create(
        slug=slug, defaults={"title": slug.replace("-", " ").replace("_", " ").capitalize(), "grey": grey, "rank": RANK}
    )
    if grey and not deck.grey:
        raise IntakeError("colour_deck", _("The deck %s is in colour; grey pictures want a deck of their own.") % slug)
    return deck


def drop_empty(deck: Deck) -> None:
    """Forget a deck that an import has opened and brought nothing to."""
    if not deck.ready and not deck.faces.exists():
        deck.runs.all().delete()
        deck.delete()


def retire(faces: QuerySet[Face]) -> int:
    """Take faces out of play for good, or until they are brought back; return how many. Past matches keep them."""
    return faces.filter(retired=False).update(retired=True)


def bring_back(faces: QuerySet[Face]) -> int:
    """Put retired faces back into play; return how many."""
    return faces.filter(retired=True).update(retired=False)


def new_run(deck: Deck, source: str, layout: str, why: str, options: dict[str, object] | None = None) -> ImportRun:
    """Enter an import that begins. `options`: what it was told, as JSON can carry it."""
    return ImportRun.objects.create(
        deck=deck, source=source[:300], layout=layout[:40], why=why[:300], options=options or {}
    )
