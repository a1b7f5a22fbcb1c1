"""Somebody's verdicts by what the faces were: by origin, by generator, by the kind of question."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from game.face import Truth
from server.decks.models import Face
from server.matches.eye import Eye
from server.matches.models import Trial

MOST = 12  # generators, those with the most answers


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers of one sort. `name`: of it, empty where nobody has said; `truth`: of its faces, where all have one."""

    name: str
    truth: Truth | None
    answered: int
    right: int

    @property
    def accuracy(self) -> float:
        """The share that was right, 0 to 1."""
        return self.right / self.answered


@dataclass(frozen=True, slots=True)
class Tallies:
    """Answers to single faces by how those came to be (see Face.Kind) and by what made the AI faces, and the eye for
    each kind of question.
    """

    origins: tuple[Tally, ...]
    generators: tuple[Tally, ...]
    single: Eye
    pairs: Eye


SORT = Case(When(round__partner_key="", then=Value("single")), default=Value("pair"), output_field=CharField())


def tallies(trials: QuerySet[Trial]) -> Tallies:
    """Count these trials in one query. A face that was put right since counts as what it was in its match."""
    rows = list(
        trials.exclude(verdict="")
        .order_by()
        .annotate(
            sort=SORT,
            origin=F("round__face__kind"),
            made_by=F("round__face__generator"),
            truth=F("round__truth"),
        )
        .values_list("sort", "truth", "origin", "made_by")
        .annotate(answers=Count("id"), hit=Count("id", filter=Q(right=True)))
    )
    single = [row[1:] for row in rows if row[0] == "single"]
    known = [row for row in single if row[1] is not None]
    # A real face has no generator; the kind of one says no more than that it is a photograph.
    made = [(generator, truth, *counts) for truth, _, generator, *counts in known if truth == Truth.AI]
    kinds = [(kind if kind != Face.Kind.EDITED else "", truth, *counts) for truth, kind, _, *counts in known]
    return Tallies(
        origins=tuple(_tallies(kinds)),
        generators=tuple(_tallies(made)[:MOST]),
        single=_eye(((truth, *counts) for truth, _, _, *counts in single), pairs=False),
        pairs=_eye(((row[1], row[4], row[5]) for row in rows if row[0] == "pair"), pairs=True),
    )


def _tallies(rows: Iterable[tuple[str, str, int, int]]) -> list[Tally]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, truth, answers, right in rows:
        sums[name, truth][0] += answers
        sums[name, truth][1] += right
    found = [Tally(name, Truth(truth), *counts) for (name, truth), counts in sums.items()]
    return sorted(found, key=lambda tally: (-tally.answered, tally.name))


def _eye(rows: Iterable[tuple[str, int, int]], *, pairs: bool) -> Eye:
    answers, right = {Truth.AI: 0, Truth.REAL: 0}, {Truth.AI: 0, Truth.REAL: 0}
    for truth, count, hit in rows:
        answers[Truth(truth)] += count
        right[Truth(truth)] += hit
    false_alarms = answers[Truth.REAL] - right[Truth.REAL]
    return Eye(right[Truth.AI], answers[Truth.AI], false_alarms, answers[Truth.REAL], pairs)
