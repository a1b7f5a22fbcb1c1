"""What a match may be dealt from: a random sample of a deck, of one size whatever the deck's."""

import secrets
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

import game.face
from game.difficulty import UNKNOWN
from game.room import Dealing
from server.decks.models import Face
from server.decks.models.face import own_group

MOST = 1500  # faces of each class
APT = 750  # of them those that are as easy or hard as is wanted, at most
NEAR = 2250  # faces of that sort that these are drawn from
# What is read of each: rows without model objects, which would take four times as long.
READ = (
    *("id", "truth", "groups", "pair", "kind", "generator", "source", "licence", "credit", "non_commercial"),
    *("rating", "deviation", "size"),
)


class Candidates(NamedTuple):
    """Faces that can be dealt, by id, and the bytes that the largest of their pictures has."""

    faces: tuple[game.face.Face, ...]
    largest: int


def candidates(faces: QuerySet[Face], dealing: Dealing, skill: float) -> Candidates:
    """Draw from these faces of one deck: all of a small one; of each class of a large one equally many.

    Ids are random, so those that follow a random id are a random sample. It costs as much as it takes, not as much as
    there is: nothing is counted or sorted.
    """
    drawn: dict[str, Any] = {}
    for truth in (Face.Truth.REAL, Face.Truth.AI):
        of_class = faces.filter(truth=truth)
        found = {face.id: face for face in _read(of_class.order_by()[: MOST + 1])}
        if len(found) > MOST:
            found = {face.id: face for face in _anywhere(of_class, MOST)}
        if len(found) == MOST and dealing is not Dealing.MIXED:
            apt = {face.id: face for face in _apt(of_class, dealing, skill)}
            others = (face for face in found.values() if face.id not in apt)
            found = apt | {face.id: face for face, _ in zip(others, range(MOST - len(apt)), strict=False)}
        drawn |= found
    rows = sorted(drawn.values(), key=lambda face: face.id)
    return Candidates(tuple(map(_dealt, rows)), max((face.size for face in rows), default=0))


def _anywhere(faces: QuerySet[Face], count: int) -> list[Any]:
    """Return so many faces that follow a random id, the first ones after the last."""
    start = secrets.token_hex(16)
    after = _read(faces.filter(id__gte=start).order_by("id")[:count])
    missing = count - len(after)
    return after + _read(faces.filter(id__lt=start).order_by("id")[:missing]) if missing else after


def _apt(faces: QuerySet[Face], dealing: Dealing, skill: float) -> list[Any]:
    """Return some of those that have shown how hard they are, of the sort that is wanted."""
    harder = Q(rating__gt=UNKNOWN.rating)
    easier = Q(rating__lt=UNKNOWN.rating)
    match dealing:
        case Dealing.HARD:
            near = _ids(faces.filter(harder).order_by("-rating")[:NEAR])
        case Dealing.EASY:
            near = _ids(faces.filter(easier).order_by("rating")[:NEAR])
        case _:
            above = faces.filter(rating__gte=skill).exclude(rating=UNKNOWN.rating).order_by("rating")
            below = faces.filter(rating__lt=skill).exclude(rating=UNKNOWN.rating).order_by("-rating")
            near = _ids(above[: NEAR // 2]) + _ids(below[: NEAR // 2])
    chosen = secrets.SystemRandom().sample(near, min(APT, len(near)))
    return _read(Face.objects.filter(id__in=chosen))


def _ids(faces: QuerySet[Face]) -> list[str]:
    return list(faces.values_list("id", flat=True))


def _read(faces: QuerySet[Face]) -> list[Any]:
    return list(faces.values_list(*READ, named=True))


def _dealt(face: Any) -> game.face.Face:
    """Return a row as the rules know it."""
    return game.face.Face(
        id=face.id,
        truth=game.face.Truth(face.truth),
        groups=(*face.groups, *filter(None, (face.pair,)), own_group(face.id)),
        kind=face.kind,
        generator=face.generator,
        source=face.source,
        licence=face.licence,
        credit=face.credit,
        non_commercial=face.non_commercial,
        rating=face.rating,
        deviation=face.deviation,
    )
