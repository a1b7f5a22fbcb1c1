"""Trials as CSV, one line for each verdict: for researchers, so without names.

Of a pair, `face` is the left one and `partner` the right one; `truth` and `verdict` are the left one's.
"""

import csv
from collections.abc import Iterable
from io import StringIO

from django.db.models import Case, QuerySet, Value, When

from server.matches.cells import harmless
from server.matches.models import Match, Trial

QUESTION = Case(When(round__partner_key="", then=Value("single")), default=Value("pair"))
COLUMNS = {
    "match": "result__match__key",
    "finished": "result__match__finished",
    "deck": "result__match__deck",
    "scoring": "result__match__scoring",
    "mode": "result__match__mode",
    "player": "result__player_id",
    "team": "result__team",
    "out": "result__out",
    "round": "round__number",
    "question": "question",
    "face": "round__face_key",
    "truth": "round__truth",
    "kind": "round__face__kind",
    "generator": "round__face__generator",
    "partner": "round__partner_key",
    "partner_kind": "round__partner__kind",
    "partner_generator": "round__partner__generator",
    "verdict": "verdict",
    "right": "right",
    "took_ms": "took",
    "at": "at",
    "lag_ms": "lag",
    "points": "points",
    "implausible": "implausible",
    "met_before": "met",
}


def trials_csv(matches: QuerySet[Match]) -> str:
    """Return the trials of these matches with a line of headings. Times in UTC, truth values as 0 and 1."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    trials = Trial.objects.filter(result__match__in=matches).annotate(question=QUESTION)
    rows = trials.order_by("result__match", "result", "round__number").values_list(*COLUMNS.values())
    writer.writerows(_cells(row) for row in rows.iterator(chunk_size=2000))
    return text.getvalue()


def _cells(row: Iterable[object]) -> list[object]:
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return harmless(value) if isinstance(value, str) else value
