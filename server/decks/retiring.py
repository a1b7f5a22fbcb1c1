"""Which faces are out of play. A picture is so in every deck, whatever size or quality it came in."""

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, QuerySet

from server.decks.models import Deck, Face

if TYPE_CHECKING:  # it needs numpy, which takes a seventh of a start, and most starts need none
    from server.decks.intake.lookalikes import Known, Likenesses

BATCH = 1000  # rows a statement
# What is known of a face's difficulty, when nothing is: its truth was another one.
UNTRIED = {name: getattr(Face(), name) for name in ("rating", "deviation", "trials", "fooled")}


class Reached(NamedTuple):
    """The faces that something was done to, in how many decks they lie, and how many of them it changed."""

    faces: QuerySet[Face]
    decks: int
    changed: int


def same_pictures(faces: QuerySet[Face]) -> QuerySet[Face]:
    """Return these faces and all that show the same picture to the pixel, in whichever deck: as it came in, or as it
    came out.
    """
    rows = list(faces.values_list("id", "sha256", "pixels_sha256"))
    # The indexes begin with the deck: naming all of them lets the database use these.
    of_decks = Face.objects.filter(deck__in=list(Deck.objects.values_list("pk", flat=True))).order_by()
    finished = of_decks.filter(sha256__in={sha256 for _, sha256, _ in rows})
    came = of_decks.filter(~Q(pixels_sha256=""), pixels_sha256__in={pixels for *_, pixels in rows if pixels})
    ids = {face for face, *_ in rows}.union(*(same.values_list("id", flat=True) for same in (finished, came)))
    return Face.objects.filter(id__in=ids)


def everywhere(faces: QuerySet[Face]) -> QuerySet[Face]:
    """Return these faces and all that show the same picture, also at another size or quality. What is of another truth
    is another picture: models exchange eyes and mouths in photographs.

    Reads what all faces look like, where these say so: a second for each 100,000.
    """
    from server.decks.intake.lookalikes import Likenesses, known_faces  # noqa: PLC0415  (as above)

    ids = set(same_pictures(faces).values_list("id", flat=True))
    asked = list(known_faces(faces))
    if asked:
        ids |= _alike(asked, Likenesses(known_faces(Face.objects.all())))
    return Face.objects.filter(id__in=ids)


def retire(faces: QuerySet[Face]) -> Reached:
    """Take faces, and the same pictures in other decks, out of play for good, or until they are brought back. Past
    matches keep them.
    """
    played = Q(retired=False) | Q(dropped=True)  # no edition is to bring them back
    return _reached(everywhere(faces), played, retired=True)


def bring_back(faces: QuerySet[Face]) -> Reached:
    """Put retired faces, and the same pictures in other decks, back into play."""
    return _reached(everywhere(faces), Q(retired=True), retired=False)


def relabel(face: Face) -> int:
    """Let the same picture in other decks be what this face is now said to be; return how many. To the pixel only: what
    looks like a photograph and is said to be AI may be one that a model worked on. What was learnt of them begins anew,
    as it was learnt of another truth.
    """
    others = same_pictures(Face.objects.filter(pk=face.pk)).exclude(truth=face.truth)
    return others.update(truth=face.truth, kind=face.kind, generator=face.generator, **UNTRIED)


def retire_known(faces: QuerySet[Face]) -> int:
    """Take those of new faces out of play whose pictures were retired in other decks; return how many."""
    from server.decks.intake.lookalikes import Likenesses, known_faces  # noqa: PLC0415  (as above)

    decks = list(Deck.objects.values_list("pk", flat=True))
    out = Face.objects.filter(deck__in=decks, retired__in=(True,), dropped=False).order_by()
    retired = list(out.values_list("sha256", "pixels_sha256"))
    count = 0
    for start in range(0, len(retired), BATCH):
        finished, came = zip(*retired[start : start + BATCH], strict=True)
        same = Q(sha256__in=finished) | Q(pixels_sha256__in=[pixels for pixels in came if pixels])
        count += faces.filter(same, retired=False).update(retired=True)
    looks = list(known_faces(out))
    if looks:
        index = Likenesses(looks)
        alike = [new.id for new in known_faces(faces.filter(retired=False)) if _finds(index, new)]
        for start in range(0, len(alike), BATCH):
            count += faces.filter(id__in=alike[start : start + BATCH]).update(retired=True)
    return count


def _alike(asked: "list[Known]", index: "Likenesses") -> set[str]:
    return {near.id for one in asked for near in index.near(one.likeness) if near.truth == one.truth}


def _finds(index: "Likenesses", one: "Known") -> bool:
    return any(near.truth == one.truth for near in index.near(one.likeness))


def _reached(faces: QuerySet[Face], where: Q, *, retired: bool) -> Reached:
    decks = faces.order_by().values("deck").distinct().count()
    return Reached(faces, decks, faces.filter(where).update(retired=retired, dropped=False))
