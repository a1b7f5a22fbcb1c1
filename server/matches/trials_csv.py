"""Trials as CSV, one line for each verdict: for researchers, so without names."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.db.models import QuerySet

from server.matches.models import Match, Trial

COLUMNS = {
    "match": "result__match__key",
    "finished": "result__match__finished",
    "deck": "result__match__deck",
    "scoring": "result__match__scoring",
    "player": "result__player_id",
    "round": "round__number",
    "face": "round__face_key",
    "truth": "round__truth",
    "kind": "round__face__kind",
    "generator": "round__face__generator",
    "verdict": "verdict",
    "right": "right",
    "took_ms": "took",
    "lag_ms": "lag",
    "points": "points",
    "implausible": "implausible",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a text


def trials_csv(matches: QuerySet[Match]) -> str:
    """Return the trials of these matches with a line of headings. Times in UTC, truth values as 0 and 1."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    rows = Trial.objects.filter(result__match__in=matches).order_by("result__match", "result", "round__number")
    writer.writerows(_cells(row) for row in rows.values_list(*COLUMNS.values()).iterator(chunk_size=2000))
    return text.getvalue()


def _cells(row: Iterable[object]) -> list[object]:
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
