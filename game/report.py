"""What a player gets to know of the own match: every face of it, and the figures."""

from collections.abc import Mapping

import msgspec

from game.face import Truth
from game.room import Answer, Room, Score, picture_of
from game.scoring import sensitivity, telling, trials


class ReportLine(msgspec.Struct, frozen=True):
    """One face of the own match, or a pair of them: then truth and verdict are the left one's.

    `face`, `partner_face`: their ids, as the reveal told them.
    """

    round: int
    picture: str
    partner: str | None
    truth: Truth
    verdict: Truth | None
    right: bool
    took: float | None
    points: int
    face: str = ""
    partner_face: str = ""


class Report(msgspec.Struct, frozen=True):
    """The own match. An AI face is the signal: it is hit when caught, and a real person accused is a false alarm.

    `d_prime`: null where too few answers tell anything.
    `pairs`: the figures are of pairs, an AI face on the left being the signal; otherwise of single faces alone.
    """

    points: int
    rank: int
    right: int
    answered: int
    asked: int
    pairs: bool
    hit_rate: float | None
    false_alarm_rate: float | None
    d_prime: float | None
    bias: float
    lines: tuple[ReportLine, ...]


def report(room: Room, score: Score, answers: Mapping[int, Answer]) -> Report:
    """Return a player's own match: every round with a part in it, and the figures."""
    rows = [answers.get(number) for number in range(len(room.faces))]
    done = trials(score.trail, room.faces, rows, room.options)
    # Single faces say more of an eye than pairs do; where both were asked, the figures are those of single faces.
    pairs = bool(done) and all(room.partners[trial.round] is not None for trial in done)
    truths = {Truth.REAL: 0, Truth.AI: 0}
    called_ai = {Truth.REAL: 0, Truth.AI: 0}
    for trial in done:
        if trial.verdict is not None and (room.partners[trial.round] is not None) is pairs:
            truth = room.faces[trial.round].truth
            truths[truth] += 1
            called_ai[truth] += trial.verdict is Truth.AI
    figures = sensitivity(called_ai[Truth.AI], truths[Truth.AI], called_ai[Truth.REAL], truths[Truth.REAL], pairs=pairs)
    return Report(
        points=score.points,
        rank=score.rank,
        right=sum(trial.right for trial in done),
        answered=sum(trial.verdict is not None for trial in done),
        asked=len(done),
        pairs=pairs,
        hit_rate=figures.hit_rate,
        false_alarm_rate=figures.false_alarm_rate,
        d_prime=figures.d_prime if telling(*truths.values()) else None,
        bias=figures.bias,
        lines=tuple(
            ReportLine(
                round=trial.round,
                picture=picture_of(room, trial.round),
                partner=picture_of(room, trial.round, partner=True) if room.partners[trial.round] else None,
                truth=room.faces[trial.round].truth,
                verdict=trial.verdict,
                right=trial.right,
                took=trial.took,
                points=trial.points,
                face=room.faces[trial.round].id,
                partner_face=partner.id if (partner := room.partners[trial.round]) else "",
            )
            for trial in done
        ),
    )
