"""A player's match beside the room's and the machines' that sat in it. No names of other people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from django.db.models import Avg

from game.face import Truth
from server.matches.eye import Eye
from server.matches.models import Match, Result, Round, Trial

SAID = {"r": Truth.REAL, "a": Truth.AI}


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """What the people of a room came to, the player among them. Times in ms; None where nothing is known of it.

    `accuracy`: of all verdicts; `eye`: of those on single faces, or on pairs where only those were asked. `d_prime`:
    the median of those players who answered enough.
    """

    players: int
    mean_points: float
    median_points: float
    accuracy: float | None
    mean_time: float | None
    d_prime: float | None
    eye: Eye


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


def room_figures(match: Match, rounds: Sequence[Round], *, pairs: bool) -> RoomFigures:
    """Return what the room came to, in two queries. `pairs`: whether the eye is looked at in pairs."""
    rows = list(Result.objects.filter(match=match).order_by().values_list(*COLUMNS))
    eyes = [Eye(*row[-4:]).sensitivity for row in rows]
    known = [eye.d_prime for eye in eyes if eye is not None]
    answered = sum(row[2] for row in rows)
    return RoomFigures(
        players=len(rows),
        mean_points=mean(row[0] for row in rows),
        median_points=median(row[0] for row in rows),
        accuracy=sum(row[1] for row in rows) / answered if answered else None,
        mean_time=Trial.objects.filter(round__match=match).order_by().aggregate(mean=Avg("took"))["mean"],
        d_prime=median(known) if known and not pairs else None,
        eye=_of_rounds(rounds, pairs=pairs),
    )


COLUMNS = ("points", "right", "answered", "hits", "signals", "false_alarms", "noises")


def round_times(match: Match) -> dict[int, float]:
    """Return the room's mean time to answer by number of the round, in ms; without those that nobody answered."""
    rows = Trial.objects.filter(round__match=match, took__isnull=False).order_by().values_list("round__number")
    return dict(rows.annotate(mean=Avg("took")))


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
