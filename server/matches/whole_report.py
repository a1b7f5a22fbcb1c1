"""A match as its hosts read it: every face, every team, and the players page by page with all their verdicts."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count

from server.matches.face_lines import FaceLine, face_lines
from server.matches.models import Match, Result
from server.matches.player_lines import Answered, PlayerLine, player_lines
from server.matches.readings import Reading

PLAYERS = 50  # a page


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of a match, from 0. `points`: the mean of its members."""

    number: int
    points: int
    members: int


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A player's line. `marks`: by round of the match, None where the player was not asked."""

    line: PlayerLine
    marks: tuple[Answered | None, ...]


@dataclass(frozen=True, slots=True)
class WholeReport:
    """What hosts read. `page` knows its number, and how many there are; `lines` are those on it, as on the podium."""

    faces: tuple[FaceLine, ...]
    teams: tuple[TeamLine, ...]
    page: Page[Result]
    lines: tuple[MarkedLine, ...]


def whole_report(reading: Reading, number: str | int | None = 1) -> WholeReport:
    """Return the report with a page of the players (from 1; anything else is the first or the last)."""
    faces = tuple(face_lines(reading.match))
    page = Paginator(reading.results(), PLAYERS).get_page(number)
    shown = Result.objects.filter(pk__in=[result.pk for result in page]).order_by("rank", "time", "id")
    rounds = [line.round for line in faces]
    lines = []
    for line in player_lines(shown, rounds):
        said = {answer.round.number: answer for answer in line.answers}
        lines.append(MarkedLine(line, tuple(said.get(round_.number) for round_ in rounds)))
    return WholeReport(faces, _teams(reading.match), page, tuple(lines))


def _teams(match: Match) -> tuple[TeamLine, ...]:
    """Return the teams, the best first."""
    teams = match.results.filter(team__isnull=False).order_by().values("team")
    means = teams.annotate(mean=Avg("points"), members=Count("id")).order_by("-mean", "team")
    return tuple(TeamLine(row["team"] or 0, round(row["mean"]), row["members"]) for row in means)
