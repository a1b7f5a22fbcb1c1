"""Compares a finished match with the same match played again by the rules, and says where the server differs. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET, structs

from game.face import Truth
from game.room import Mode, Options, Score
from game.standings import TOP
from game.views import Own, Podium, Question, Reveal
from server.swarm.audit_report import report_of
from server.swarm.hand import Part
from server.swarm.ledger import Ledger
from server.swarm.replay import Scores, Seat, decided, ranks, seen, settled, teams, top, uneven

PODIUM = 10  # standings that a podium shows
LINGER = 2.9  # seconds that a round may stay open after the last answer: a busy machine is no mistake of the server


def audit(ledger: Ledger, parts: Sequence[Part], wishes: Mapping[str, int] | None = None) -> Iterator[str]:
    """Compare. All of the room's players must be in `parts`. `wishes`: the teams that players chose."""
    options, podium = ledger.options, next((part.podium for part in parts if part.podium is not None), None)
    played = podium.rounds if podium is not None else options.rounds
    missing = [number for number in range(played) if number not in ledger.reveals or number not in ledger.questions]
    if missing:
        yield f"rounds {missing} were shown to nobody"
        return
    seats = {part.player: Seat(part) for part in parts}
    if len(seats) != len(parts):
        yield "two bots have the same seat"
    scores: Scores = {}
    for number in range(played):
        reveal = ledger.reveals[number]
        for seat in seats.values():
            yield from _acknowledged(seat, number, scores.get(seat.part.player), skipped=reveal.skipped)
        scores = settled(scores, seats, number, reveal.truth, options, skipped=reveal.skipped)
        yield from _round(scores, seats, ledger.questions[number], reveal, ledger)
        if decided(scores, options) and number + 1 < played:
            yield f"round {number}: the match was decided, and went on to round {played - 1}"
    if played < options.rounds and not ledger.ended and not decided(scores, options):
        yield f"the match ended after {played} rounds of {options.rounds}, and nobody had ordered it"
    if options.mode is Mode.TEAMS and uneven(list(seats.values()), wishes or {}, options):
        yield f"the teams are uneven: {[(seat.who, seat.team) for seat in seats.values()]}"
    # Who took no part is not there at the end, and leaves no gap.
    took_part = {player: score for player, score in scores.items() if score.trail.strip(".")}
    places = ranks(took_part)
    took_part = {player: structs.replace(score, rank=places[player]) for player, score in took_part.items()}
    for seat in seats.values():
        yield from report_of(seat, took_part.get(seat.part.player), ledger.reveals)
    if podium is not None:  # all were told the same
        yield from _podium(podium, took_part, ledger)


def _acknowledged(seat: Seat, number: int, score: Score | None, *, skipped: bool) -> Iterator[str]:
    """Compare what was acknowledged with what was scored; what was not said was not. `score`: before the round."""
    hand, line = seat.hand(number), seat.lines.get(number)
    who = f"{seat.who}, round {number}"
    if seat.part.podium is None:
        yield f"{seat.who} was not shown the podium"
        return
    out = score is not None and score.out > 0
    if hand.playing is not None and hand.playing is not (line is not None) and not (skipped and line is None):
        yield f"{who}: playing was {hand.playing}, the report has {line}"
    if hand.aside and not out:
        yield f"{who}: answers for fun, and was not out"
    if line is None:
        return
    if out or skipped:
        yield f"{who}: was out in round {score and score.out}, skipped is {skipped}, the report has {line}"
    if hand.took is not None and (line.verdict, line.took) != (hand.sent, hand.took):
        yield f"{who}: {hand.sent} after {hand.took} s was acknowledged, the report has {line.verdict}, {line.took}"
    elif line.verdict not in {None, hand.sent}:
        yield f"{who}: {hand.sent} was said, the report has {line.verdict}"


def _round(
    scores: Scores, seats: Mapping[str, Seat], question: Question, reveal: Reveal, ledger: Ledger
) -> Iterator[str]:
    number, options = reveal.round, ledger.options
    lines = [seat.lines[number] for seat in seats.values() if number in seat.lines]
    said = [line.verdict for line in lines]
    expected = (said.count(Truth.REAL), said.count(Truth.AI), said.count(None), len(scores))
    told = (reveal.said_real, reveal.said_ai, reveal.silent, reveal.players)
    if told != expected:
        yield f"round {number}: real, AI, silent, players are {expected}, told was {told}"
    playing = [seat.hand(number).playing for seat in seats.values()]
    if not reveal.skipped and question.players != len(lines):
        yield f"round {number}: {len(lines)} played, told was {question.players}"
    if reveal.skipped and None not in playing and question.players != playing.count(True):
        yield f"round {number}: {playing.count(True)} played, told was {question.players}"
    yield from _standings(scores, reveal, options)
    slowest = max((line.took for line in lines if line.took is not None), default=0.0)
    idle = ledger.closed[number] - question.opened - slowest
    busy = max((seat.hand(number).delay for seat in seats.values()), default=0.0)
    if None not in said and not reveal.skipped and idle > LINGER + busy:
        yield f"round {number}: everybody had answered, and it stayed open for {idle:.2f} s"
    places = ranks(scores)
    for player, seat in seats.items():
        hand = seat.hand(number)
        if hand.revealed:
            own = _own(seat, scores[player], reveal, places[player], options) if number in seat.lines else None
            if hand.own != own:
                yield f"{seat.who}, round {number}: by the rules {own}, told was {hand.own}"


def _standings(scores: Scores, reveal: Reveal, options: Options) -> Iterator[str]:
    """Compare what a reveal says of all: the first, the teams, who stands and who fell."""
    number, shown = reveal.round, seen(options, reveal.round)
    first, best = (top(scores, TOP), teams(scores, options)) if shown else ((), ())
    if reveal.top != first:
        yield f"round {number}: the top is {first}, told was {reveal.top}"
    if reveal.teams != best:
        yield f"round {number}: the teams are {best}, told was {reveal.teams}"
    outs = [score.out for score in scores.values()]
    can_fall = options.mode is Mode.SUDDEN_DEATH
    expected = (outs.count(0), outs.count(number + 1)) if can_fall else (UNSET, UNSET)
    told = (reveal.standing, reveal.fell)
    if told != expected:
        yield f"round {number}: standing and fell are {expected}, told was {told}"
    of = number + 1 if decided(scores, options) else options.rounds
    if reveal.of != of:
        yield f"round {number}: {of} rounds are played, told was {reveal.of}"


def _own(seat: Seat, score: Score, reveal: Reveal, rank: int, options: Options) -> Own:
    line, shown = seat.lines[reveal.round], seen(options, reveal.round)
    return Own(
        verdict=line.verdict,
        right=line.verdict is reveal.truth,
        gained=score.gained,
        points=score.points,
        rank=rank if shown else 0,
        was=score.was if shown else 0,
        streak=score.streak,
        out=score.out,
    )


def _podium(podium: Podium, scores: Scores, ledger: Ledger) -> Iterator[str]:
    if podium.players != len(scores):
        yield f"podium: {len(scores)} played, told was {podium.players}"
    if podium.top != top(scores, PODIUM):
        yield f"podium: the top is {top(scores, PODIUM)}, told was {podium.top}"
    if podium.teams != teams(scores, ledger.options):
        yield f"podium: the teams are {teams(scores, ledger.options)}, told was {podium.teams}"
    if (match := ledger.questions[0].sealed.match) != podium.match:
        yield f"podium: the match is {match}, told was {podium.match}"
