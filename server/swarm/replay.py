"""Plays a match again by the rules, round by round, from what its bots said and were told. Pure."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET

from game.face import Truth
from game.modes import mode_of
from game.report import Report, ReportLine
from game.room import Answer, Board, Mode, Options, Score
from game.scoring import ranked, settle, sit_out
from game.standings import EVERY
from game.views import Standing, TeamStanding
from server.swarm.hand import Hand, Part

Scores = dict[str, Score]


class Seat:
    """One player while the match is played again. `lines`: the player's report by round; `gained`: points."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.report: Report | None = None
        if part.podium is not None and part.podium.own is not UNSET:
            self.report = part.podium.own
        self.lines: dict[int, ReportLine] = {line.round: line for line in self.report.lines} if self.report else {}
        self.gained: dict[int, int] = {}
        self.team = max((hand.team for hand in part.hands.values()), default=-1)

    def hand(self, number: int) -> Hand:
        """Return what was in hand in a round, nothing where the question was missed."""
        return self.part.hands.get(number, Hand())

    @property
    def who(self) -> str:
        """The player's name."""
        return self.part.name


def settled(
    scores: Scores, seats: Mapping[str, Seat], number: int, truth: Truth, options: Options, *, skipped: bool
) -> Scores:
    """Return the scores after a round, ranked."""
    following: Scores = {}
    for player, seat in seats.items():
        score, line = scores.get(player), seat.lines.get(number)
        begun = score or Score(name=seat.who, team=seat.team)
        if line is not None:
            answer = Answer(line.verdict, 0.0, line.took) if line.verdict and line.took is not None else None
            following[player] = settle(begun, answer, truth, options)
            seat.gained[number] = following[player].gained
        elif score is not None or (skipped and seat.hand(number).playing is not False):
            following[player] = sit_out(begun)
    if options.mode is Mode.SUDDEN_DEATH and not skipped:
        following = _felled(following, truth, number)
    return ranked(following, mode_of(options).stands)


def _felled(scores: Scores, truth: Truth, number: int) -> Scores:
    """Put out all who stood and did not get the truth, unless nobody would be left of several."""
    standing = {player for player, score in scores.items() if not score.out}
    right = {player for player in standing if scores[player].trail[-1] == truth[0]}
    if not right and len(standing) > 1:
        return scores
    return {
        player: msgspec.structs.replace(score, out=number + 1) if player in standing - right else score
        for player, score in scores.items()
    }


def decided(scores: Scores, options: Options) -> bool:
    """Tell whether the match is over by now: one is left of several, or none."""
    standing = sum(not score.out for score in scores.values())
    return options.mode is Mode.SUDDEN_DEATH and (standing == 0 or (standing == 1 and len(scores) > 1))


def seen(options: Options, number: int) -> bool:
    """Tell whether the standings are shown at the reveal of a round."""
    return options.board is Board.ALWAYS or (options.board is Board.FIFTH and (number + 1) % EVERY == 0)


def ranks(scores: Scores) -> dict[str, int]:
    """Return every player's rank, counted anew: how many are better, and one. Who stood longer is better."""
    worth = {player: (score.out or float("inf"), score.points) for player, score in scores.items()}
    places: dict[tuple[float, int], int] = {}
    for place, value in enumerate(sorted(worth.values(), reverse=True), 1):
        places.setdefault(value, place)
    return {player: places[value] for player, value in worth.items()}


def top(scores: Scores, most: int) -> tuple[Standing, ...]:
    """Return the first lines of the standings."""
    return tuple(
        Standing(
            player=player,
            name=score.name,
            points=score.points,
            rank=score.rank,
            was=score.was,
            out=score.out,
            team=score.team,
        )
        for player, score in list(scores.items())[:most]
    )


def teams(scores: Scores, options: Options) -> tuple[TeamStanding, ...]:
    """Return the teams' standings: means of their members' points, ranked before they are rounded."""
    if options.mode is not Mode.TEAMS:
        return ()
    members: dict[int, list[int]] = {}
    for score in scores.values():
        members.setdefault(score.team, []).append(score.points)
    means = {team: sum(points) / len(points) for team, points in members.items()}
    order = sorted(means, key=lambda team: (-means[team], team))
    return tuple(
        TeamStanding(
            team=team,
            points=round(means[team]),
            members=len(members[team]),
            rank=1 + sum(mean > means[team] for mean in means.values()),
        )
        for team in order
    )


def uneven(seats: Sequence[Seat], chosen: Mapping[str, int], options: Options) -> bool:
    """Tell whether somebody who chose no team was dealt to one that is not of the smallest."""
    sizes = dict.fromkeys(range(options.teams), 0)
    dealt = {seat.team for seat in seats if seat.part.player not in chosen and seat.team >= 0}
    for seat in seats:
        if seat.team >= 0:
            sizes[seat.team] = sizes.get(seat.team, 0) + 1
    return any(sizes[team] > min(sizes.values()) + 1 for team in dealt)
