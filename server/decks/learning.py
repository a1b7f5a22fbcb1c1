"""What verdicts teach: how hard each face is to tell, and how well each player tells (see game.difficulty)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from django.db.models import Q, QuerySet

from game.difficulty import UNKNOWN, Strength, combined, updated
from server.decks.models import Face
from server.players.models import Player
from server.rows import insert

BATCH = 1000  # rows a statement

Strengths = Mapping[str, Strength]  # by id; who is missing is unknown


class Judged(NamedTuple):
    """A verdict that teaches: by a person, on one face by itself, not before anybody can have seen it."""

    face: str
    player: str
    right: bool


class Record(NamedTuple):
    """What is known of a face: its difficulty, how many have judged it, and how many of them wrongly."""

    strength: Strength = UNKNOWN
    trials: int = 0
    fooled: int = 0


def taught(
    judged: Iterable[Judged], faces: Mapping[str, Record], players: Strengths
) -> tuple[dict[str, Record], dict[str, Strength]]:
    """Return those faces and players that a match has changed: all of it one period, from what was known before it."""
    of_face: dict[str, list[Judged]] = defaultdict(list)
    of_player: dict[str, list[Judged]] = defaultdict(list)
    for verdict in judged:
        of_face[verdict.face].append(verdict)
        of_player[verdict.player].append(verdict)
    changed = {}
    for face, verdicts in of_face.items():
        before = faces.get(face, Record())
        met = ((players.get(each.player, UNKNOWN), float(not each.right)) for each in verdicts)
        changed[face] = Record(
            updated(before.strength, met),
            before.trials + len(verdicts),
            before.fooled + sum(not each.right for each in verdicts),
        )
    skills = {
        player: updated(
            players.get(player, UNKNOWN),
            ((faces.get(each.face, Record()).strength, float(each.right)) for each in verdicts),
        )
        for player, verdicts in of_player.items()
    }
    return changed, skills


def lock(faces: Collection[str]) -> dict[str, Face]:
    """Lock these faces until the transaction ends; return by id those that there are. In the order of ids, so that
    archives do not deadlock.

    Not their keys: whoever enters a round of one of them need not wait.
    """
    locked = Face.objects.select_for_update(no_key=True).filter(id__in=faces).order_by("id")
    return {face.id: face for face in locked}


def learn(judged: Sequence[Judged], faces: Mapping[str, Face], players: Iterable[Player]) -> None:
    """Enter what a match's verdicts teach. `faces`, `players`: the match's, as they are since they were locked."""
    known = {player.id: Strength(player.skill, player.skill_deviation) for player in players}
    records, skills = taught(judged, {id_: record_of(face) for id_, face in faces.items()}, known)
    keep(faces, records)
    keep_skills(skills)


def keep(faces: Mapping[str, Face], records: Mapping[str, Record]) -> None:
    """Write what is known of these faces."""
    for id_, record in records.items():
        face = faces[id_]
        face.rating, face.deviation = record.strength
        face.trials, face.fooled = record.trials, record.fooled
    # An INSERT that meets the rows: several times as fast as bulk_update, whose CASE grows with the square of a batch.
    Face.objects.bulk_create(
        [faces[id_] for id_ in sorted(records)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("id",),
        update_fields=("rating", "deviation", "trials", "fooled"),
    )


def keep_skills(skills: Strengths) -> None:
    """Write the skills of players, who exist."""
    names = ("skill", "skill_deviation")
    insert(Player, ("id", *names), [(id_, *skills[id_]) for id_ in sorted(skills)], unique=["id"], update=names)


def record_of(face: Face) -> Record:
    """Return what a row says of a face."""
    return Record(Strength(face.rating, face.deviation), face.trials, face.fooled)


def skills_of(players: QuerySet[Player]) -> dict[str, Strength]:
    """Return what rows say of players, in the order of their ids."""
    rows = players.order_by("id").values_list("id", "skill", "skill_deviation")
    return {player: Strength(*strength) for player, *strength in rows}


def mean_skill(players: Collection[str]) -> float:
    """Return the mean skill of those of these people who have shown one; that of the unknown where nobody has.

    What the guests have shown who were merged into one of them counts for that one. One query.
    """
    shown = Player.objects.filter(Q(id__in=players) | Q(merged_into__in=players), skill_deviation__lt=UNKNOWN.deviation)
    skills: dict[str, list[Strength]] = defaultdict(list)
    for id_, account, *skill in shown.values_list("id", "merged_into", "skill", "skill_deviation"):
        skills[account or id_].append(Strength(*skill))
    return fmean(map(combined, skills.values())) if skills else UNKNOWN.rating
