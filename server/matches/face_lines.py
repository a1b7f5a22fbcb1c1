"""Faces of a report: each with how fast the room was, and who was fastest."""

from array import array
from dataclasses import dataclass
from statistics import median

from server.matches.models import Match, Result, Round, Trial


@dataclass(frozen=True, slots=True)
class FaceLine:
    """One face and what the room made of it. `median` and `best` in ms; nobody is fastest before seeing the face."""

    round: Round
    median: float | None
    fastest: str
    best: int | None

    @property
    def fooled(self) -> float | None:
        """Return the share of the answers that were wrong, 0 to 1; None without answers."""
        return self.round.fooled / self.round.answered if self.round.answered else None


def face_lines(match: Match) -> list[FaceLine]:
    """Return the rounds of a match in three queries, however many played."""
    rounds = list(match.round_set.select_related("face", "partner").order_by("number"))
    times = {round_.pk: array("L") for round_ in rounds}
    best: dict[int, tuple[int, int]] = {}
    trials = Trial.objects.filter(round__match=match, took__isnull=False).order_by()
    rows = trials.values_list("round_id", "took", "result_id", "right", "implausible")
    for round_id, took, result, right, implausible in rows.iterator(chunk_size=2000):
        if took is None:
            continue
        times[round_id].append(took)
        if right and not implausible:
            best[round_id] = min(best.get(round_id, (took, result)), (took, result))
    winners = {result for _, result in best.values()}
    names = dict(Result.objects.filter(pk__in=winners).values_list("pk", "name"))
    lines = []
    for round_ in rounds:
        took, result = best.get(round_.pk, (None, 0))
        middle = median(times[round_.pk]) if times[round_.pk] else None
        lines.append(FaceLine(round_, middle, names.get(result, ""), took))
    return lines
