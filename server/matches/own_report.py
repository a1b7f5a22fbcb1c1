"""A player's report of one match: every face, the figures, and how the room and its machines did."""

from dataclasses import dataclass
from statistics import median

from game.face import Truth
from server.matches.comparison import Machine, RoomFigures, machines, room_figures, room_sums
from server.matches.models import Match, Result, Round
from server.matches.player_lines import Answered, PlayerLine, player_lines
from server.matches.readings import Reading


@dataclass(frozen=True, slots=True)
class MachineVerdict:
    """What a machine said to a face; None: nothing."""

    name: str
    verdict: Truth | None
    right: bool


@dataclass(frozen=True, slots=True)
class FaceOfMine:
    """A face of the own match. `fooled`: the share of the room's answers that were wrong, 0 to 1. `mean`: the room's
    time, ms. `machines`: those that said something to it, or were silent.
    """

    answer: Answered
    fooled: float | None
    mean: float | None
    machines: tuple[MachineVerdict, ...]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A match as one of its players reads it. `median`: of the own times to answer, ms."""

    match: Match
    result: Result
    line: PlayerLine
    median: float | None
    faces: tuple[FaceOfMine, ...]
    room: RoomFigures
    machines: tuple[Machine, ...]

    @property
    def accuracy(self) -> float | None:
        """The share of the own verdicts that were right, 0 to 1; None without any."""
        return self.result.right / self.result.answered if self.result.answered else None


def own_report(reading: Reading) -> OwnReport | None:
    """Return somebody's own part of a match, in a fixed number of queries; None for those who did not play."""
    own = Reading(reading.match, reading.player, whole=False)
    rounds = list(own.rounds())
    line = next(iter(player_lines(own.results(), rounds)), None)
    if line is None:
        return None
    bots = machines(own.match, rounds, pairs=line.pairs)
    sums = room_sums(own.match)
    took = [answer.trial.took for answer in line.answers if answer.trial.took is not None]
    return OwnReport(
        match=own.match,
        result=line.result,
        line=line,
        median=median(took) if took else None,
        faces=tuple(_face(answer, sums.times, bots) for answer in line.answers),
        room=room_figures(sums, rounds, pairs=line.pairs),
        machines=tuple(bots),
    )


def _face(answer: Answered, times: dict[int, float], bots: list[Machine]) -> FaceOfMine:
    asked = answer.round
    said = [(bot.name, bot.verdicts[asked.number]) for bot in bots]
    return FaceOfMine(
        answer=answer,
        fooled=asked.fooled / asked.answered if asked.answered else None,
        mean=times.get(asked.number),
        machines=tuple(MachineVerdict(name, verdict, _right(asked, verdict)) for name, verdict in said),
    )


def _right(asked: Round, verdict: Truth | None) -> bool:
    return verdict is not None and verdict.value == asked.truth
