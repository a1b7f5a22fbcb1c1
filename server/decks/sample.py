"""The faces that anybody may try on the first page, outside of any room.

They are few, so that asking for their truth over and over teaches nothing about the rest of a deck.
"""

import secrets

from server.decks.models import Face
from server.decks.selectors import DEALT, UnknownFaceError, default_deck

EACH = 12  # faces of each class


def sample_ids() -> list[str]:
    """Return the ids of the faces to try. Raises UnknownDeckError when no deck is ready."""
    faces = Face.objects.filter(DEALT, deck=default_deck())
    return [
        face_id
        for truth in (Face.Truth.REAL, Face.Truth.AI)
        for face_id in faces.filter(truth=truth).order_by("id").values_list("id", flat=True)[:EACH]
    ]


def draw() -> str:
    """Return the id of one of them."""
    return secrets.choice(sample_ids())


def sample_face(face_id: str) -> Face:
    """Return one of them by id. Raises UnknownFaceError for any other face."""
    if face_id not in sample_ids():
        raise UnknownFaceError(face_id)
    return Face.objects.get(id=face_id)
