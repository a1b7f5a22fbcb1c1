"""Plays a match again by the rules, from what its bots said and were told, and says where the server differs. Pure."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import UNSET

from game.face import Truth
from game.report import Report, ReportLine
from game.room import Answer, Options, Score
from game.scoring import ranked, sensitivity, settle, sit_out
from game.views import TOP, Own, Podium, Question, Reveal, Standing
from server.swarm.hand import Hand, Part

PODIUM = 10  # standings that a podium shows
LINGER = 2.0  # seconds that a round may stay open after the last answer


class _Seat:
    """One player while the match is played again. `lines`: the player's report by round."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.report = _report(part)
        self.lines: dict[int, ReportLine] = {line.round: line for line in self.report.lines} if self.report else {}
        self.gained: dict[int, int] = {}


def audit(
    options: Options, questions: Mapping[int, Question], reveals: Mapping[int, Reveal], parts: Sequence[Part]
) -> Iterator[str]:
    """Compare a finished match with the rules. All of the room's players must be in `parts`."""
    missing = [number for number in range(options.rounds) if number not in reveals or number not in questions]
    if missing:
        yield f"rounds {missing} were shown to nobody"
        return
    seats = {part.player: _Seat(part) for part in parts}
    if len(seats) != len(parts):
        yield "two bots have the same seat"
    scores: dict[str, Score] = {}
    for number in range(options.rounds):
        for seat in seats.values():
            yield from _acknowledged(seat, number)
        scores = _settled(scores, seats, number, reveals[number].truth, options)
        yield from _round(scores, seats, questions[number], reveals[number], options)
    for seat in seats.values():
        yield from _report_figures(seat, scores.get(seat.part.player), reveals)
    for podium in [part.podium for part in parts if part.podium is not None][:1]:  # all were told the same
        yield from _podium(podium, scores)


def _report(part: Part) -> Report | None:
    return None if part.podium is None or part.podium.own is UNSET else part.podium.own


def _acknowledged(seat: _Seat, number: int) -> Iterator[str]:
    """Compare what was acknowledged with what was scored; what was not said was not."""
    hand, line = seat.part.hands.get(number, Hand()), seat.lines.get(number)
    who = f"{seat.part.name}, round {number}"
    if seat.part.podium is None:
        yield f"{seat.part.name} was not shown the podium"
    elif hand.playing is not None and hand.playing is not (line is not None):
        yield f"{who}: playing was {hand.playing}, the report has {line}"
    elif line is None:
        return
    elif hand.took is not None and (line.verdict, line.took) != (hand.sent, hand.took):
        yield f"{who}: {hand.sent} after {hand.took} s was acknowledged, the report has {line.verdict}, {line.took}"
    elif line.verdict not in {None, hand.sent}:
        yield f"{who}: {hand.sent} was said, the report has {line.verdict}"


def _settled(
    scores: dict[str, Score], seats: Mapping[str, _Seat], number: int, truth: Truth, options: Options
) -> dict[str, Score]:
    following: dict[str, Score] = {}
    for player, seat in seats.items():
        score, line = scores.get(player), seat.lines.get(number)
        if line is not None:
            answer = Answer(line.verdict, 0.0, line.took) if line.verdict and line.took is not None else None
            following[player] = settle(score or Score(name=seat.part.name), answer, truth, options)
            seat.gained[number] = following[player].gained
        elif score is not None:
            following[player] = sit_out(score)
    return ranked(following)


def _round(
    scores: dict[str, Score], seats: Mapping[str, _Seat], question: Question, reveal: Reveal, options: Options
) -> Iterator[str]:
    number = reveal.round
    lines = [seat.lines[number] for seat in seats.values() if number in seat.lines]
    said = [line.verdict for line in lines]
    expected = (said.count(Truth.REAL), said.count(Truth.AI), said.count(None), len(scores))
    told = (reveal.said_real, reveal.said_ai, reveal.silent, reveal.players)
    if told != expected:
        yield f"round {number}: real, AI, silent, players are {expected}, told was {told}"
    if question.players != len(lines):
        yield f"round {number}: {len(lines)} played, told was {question.players}"
    if reveal.top != _top(scores, TOP):
        yield f"round {number}: the top is {_top(scores, TOP)}, told was {reveal.top}"
    slowest = max((line.took for line in lines if line.took is not None), default=0.0)
    idle = reveal.until - options.reveal - question.opened - slowest
    busy = max((seat.part.hands[number].delay for seat in seats.values() if number in seat.part.hands), default=0.0)
    if None not in said and idle > LINGER + busy:
        yield f"round {number}: everybody had answered, and it stayed open for {idle:.2f} s"
    points = sorted((score.points for score in scores.values()), reverse=True)
    # Counted anew: a rank is how many are better, and one.
    ranks = {worth: place for place, worth in reversed(list(enumerate(points, 1)))}
    for player, seat in seats.items():
        hand = seat.part.hands.get(number)
        if hand is not None and hand.revealed:
            own = _own(scores[player], reveal, seat.lines[number], ranks) if number in seat.lines else None
            if hand.own != own:
                yield f"{seat.part.name}, round {number}: by the rules {own}, told was {hand.own}"


def _own(score: Score, reveal: Reveal, line: ReportLine, ranks: Mapping[int, int]) -> Own:
    return Own(
        verdict=line.verdict,
        right=line.verdict is reveal.truth,
        gained=score.gained,
        points=score.points,
        rank=ranks[score.points],
        was=score.was,
        streak=score.streak,
    )


def _top(scores: dict[str, Score], most: int) -> tuple[Standing, ...]:
    return tuple(
        Standing(player=player, name=score.name, points=score.points, rank=score.rank, was=score.was)
        for player, score in list(scores.items())[:most]
    )


def _podium(podium: Podium, scores: dict[str, Score]) -> Iterator[str]:
    if podium.players != len(scores):
        yield f"podium: {len(scores)} played, told was {podium.players}"
    if podium.top != _top(scores, PODIUM):
        yield f"podium: the top is {_top(scores, PODIUM)}, told was {podium.top}"


def _report_figures(seat: _Seat, score: Score | None, reveals: Mapping[int, Reveal]) -> Iterator[str]:
    if seat.report is None or score is None:
        return
    lines = []
    called_ai, asked = dict.fromkeys(Truth, 0), dict.fromkeys(Truth, 0)
    for number, line in sorted(seat.lines.items()):
        truth = reveals[number].truth
        if line.verdict is not None:
            asked[truth] += 1
            called_ai[truth] += line.verdict is Truth.AI
        lines.append(
            msgspec.structs.replace(
                line,
                picture=reveals[number].picture,
                truth=truth,
                right=line.verdict is truth,
                points=seat.gained[number],
            )
        )
    figures = sensitivity(called_ai[Truth.AI], asked[Truth.AI], called_ai[Truth.REAL], asked[Truth.REAL])
    expected = Report(
        points=sum(seat.gained.values()),
        rank=score.rank,
        right=sum(line.right for line in lines),
        answered=sum(asked.values()),
        asked=len(lines),
        hit_rate=figures.hit_rate,
        false_alarm_rate=figures.false_alarm_rate,
        d_prime=figures.d_prime,
        bias=figures.bias,
        lines=tuple(lines),
    )
    if seat.report != expected:
        yield f"{seat.part.name}: by the rules the report is {expected}, told was {seat.report}"
