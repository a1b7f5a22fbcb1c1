"""Compares a player's report with what the reveals told and the rules make of it. Pure."""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import UNSET

from game.face import Truth
from game.report import Report
from game.room import Score
from game.scoring import sensitivity, telling
from game.views import Reveal
from server.swarm.replay import Seat


def report_of(seat: Seat, score: Score | None, reveals: Mapping[int, Reveal]) -> Iterator[str]:
    """Say whether the report is another than the rules make. `score`: after the last round, None without a part."""
    if (seat.report is None) is not (score is None) and seat.part.podium is not None:
        yield f"{seat.who}: by the rules the score is {score}, told was {seat.report}"
    if seat.report is None or score is None:
        return
    if seat.lines.keys() != seat.gained.keys():
        yield f"{seat.who}: rounds {sorted(seat.gained)} were played, the report has {sorted(seat.lines)}"
        return
    pairs = all(reveals[number].partner is not UNSET for number in seat.lines)
    lines = []
    called_ai, asked = dict.fromkeys(Truth, 0), dict.fromkeys(Truth, 0)
    for number, line in sorted(seat.lines.items()):
        truth, partner = reveals[number].truth, reveals[number].partner
        if line.verdict is not None and (partner is not UNSET) is pairs:
            asked[truth] += 1
            called_ai[truth] += line.verdict is Truth.AI
        lines.append(
            msgspec.structs.replace(
                line,
                picture=reveals[number].picture,
                partner=None if partner is UNSET else partner.picture,
                face=reveals[number].face,
                partner_face="" if partner is UNSET else partner.face,
                truth=truth,
                right=line.verdict is truth,
                points=seat.gained[number],
            )
        )
    figures = sensitivity(called_ai[Truth.AI], asked[Truth.AI], called_ai[Truth.REAL], asked[Truth.REAL], pairs=pairs)
    expected = Report(
        points=sum(seat.gained.values()),
        rank=score.rank,
        right=sum(line.right for line in lines),
        answered=sum(line.verdict is not None for line in lines),
        asked=len(lines),
        pairs=pairs,
        hit_rate=figures.hit_rate,
        false_alarm_rate=figures.false_alarm_rate,
        d_prime=figures.d_prime if telling(*asked.values()) else None,
        bias=figures.bias,
        lines=tuple(lines),
    )
    if seat.report != expected:
        yield f"{seat.who}: by the rules the report is {expected}, told was {seat.report}"
