"""What a source's table tells of the people in its pictures."""

import csv
import io
from typing import NamedTuple

from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError
from server.decks.fetch.recipe import People

GENDERS = {"f": "female", "m": "male"}


class Person(NamedTuple):
    """What is known of somebody. Empty or None: not stated."""

    age: int | None = None
    gender: str = ""
    race: str = ""


def people(table: People, data: bytes) -> dict[str, Person]:
    """Return who is in a CSV file, by key. Raises FetchError (`bad_table`) when it is none, or lacks a column."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FetchError("bad_table", _("The table %s cannot be read.") % table.file) from error
    columns = {table.key, table.age, table.gender, table.race} - {""}
    if not rows or not columns <= rows[0].keys():
        raise FetchError(
            "bad_table",
            _("The table %(name)s lacks columns: %(columns)s.")
            % {"name": table.file, "columns": ", ".join(sorted(columns - (rows[0].keys() if rows else set())))},
        )
    return {
        row[table.key]: Person(_age(row, table.age), gender(_cell(row, table.gender)), _cell(row, table.race)[:40])
        for row in rows
    }


def gender(text: str) -> str:
    """Return a gender as the decks write it."""
    return GENDERS.get(text.lower(), text.lower())[:12]


def _cell(row: dict[str, str], column: str) -> str:
    value = (row.get(column) or "").strip() if column else ""
    return "" if value.upper() == "NA" else value


def _age(row: dict[str, str], column: str) -> int | None:
    value = _cell(row, column)
    return int(value) if value.isdecimal() and int(value) <= 120 else None
