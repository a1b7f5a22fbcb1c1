"""All that the archived matches have taught, match by match: the same verdicts that services.archive learns from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from game.difficulty import UNKNOWN, Strength
from server.decks import learning
from server.decks.learning import Judged, Record
from server.decks.models import Face
from server.matches.models import Trial
from server.players.models import Player

CHUNK = 5000  # rows read at a time
CLOSE = 1e-6  # points of a rating: what machines may differ in


@dataclass(slots=True)
class Differences:
    """Which faces and players hold other numbers than their history gives, by id; and what it was computed from."""

    matches: int = 0
    verdicts: int = 0
    faces: list[str] = field(default_factory=list)
    players: list[str] = field(default_factory=list)


def verdicts() -> Iterator[list[Judged]]:
    """Return what each match taught, in the order of the matches' ids. A face that is gone has taught nothing, nor has
    one that was taken for something else then: its truth was put right since. Guests who were merged into somebody have
    taught, and learnt, as who they were.
    """
    rows = (
        Trial.objects.filter(implausible=False, met=False, round__partner_key="", round__truth=F("round__face__truth"))
        .exclude(verdict="")
        .order_by("round__match_id")
        .annotate(learner=Coalesce("result__as_guest_id", "result__player_id"))
        .values_list("round__match_id", "round__face_id", "learner", "right")
    )
    for _, match in groupby(rows.iterator(CHUNK), key=itemgetter(0)):
        yield [Judged(face, player, right) for _, face, player, right in match]


def rebuild(*, write: bool) -> Differences:
    """Compute all difficulties and skills again, and compare; `write`: put right what differs.

    Matches that end meanwhile wait to be archived.
    """
    found = Differences()
    with transaction.atomic():
        players = list(Player.objects.select_for_update().order_by("id").values_list("id", flat=True))
        judged_before = Face.objects.select_for_update(no_key=True).exclude(trials=0, rating=UNKNOWN.rating)
        records = dict.fromkeys(judged_before.order_by("id").values_list("id", flat=True), Record())
        skills: dict[str, Strength] = {}
        for judged in verdicts():
            changed, learnt = learning.taught(judged, records, skills)
            records |= changed
            skills |= learnt
            found.matches += 1
            found.verdicts += len(judged)
        _compare_faces(records, found, write=write)
        _compare_players(players, skills, found, write=write)
    return found


def _compare_faces(records: dict[str, Record], found: Differences, *, write: bool) -> None:
    ids = sorted(records)
    for start in range(0, len(ids), CHUNK):
        rows = {face.id: face for face in Face.objects.filter(id__in=ids[start : start + CHUNK]).order_by("id")}
        wrong = [id_ for id_, face in rows.items() if not _same(learning.record_of(face), records[id_])]
        found.faces += wrong
        if write:
            learning.keep(rows, {id_: records[id_] for id_ in wrong})


def _compare_players(ids: list[str], skills: dict[str, Strength], found: Differences, *, write: bool) -> None:
    for start in range(0, len(ids), CHUNK):
        held = learning.skills_of(Player.objects.filter(id__in=ids[start : start + CHUNK]))
        wrong = {id_: skills.get(id_, UNKNOWN) for id_ in held if not _close(held[id_], skills.get(id_, UNKNOWN))}
        found.players += wrong
        if write:
            learning.keep_skills(wrong)


def _same(held: Record, computed: Record) -> bool:
    return held[1:] == computed[1:] and _close(held.strength, computed.strength)


def _close(held: Strength, computed: Strength) -> bool:
    return all(abs(one - other) < CLOSE for one, other in zip(held, computed, strict=True))
