"""Puts the starter deck into the database and the media folder, once. Doing it again changes nothing."""

import fcntl
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from server.decks.intake.samples import set_aside
from server.decks.models import Deck, Face
from server.decks.retiring import retire_known
from server.decks.starter import develop
from server.decks.starter.casting import RECIPE, recipe
from server.decks.starter.portraits import Portrait, portraits, steps
from server.decks.starter.wheels import Progress, StarterDeckError, fetch

__all__ = ["StarterDeckError", "ensure_starter_deck", "keep"]

LOOK = 2  # to be raised with every change that makes other pictures of the same recipe
NAMES = uuid.UUID("6a0f7c1e-52d3-4a6b-9d0e-3c1b7f0e8a55")
SLUGS = {Face.Tier.MAIN: "starter", Face.Tier.EASY: "starter-easy"}
TITLES = {Face.Tier.MAIN: gettext_noop("Starter deck"), Face.Tier.EASY: gettext_noop("Starter deck, easy")}
DESCRIPTIONS = {
    Face.Tier.MAIN: gettext_noop(
        "Small grey photographs from the 1990s and new AI faces, photographed anew to look alike."
        " It shows the game; with practice the two sources can be told apart."
    ),
    Face.Tier.EASY: gettext_noop(
        "Faces of a small early generator (DCGAN), and photographs made as small as they are."
    ),
}


def ensure_starter_deck(progress: Progress) -> None:
    """Build the starter deck unless it is complete, and audit it. Raises StarterDeckError with one sentence if that
    cannot be done.

    Broken off, it leaves no half a deck, and goes on from the files it has the next time. Two processes take turns.
    """
    if is_complete() and not _unaudited().exists():
        return
    try:
        with _alone(settings.DATA / "locks" / "build-starter"):
            if not is_complete():
                made = recipe()
                wheels = fetch(settings.DATA / "wheels", progress, steps(made))
                keep(portraits(wheels, made, progress), Path(settings.MEDIA_ROOT))
            _audit(progress)
    except OSError as error:
        why = {"folder": settings.DATA, "why": error.strerror}
        raise StarterDeckError(_("The starter deck cannot be written to %(folder)s: %(why)s.") % why) from error


def edition() -> str:
    """Return what tells this starter deck from those of other versions."""
    return hashlib.sha256(RECIPE.read_bytes() + f"look {LOOK}".encode()).hexdigest()


def is_complete() -> bool:
    """Tell whether both decks are in the database, of this edition, and all their pictures in the media folder."""
    current = edition()
    if Deck.objects.filter(slug__in=SLUGS.values(), edition=current).count() < len(SLUGS):
        return False
    names = Face.objects.filter(deck__slug__in=SLUGS.values(), retired=False).values_list("picture", flat=True)
    return all(Path(settings.MEDIA_ROOT, str(name)).is_file() for name in names)


def keep(made: Iterable[Portrait], media: Path) -> None:
    """Write the pictures, then, in one transaction, their rows. A deck is ready only with all of its faces."""
    faces = [(portrait, _written(portrait, media)) for portrait in made]
    current = edition()
    with transaction.atomic():
        for tier, slug in SLUGS.items():
            part = [(portrait, name) for portrait, name in faces if portrait.tier == tier]
            deck, _ = Deck.objects.get_or_create(slug=slug)
            rows = [_row(deck, portrait, name) for portrait, name in part]
            Face.objects.bulk_create(rows, ignore_conflicts=True)
            if deck.edition != current:
                # Faces of other editions go out of play; those of this one come back, should it return, but for what
                # staff has retired: that stays, and so does what this edition makes of the same originals.
                ids = [row.id for row in rows]
                deck.faces.exclude(id__in=ids).filter(retired=False).update(retired=True, dropped=True)
                deck.faces.filter(id__in=ids, dropped=True).update(retired=False, dropped=False)
                of_decks = Face.objects.filter(deck__slug__in=SLUGS.values())
                unwanted = set(of_decks.filter(retired=True, dropped=False).values_list("original", flat=True)) - {""}
                deck.faces.filter(original__in=unwanted).update(retired=True, dropped=False)
                retire_known(deck.faces.all())
                deck.edition, deck.ready = current, True
                deck.audit, deck.leak, deck.audited = {}, None, None  # that was of other pictures
                deck.title, deck.description = TITLES[tier], DESCRIPTIONS[tier]
                deck.rank = 0 if tier == Face.Tier.MAIN else -1
                if tier == Face.Tier.MAIN:
                    set_aside(deck)
                deck.save()


def _unaudited() -> QuerySet[Deck]:
    return Deck.objects.filter(slug__in=SLUGS.values(), audited=None)


def _audit(progress: Progress) -> None:
    """Look how well the classes can be told apart by style, as every import does at its end."""
    from server.decks.audit.audit import AuditError, audited  # noqa: PLC0415  (half a second, and most starts need none)

    decks = list(_unaudited())
    for done, deck in enumerate(decks):
        progress(done, len(decks), _("comparing styles"))
        with suppress(AuditError):  # its owner has retired nearly all of it
            audited(deck)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process of this machine builds. The system lets go of the lock of a process that dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _id(portrait: Portrait) -> str:
    """Return the public id: drawn from the pixels, so that it is the same everywhere and tells nothing."""
    return uuid.uuid5(NAMES, f"{portrait.tier}/{portrait.sha256}").hex


def _written(portrait: Portrait, media: Path) -> str:
    """Write a picture unless it is there, whole or not at all, and return its name inside the media folder."""
    name = f"faces/{_id(portrait)[:2]}/{_id(portrait)}.jpg"
    path = media / name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")  # of the one process that builds: what a killed one left is written over
        draft.write_bytes(portrait.data)
        draft.replace(path)
    return name


def _row(deck: Deck, portrait: Portrait, name: str) -> Face:
    papers = portrait.papers
    return Face(
        id=_id(portrait),
        deck=deck,
        tier=portrait.tier,
        truth=papers.truth,
        kind=papers.kind,
        generator=papers.generator,
        source=papers.source,
        licence=papers.licence,
        credit=papers.credit,
        groups=portrait.groups,
        original=portrait.origin,
        sha256=portrait.sha256,
        picture=name,
        width=develop.SIDE,
        height=develop.SIDE,
        size=len(portrait.data),
    )
