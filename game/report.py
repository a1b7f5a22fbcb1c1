"""What a player gets to know of the own match: every face of it, and the figures."""

from collections.abc import Mapping

import msgspec

from game.face import Truth
from game.room import Answer, Room, Score, picture_of
from game.scoring import sensitivity, trials


class ReportLine(msgspec.Struct, frozen=True):
    """One face of the own match."""

    round: int
    picture: str
    truth: Truth
    verdict: Truth | None
    right: bool
    took: float | None
    points: int


class Report(msgspec.Struct, frozen=True):
    """The own match. An AI face is the signal: it is hit when caught, and a real person accused is a false alarm."""

    points: int
    rank: int
    right: int
    answered: int
    asked: int
    hit_rate: float | None
    false_alarm_rate: float | None
    d_prime: float
    bias: float
    lines: tuple[ReportLine, ...]


def report(room: Room, score: Score, answers: Mapping[int, Answer]) -> Report:
    """Return a player's own match: every round with a part in it, and the figures."""
    rows = [answers.get(number) for number in range(len(room.faces))]
    done = trials(score.trail, room.faces, rows, room.options)
    truths = {Truth.REAL: 0, Truth.AI: 0}
    called_ai = {Truth.REAL: 0, Truth.AI: 0}
    for trial in done:
        if trial.verdict is not None:
            truth = room.faces[trial.round].truth
            truths[truth] += 1
            called_ai[truth] += trial.verdict is Truth.AI
    figures = sensitivity(called_ai[Truth.AI], truths[Truth.AI], called_ai[Truth.REAL], truths[Truth.REAL])
    return Report(
        points=score.points,
        rank=score.rank,
        right=sum(trial.right for trial in done),
        answered=sum(truths.values()),
        asked=len(done),
        hit_rate=figures.hit_rate,
        false_alarm_rate=figures.false_alarm_rate,
        d_prime=figures.d_prime,
        bias=figures.bias,
        lines=tuple(
            ReportLine(
                round=trial.round,
                picture=picture_of(room, trial.round),
                truth=room.faces[trial.round].truth,
                verdict=trial.verdict,
                right=trial.right,
                took=trial.took,
                points=trial.points,
            )
            for trial in done
        ),
    )
