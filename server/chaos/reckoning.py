"""What the database holds of the matches that were played, compared with what the players were told. Reads only."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from server.chaos.notebook import Notebook

HALF = 0.0006  # seconds: the archive counts in milliseconds
TRIALS = """
    SELECT match.key, result.player_id, round.number, trial.verdict, trial.took
    FROM matches_trial trial JOIN matches_result result ON result.id = trial.result_id
    JOIN matches_round round ON round.id = trial.round_id JOIN matches_match match ON match.id = result.match_id
"""
TWICE = "SELECT key, count(*) FROM matches_match GROUP BY key HAVING count(*) > 1"
SEATS_TWICE = "SELECT match_id, player_id FROM matches_result GROUP BY match_id, player_id HAVING count(*) > 1"
UNEVEN = """
    SELECT result.id FROM matches_result result JOIN matches_trial trial ON trial.result_id = result.id
    GROUP BY result.id HAVING sum(trial.points) <> result.points
"""


class Reckoning(msgspec.Struct):
    """Losses; each of them is to be 0. `complaints` says which."""

    acknowledged: int = 0
    answers_lost: int = 0
    answers_scored_twice: int = 0
    matches_archived_twice: int = 0
    matches_lost: int = 0
    complaints: list[str] = []


def reckon(database: Path, books: Sequence[Notebook]) -> Reckoning:
    """Compare each acknowledged answer and each match that was shown with the archive."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        kept = {key for (key,) in rows.execute("SELECT key FROM matches_match")}
        trials = defaultdict(list)
        for match, player, number, verdict, took in rows.execute(TRIALS):
            trials[match, player, number].append((verdict, took))
        again = [*rows.execute(TWICE), *rows.execute(SEATS_TWICE)]
        uneven = list(rows.execute(UNEVEN))
    found = Reckoning(matches_archived_twice=len(again))
    lost = set[str]().union(*(book.matches for book in books)) - kept
    found.matches_lost = len(lost)
    found.complaints += [f"match {match} is not in the archive" for match in sorted(lost)]
    found.complaints += [f"a result whose points are not those of its rounds: {row}" for row in uneven]
    found.answers_scored_twice = len(uneven) + sum(len(each) > 1 for each in trials.values())
    for book in books:
        _answers(found, book, trials)
    return found


def _answers(found: Reckoning, book: Notebook, trials: dict[tuple[str, str, int], list[tuple[str, int]]]) -> None:
    found.acknowledged += len(book.acknowledged)
    lost = set(book.lost)
    for which, (verdict, took) in book.acknowledged.items():
        standing: Iterable[tuple[str, int]] = trials.get((which[0], book.player, which[1]), ())
        if not any(said == verdict and abs(ms / 1000 - took) <= HALF for said, ms in standing if ms is not None):
            lost.add(which)
            found.complaints.append(f"{book.player} {which}: {verdict}, {took} s acknowledged, kept is {standing}")
    found.answers_lost += len(lost)
    found.answers_scored_twice += len(book.twice)
    found.complaints += [f"{book.player} {which}: not in its {where}" for which, where in sorted(book.lost.items())]
    found.complaints += [f"{book.player} {which}: something else stood later" for which in sorted(book.twice)]
