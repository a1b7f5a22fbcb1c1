"""A player's match beside the room's and the machines' that sat in it. No names of other people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from django.core.cache import caches
from django.db.models import Avg, Count

from game.face import Truth
from server.matches.eye import Eye
from server.matches.models import Match, Result, Round, Trial

SAID = {"r": Truth.REAL, "a": Truth.AI}
KEPT = 600  # seconds: after a match all of its players look at it, and an archived match does not change


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """What the people of a room came to, the player among them. Times in ms; None where nothing is known of it.

    `accuracy`: of all verdicts; `eye`: of those on single faces, or on pairs where only those were asked. `d_prime`,
    `bias`: the medians of those players who answered enough.
    """

    players: int
    mean_points: float
    median_points: float
    accuracy: float | None
    mean_time: float | None
    d_prime: float | None
    bias: float | None
    eye: Eye


@dataclass(frozen=True, slots=True)
class RoomSums:
    """What is reckoned from everybody's results and trials. `d_prime`, `bias`: see RoomFigures. `times`: the mean
    time to answer by number of the round, ms, without those that nobody answered.
    """

    players: int
    mean_points: float
    median_points: float
    accuracy: float | None
    mean_time: float | None
    d_prime: float | None
    bias: float | None
    times: dict[int, float]


@dataclass(frozen=True, slots=True)
class Machine:
    """A bot in the same rounds as the player. `verdicts`: by number of the round, None where it said nothing."""

    name: str
    points: int
    rank: int
    right: int
    asked: int
    eye: Eye
    verdicts: dict[int, Truth | None]

    @property
    def accuracy(self) -> float | None:
        """The share of its verdicts that were right, 0 to 1."""
        answered = sum(verdict is not None for verdict in self.verdicts.values())
        return self.right / answered if answered else None


def room_sums(match: Match) -> RoomSums:
    """Return what a match's room came to, in two queries, or none where it was asked for lately."""
    name = f"room-sums:{match.pk}"
    sums: RoomSums | None = caches["local"].get(name)
    if sums is None:
        sums = _reckoned(match)
        caches["local"].set(name, sums, KEPT)
    return sums


def room_figures(sums: RoomSums, rounds: Sequence[Round], *, pairs: bool) -> RoomFigures:
    """Return what the room came to on these rounds. `pairs`: whether the eye is looked at in pairs."""
    return RoomFigures(
        players=sums.players,
        mean_points=sums.mean_points,
        median_points=sums.median_points,
        accuracy=sums.accuracy,
        mean_time=sums.mean_time,
        d_prime=None if pairs else sums.d_prime,
        bias=None if pairs else sums.bias,
        eye=_of_rounds(rounds, pairs=pairs),
    )


COLUMNS = ("points", "right", "answered", "hits", "signals", "false_alarms", "noises")


def _reckoned(match: Match) -> RoomSums:
    rows = list(Result.objects.filter(match=match).order_by().values_list(*COLUMNS))
    eyes = [Eye(*row[-4:]).sensitivity for row in rows]
    known = [eye for eye in eyes if eye is not None]
    answered = sum(row[2] for row in rows)
    trials = Trial.objects.filter(round__match=match, took__isnull=False).order_by().values_list("round__number")
    timed = list(trials.annotate(mean=Avg("took"), count=Count("id")))
    count = sum(one[2] for one in timed)
    return RoomSums(
        players=len(rows),
        mean_points=mean(row[0] for row in rows),
        median_points=median(row[0] for row in rows),
        accuracy=sum(row[1] for row in rows) / answered if answered else None,
        mean_time=sum(one[1] * one[2] for one in timed) / count if count else None,
        d_prime=median(eye.d_prime for eye in known) if known else None,
        bias=median(eye.bias for eye in known) if known else None,
        times={number: average for number, average, _count in timed},
    )


def machines(match: Match, rounds: Iterable[Round], *, pairs: bool) -> list[Machine]:
    """Return the machines of a match, the best first, judged by these rounds alone."""
    asked = list(rounds)
    return sorted((_machine(row, asked, pairs=pairs) for row in match.machines), key=lambda one: (one.rank, one.name))


def _machine(row: dict[str, object], rounds: Sequence[Round], *, pairs: bool) -> Machine:
    trail = str(row.get("trail", ""))
    verdicts = {one.number: SAID.get(trail[one.number : one.number + 1]) for one in rounds}
    judged = [(one, said) for one in rounds if (said := verdicts[one.number]) is not None]
    alike = [(one, said) for one, said in judged if bool(one.partner_key) is pairs]
    signals = [said for one, said in alike if one.truth == Truth.AI]
    noises = [said for one, said in alike if one.truth == Truth.REAL]
    return Machine(
        name=str(row.get("name", "")),
        points=int(str(row.get("points", 0))),
        rank=int(str(row.get("rank", 0))),
        right=sum(said.value == one.truth for one, said in judged),
        asked=len(rounds),
        eye=Eye(signals.count(Truth.AI), len(signals), noises.count(Truth.AI), len(noises), pairs),
        verdicts=verdicts,
    )


def _of_rounds(rounds: Iterable[Round], *, pairs: bool) -> Eye:
    """Return the verdicts of a room on these rounds, all people's together."""
    alike = [one for one in rounds if bool(one.partner_key) is pairs]
    signals = [one for one in alike if one.truth == Truth.AI]
    noises = [one for one in alike if one.truth == Truth.REAL]
    return Eye(
        hits=sum(one.said_ai for one in signals),
        signals=sum(one.answered for one in signals),
        false_alarms=sum(one.said_ai for one in noises),
        noises=sum(one.answered for one in noises),
        pairs=pairs,
    )
