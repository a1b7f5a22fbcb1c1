"""Players of a report: each with the own verdicts and what they say of the eye behind them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from game.face import Truth
from game.scoring import Sensitivity
from server.matches.eye import Eye
from server.matches.models import Result, Round, Trial

BATCH = 100  # players whose trials are held at once


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answered:
    """One question and what the player said to it."""

    round: Round
    trial: Trial

    @property
    def outcome(self) -> Outcome:
        """Tell right from wrong and silent."""
        if not self.trial.verdict:
            return Outcome.SILENT
        return Outcome.RIGHT if self.trial.right else Outcome.WRONG


@dataclass(frozen=True, slots=True)
class PlayerLine:
    """One player's match. `mean`: ms of a verdict. `eye`: of single faces, of pairs where only those came."""

    result: Result
    answers: tuple[Answered, ...]
    mean: float | None
    eye: Eye

    @property
    def figures(self) -> Sensitivity | None:
        """The figures of the eye; None where too few answers tell anything, as at the podium."""
        return self.eye.sensitivity

    @property
    def pairs(self) -> bool:
        """Whether the figures are of pairs."""
        return self.eye.pairs


def player_lines(results: QuerySet[Result], rounds: Iterable[Round]) -> Iterator[PlayerLine]:
    """Yield the lines of these results, in their order, with as few in memory as one batch holds."""
    by_id = {round_.pk: round_ for round_ in rounds}
    trials = Prefetch("trials", Trial.objects.order_by())  # to sort them here is cheaper than the joins of their order
    for result in results.prefetch_related(trials).iterator(chunk_size=BATCH):
        yield _line(result, by_id)


def _line(result: Result, rounds: Mapping[int, Round]) -> PlayerLine:
    answers = [Answered(rounds[trial.round_id], trial) for trial in result.trials.all()]
    answers.sort(key=lambda answer: answer.round.number)
    times = [answer.trial.took for answer in answers if answer.trial.took is not None]
    # Single faces say more of an eye than pairs do; where both were asked, the figures are those of single faces.
    pairs = bool(answers) and all(answer.round.partner_key for answer in answers)
    return PlayerLine(
        result=result,
        answers=tuple(answers),
        mean=sum(times) / len(times) if times else None,
        eye=_eye([answer for answer in answers if bool(answer.round.partner_key) is pairs], pairs=pairs),
    )


def _eye(answers: list[Answered], *, pairs: bool) -> Eye:
    said = [answer for answer in answers if answer.trial.verdict]
    signals = [answer.trial.right for answer in said if answer.round.truth == Truth.AI]
    noises = [answer.trial.right for answer in said if answer.round.truth == Truth.REAL]
    return Eye(signals.count(True), len(signals), noises.count(False), len(noises), pairs)
