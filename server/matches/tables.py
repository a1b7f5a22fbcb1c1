"""The tables that a report can be taken along as: their columns and rows, for CSV and for spreadsheets alike.

Of a pair, `face` is the left one and `partner` the right one; `truth` and `verdict` are the left one's. Rounds count
from 1. Times in seconds; `answered_at` is when the answer arrived. A pause is no part of `seconds`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from server.matches.face_lines import FaceLine
from server.matches.models import Round
from server.matches.player_lines import PlayerLine
from server.matches.teams import TEAMS

Cell = str | int | float | datetime | None
Columns = dict[str, str | Promise]  # the name in a CSV: the heading in a spreadsheet
Row = tuple[Cell, ...]

PLAYERS: Columns = {
    "rank": _("Rank"),
    "player": _("Player"),
    "team": _("Team"),
    "out": _("Out in round"),
    "points": _("Points"),
    "right": _("Right"),
    "answered": _("Answered"),
    "asked": _("Asked"),
    "mean_seconds": _("Mean time, s"),
    "d_prime": _("d'"),
    "figures_of": _("d' is of"),
}
FACES: Columns = {
    "round": _("Round"),
    "question": _("Question"),
    "face": _("Face"),
    "partner": _("Right-hand face"),
    "truth": _("Truth"),
    "said_real": _("Said real"),
    "said_ai": _("Said AI"),
    "silent": _("Silent"),
    "fooled": _("Share fooled"),
    "median_seconds": _("Median time, s"),
    "fastest": _("Fastest right"),
    "fastest_seconds": _("Fastest time, s"),
}
ANSWERS: Columns = {
    "player": _("Player"),
    "team": _("Team"),
    "round": _("Round"),
    "question": _("Question"),
    "face": _("Face"),
    "partner": _("Right-hand face"),
    "truth": _("Truth"),
    "verdict": _("Verdict"),
    "outcome": _("Outcome"),
    "seconds": _("Seconds after opening"),
    "answered_at": _("Answered at (UTC)"),
    "points": _("Points"),
    "too_fast": _("Before it can have been seen"),
}
# Columns of our own words, which a spreadsheet translates; never of texts that a player has chosen.
CODED = {"team", "figures_of", "question", "truth", "verdict", "outcome"}
WORDS: dict[str, str | Promise] = {
    **{team: translation.gettext_lazy(team) for team in TEAMS},
    "real": _("real"),
    "ai": _("AI"),
    "single": _("single face"),
    "pair": _("pair"),
    "right": _("right"),
    "wrong": _("wrong"),
    "silent": _("silent"),
}


def player_row(line: PlayerLine) -> Row:
    """Return one player's row of PLAYERS."""
    result = line.result
    return (
        result.rank,
        result.called,
        _team(result.team),
        result.out,
        result.points,
        result.right,
        result.answered,
        result.asked,
        _seconds(line.mean),
        None if line.figures is None else round(line.figures.d_prime, 3),
        None if line.figures is None else "pair" if line.pairs else "single",
    )


def player_rows(lines: Iterable[PlayerLine]) -> Iterator[Row]:
    """Yield the rows of PLAYERS."""
    return map(player_row, lines)


def answer_rows(lines: Iterable[PlayerLine]) -> Iterator[Row]:
    """Yield the rows of ANSWERS: player by player, round by round."""
    for line in lines:
        for answer in line.answers:
            trial, asked = answer.trial, answer.round
            yield (
                line.result.called,
                _team(line.result.team),
                *_asked(asked),
                trial.verdict,
                answer.outcome.value,
                _seconds(trial.took),
                trial.at,
                trial.points,
                int(trial.implausible),
            )


def face_rows(lines: Iterable[FaceLine]) -> Iterator[Row]:
    """Yield the rows of FACES."""
    for line in lines:
        said = line.round
        yield (
            *_asked(said),
            said.said_real,
            said.said_ai,
            said.silent,
            None if line.fooled is None else round(line.fooled, 3),
            _seconds(line.median),
            line.fastest,
            _seconds(line.best),
        )


def _asked(asked: Round) -> Row:
    question = "pair" if asked.partner_key else "single"
    return (asked.number + 1, question, asked.face_key, asked.partner_key, asked.truth)


def _team(number: int | None) -> str:
    return "" if number is None else TEAMS[number]


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / 1000, 3)
