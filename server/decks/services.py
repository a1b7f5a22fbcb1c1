"""What is done to decks as a whole: their names checked, opened for an import."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from server.decks.fetch import catalogue
from server.decks.intake.errors import IntakeError
from server.decks.models import Deck, ImportRun

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
    if slug in catalogue.paths():
        raise IntakeError("fetched_deck", _("A deck of this name can be fetched; import into a deck of your own."))


def deck_for(slug: str, *, grey: bool = False) -> Deck:
    """Return the deck to import into, a new one where there is none. Raises IntakeError."""
    check_name(slug)
    deck, _made = Deck.objects.get_or_create(
        slug=slug, defaults={"title": slug.replace("-", " ").replace("_", " ").capitalize(), "grey": grey, "rank": RANK}
    )
    if grey and not deck.grey and not deck.faces.exists():  # left by an import that brought nothing
        deck.grey = True
        deck.save(update_fields=["grey"])
    if grey and not deck.grey:
        raise IntakeError("colour_deck", _("The deck %s is in colour; grey pictures want a deck of their own.") % slug)
    return deck


def misnamed(deck: Deck) -> bool:
    """Tell whether a deck of one's own has a name that a deck to be fetched wants: it must be renamed before."""
    return deck.slug in catalogue.paths() and not deck.edition and not deck.runs.filter(layout="recipe").exists()


def drop_left(deck: Deck) -> None:
    """Delete the staged faces that imports which broke off have left, and their files, which go first: nothing leads to
    a file without a row.
    """
    left = deck.faces.filter(staged=True)
    for picture in left.values_list("picture", flat=True).iterator():
        Path(settings.MEDIA_ROOT, picture).unlink(missing_ok=True)
    left.delete()


def new_run(deck: Deck, source: str, layout: str, why: str, options: dict[str, object] | None = None) -> ImportRun:
    """Enter an import that begins. `options`: what it was told, as JSON can carry it."""
    return ImportRun.objects.create(
        deck=deck, source=source[:300], layout=layout[:40], why=why[:300], options=options or {}
    )
