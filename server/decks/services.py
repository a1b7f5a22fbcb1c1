"""What is done to decks as a whole: opened for an import, their faces retired and brought back."""

import re

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from server.decks.fetch import catalogue
from server.decks.intake.errors import IntakeError
from server.decks.models import Deck, Face, ImportRun

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
BATCH = 1000  # rows a statement
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


def everywhere(faces: QuerySet[Face]) -> QuerySet[Face]:
    """Return these faces and all that show the same picture, in whichever deck: what came in or what came out of it
    is the same to the pixel.
    """
    rows = list(faces.values_list("id", "sha256", "pixels_sha256"))
    # The indexes begin with the deck: naming all of them lets the database use these.
    of_decks = Face.objects.filter(deck__in=list(Deck.objects.values_list("pk", flat=True))).order_by()
    finished = of_decks.filter(sha256__in={sha256 for _, sha256, _ in rows})
    came = of_decks.filter(~Q(pixels_sha256=""), pixels_sha256__in={pixels for *_, pixels in rows if pixels})
    ids = {face for face, *_ in rows}.union(*(same.values_list("id", flat=True) for same in (finished, came)))
    return Face.objects.filter(id__in=ids)


def retire(faces: QuerySet[Face]) -> int:
    """Take faces, and the same pictures in other decks, out of play for good, or until they are brought back; return
    how many. Past matches keep them.
    """
    played = Q(retired=False) | Q(dropped=True)  # no edition is to bring them back
    return everywhere(faces).filter(played).update(retired=True, dropped=False)


def bring_back(faces: QuerySet[Face]) -> int:
    """Put retired faces, and the same pictures in other decks, back into play; return how many."""
    return everywhere(faces).filter(retired=True).update(retired=False, dropped=False)


def relabel(face: Face) -> int:
    """Let the same picture in other decks be what this face is now said to be; return how many."""
    others = everywhere(Face.objects.filter(pk=face.pk)).exclude(truth=face.truth)
    return others.update(truth=face.truth, kind=face.kind, generator=face.generator)


def retire_known(faces: QuerySet[Face]) -> int:
    """Take those of new faces out of play whose pictures were retired in other decks; return how many."""
    decks = list(Deck.objects.values_list("pk", flat=True))
    retired = list(
        Face.objects.filter(deck__in=decks, retired__in=(True,), dropped=False)
        .order_by()
        .values_list("sha256", "pixels_sha256")
    )
    count = 0
    for start in range(0, len(retired), BATCH):
        finished, came = zip(*retired[start : start + BATCH], strict=True)
        same = Q(sha256__in=finished) | Q(pixels_sha256__in=[pixels for pixels in came if pixels])
        count += faces.filter(same, retired=False).update(retired=True)
    return count


def new_run(deck: Deck, source: str, layout: str, why: str, options: dict[str, object] | None = None) -> ImportRun:
    """Enter an import that begins. `options`: what it was told, as JSON can carry it."""
    return ImportRun.objects.create(
        deck=deck, source=source[:300], layout=layout[:40], why=why[:300], options=options or {}
    )
