"""The faces that fooled one player most. Who else looks sees only what is covered from nobody (see met)."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from server.decks.models import Face
from server.matches.met import met as met_by
from server.matches.models import Trial

MOST = 8


@dataclass(frozen=True, slots=True)
class Nemesis:
    """A face that fooled a player, `fooled` times of `met`. `face`: None where it is covered from who looks."""

    face: Face | None
    fooled: int
    met: int


def nemeses(trials: QuerySet[Trial], player: str, visitor: str) -> list[Nemesis]:
    """Return the faces of these trials, met one at a time, that fooled the player most often, then most lately.

    Three queries for a visitor, two for the player.
    """
    judged = trials.exclude(verdict="").filter(round__partner_key="", round__face__isnull=False).order_by()
    counts = judged.values("round__face").annotate(
        fooled=Count("id", filter=Q(right=False)), met=Count("id"), latest=Max("result__match__finished")
    )
    most = counts.filter(fooled__gt=0).order_by("-fooled", "met", "-latest", "round__face")
    rows = list(most.values_list("round__face", "fooled", "met")[:MOST])
    faces = Face.objects.in_bulk([face for face, _, _ in rows])
    shown = set(faces) if visitor == player else met_by(visitor, faces)
    return [Nemesis(faces[face] if face in shown else None, fooled, met) for face, fooled, met in rows if face in faces]
