"""Which faces become the samples that anybody may try, and which pictures stay out of decks because they are samples.

A sample's truth can be asked by everybody: its picture, whatever size or quality it comes in, is no question any more.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from PIL import Image

from server.decks.intake.likeness import likeness
from server.decks.intake.lookalikes import Known, Likenesses, known_faces
from server.decks.models import Deck, Face
from server.decks.selectors import CLASSES, IN_PLAY

MOST = 12  # of each class
ONE_IN = 8  # and no more than this part of a deck's


def set_aside(deck: Deck) -> None:
    """Mark the samples of a deck that has none, by id, which tells nothing: equally many a class, none of a small deck,
    and none that another face looks like, in whichever deck: that one may have been dealt.

    To be called before the deck is ready: a face that has been dealt must not become one whose truth can be asked.
    """
    if deck.faces.filter(IN_PLAY, sample=True).exists():
        return
    faces = [deck.faces.filter(IN_PLAY, truth=truth).order_by("id") for truth in CLASSES]
    each = min(MOST, *(of_class.count() // ONE_IN for of_class in faces))
    if not each:
        return
    everything = Likenesses(known_faces(Face.objects.all()))
    fit = [[face.id for face in islice(_unlike(of_class, everything), each)] for of_class in faces]
    chosen = [face for of_class in fit for face in of_class[: min(map(len, fit))]]
    deck.faces.filter(id__in=chosen).update(sample=True)


def samples() -> Likenesses:
    """Return what all samples look like that there ever were. Those of decks that do not say are looked at."""
    faces = Face.objects.filter(sample=True)
    return Likenesses([*known_faces(faces), *_looked_at(faces.filter(likeness=""))])


def _unlike(faces: QuerySet[Face], everything: Likenesses) -> Iterator[Face]:
    for face in faces.iterator():
        if not face.likeness or all(near.id == face.id for near in everything.near(face.likeness)):
            yield face


def _looked_at(faces: QuerySet[Face]) -> Iterator[Known]:
    for face in faces:
        path = Path(settings.MEDIA_ROOT, str(face.picture))
        if path.is_file():
            with Image.open(path) as picture:
                yield Known(likeness(picture), face.id, Face.Truth(face.truth))
