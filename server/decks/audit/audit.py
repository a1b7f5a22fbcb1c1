"""How well a deck's classes can be told apart by anything but the faces."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from server.decks.audit.classifier import Figures, judged
from server.decks.audit.limits import LEAKS, TELLS
from server.decks.audit.looks import LOOKS, Vector, looks
from server.decks.models import Deck, Face
from server.decks.models.face import own_group
from server.decks.selectors import DEALT

MOST = 1000  # faces of each class that are looked at
LEAST = 10
TOGETHER = "together"
CLASSES = (Face.Truth.AI, Face.Truth.REAL)


class AuditError(Exception):
    """A deck cannot be audited. `code` is stable; the message is one translated sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found. `looks`: figures by look, and those of all together; `leak`: the largest lower end of their
    intervals: the deck can be told by at least that. `tells`: the looks that tell the classes apart.
    """

    real: int
    ai: int
    people: int
    looks: dict[str, Figures]
    leak: float
    tells: tuple[str, ...]

    @property
    def leaks(self) -> bool:
        """Whether a host is warned."""
        return self.leak >= LEAKS

    def told(self) -> dict[str, object]:
        """Return it as JSON can carry it."""
        figures = {name: {k: round(v, 4) for k, v in each._asdict().items()} for name, each in self.looks.items()}
        return (
            asdict(self)
            | {"looks": figures, "leak": round(self.leak, 4), "tells": list(self.tells)}
            | {"leaks": self.leaks}
        )


def audited(deck: Deck, seed: int = 0) -> Audit:
    """Audit a deck and keep what was found in its row. Raises AuditError (`too_few`).

    Looks at the faces that can be dealt, at MOST of each class, drawn by `seed`, equally many of both.
    """
    rng = np.random.default_rng(seed)
    ids = {truth: list(_dealt(deck, truth).order_by("id").values_list("id", flat=True)) for truth in CLASSES}
    each = min(MOST, *map(len, ids.values()))
    if each < LEAST:
        raise AuditError("too_few", _("An audit wants %(n)d faces of each class at least.") % {"n": LEAST})
    drawn = [str(face) for truth in CLASSES for face in rng.choice(ids[truth], each, replace=False)]
    rows = Face.objects.in_bulk(drawn)
    faces = [rows[face] for face in drawn]
    seen = [one for one in zip(faces, _seen(faces), strict=True) if one[1] is not None]
    ai = np.array([face.truth == Face.Truth.AI for face, _look in seen])
    people = _people([face for face, _look in seen])
    tables = {name: np.stack([look[name] for _face, look in seen if look]) for name in LOOKS}
    tables[TOGETHER] = np.concatenate(list(tables.values()), axis=1)
    try:
        figures = {name: judged(table, ai, people, seed) for name, table in tables.items()}
    except ValueError as error:
        raise AuditError("too_few", _("An audit wants several people of each class.")) from error
    found = Audit(
        real=int((~ai).sum()),
        ai=int(ai.sum()),
        people=len({label for labels in people for label in labels}) + sum(not labels for labels in people),
        looks=figures,
        leak=max(each.low for each in figures.values()),
        tells=tuple(name for name in LOOKS if figures[name].low >= TELLS),
    )
    deck.audit, deck.leak, deck.audited = found.told(), found.leak, timezone.now()
    deck.save(update_fields=["audit", "leak", "audited"])
    return found


def _people(faces: Sequence[Face]) -> list[list[str]]:
    """Return who is in each picture: labels. A face's own group counts where another face is in it."""
    named = {label for face in faces for label in face.groups}
    return [[*face.groups, *filter(None, [face.pair]), *({own_group(face.id)} & named)] for face in faces]


def _dealt(deck: Deck, truth: Face.Truth) -> QuerySet[Face]:
    return Face.objects.filter(DEALT, deck=deck, truth=truth)


def _seen(faces: list[Face]) -> Iterator[dict[str, Vector] | None]:
    """Look at the pictures, on all cores (numpy and Pillow let go of the interpreter); None where one is gone."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(_look, [Path(settings.MEDIA_ROOT, str(face.picture)) for face in faces])


def _look(path: Path) -> dict[str, Vector] | None:
    try:
        return looks(path.read_bytes())
    except OSError:
        return None
