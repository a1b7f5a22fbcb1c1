"""The faces that anybody may try on the first page, outside of any room.

They are few and are not dealt in rooms, so that asking for their truth over and over teaches nothing that counts.
"""

import secrets

from server.decks.models import Deck, Face
from server.decks.selectors import CLASSES, IN_PLAY, UnknownFaceError, tried

MOST = 12  # of each class
ONE_IN = 8  # and no more than this part of a deck's


def set_aside(deck: Deck) -> None:
    """Mark the samples of a deck that has none, by id, which tells nothing: equally many a class, none of a small deck.

    To be called before the deck is ready: a face that has been dealt must not become one whose truth can be asked.
    """
    if deck.faces.filter(IN_PLAY, sample=True).exists():
        return
    faces = [deck.faces.filter(IN_PLAY, truth=truth).order_by("id") for truth in CLASSES]
    each = min(MOST, *(of_class.count() // ONE_IN for of_class in faces))
    chosen = [face for of_class in faces for face in of_class.values_list("id", flat=True)[:each]]
    deck.faces.filter(id__in=chosen).update(sample=True)


def draw() -> str:
    """Return the id of one of them. Raises UnknownFaceError when there are none."""
    faces = tried()
    if not faces:
        raise UnknownFaceError("no face to try")
    return secrets.choice(faces).id


def sample_face(face_id: str) -> Face:
    """Return one of them by id. Raises UnknownFaceError for any other face."""
    for face in tried():
        if face.id == face_id:
            return face
    raise UnknownFaceError(face_id)
