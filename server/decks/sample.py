"""The faces that anybody may try on the first page, outside of any room.

They are few and are not dealt in rooms, so that asking for their truth over and over teaches nothing that counts.
Which ones they are is decided in intake.samples.
"""

import secrets

from server.decks.models import Face
from server.decks.selectors import UnknownFaceError, tried


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
