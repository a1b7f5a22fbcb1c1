"""A report as a workbook: each text is written as a text, so that nothing in it is computed or followed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from server.matches.face_lines import FaceLine
from server.matches.player_lines import PlayerLine
from server.matches.tables import (
    ANSWERS,
    CODED,
    FACES,
    PLAYERS,
    WORDS,
    Cell,
    Columns,
    Row,
    answer_rows,
    face_rows,
    player_row,
)

if TYPE_CHECKING:  # a quarter of a second of a start, and most of them write no workbook
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ANSWERS = 30_000  # what a server that is played on can spare the time for; beyond it there is the CSV
WIDTH = 14  # characters
WIDE = {"player": 24, "fastest": 24, "answered_at": 24, "seconds": 20, "too_fast": 20}
LITERAL = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


class Sheet:
    """One table that grows by a row at a time."""

    def __init__(self, book: "Workbook", title: str, columns: Columns, moment: "Format") -> None:
        self._sheet: Worksheet = book.add_worksheet(title)
        self._columns, self._moment, self._row = tuple(columns), moment, 0
        heading = book.add_format({"bold": True, "bottom": 1})
        for number, (name, said) in enumerate(columns.items()):
            self._sheet.set_column(number, number, WIDE.get(name, WIDTH))
            self._sheet.write_string(0, number, str(said), heading)
        self._sheet.freeze_panes(1, 1)

    def add(self, row: Row) -> None:
        """Write one more row."""
        self._row += 1
        for number, cell in enumerate(row):
            self._write(number, cell)

    def _write(self, number: int, cell: Cell) -> None:
        if isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, number, cell.astimezone(UTC).replace(tzinfo=None), self._moment)
        elif isinstance(cell, str) and cell:
            coded = self._columns[number] in CODED
            self._sheet.write_string(self._row, number, str(WORDS.get(cell, cell)) if coded else cell)
        elif isinstance(cell, int | float):
            self._sheet.write_number(self._row, number, cell)


def workbook(lines: Iterator[PlayerLine], faces: list[FaceLine] | None, titles: tuple[str, str, str]) -> bytes:
    """Return an xlsx file with the sheets Players, Faces (unless None) and Answers, named by `titles`, in this order.

    Headings and our own words are in the language of the moment. Rows go to a file on the disk one by one.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  (as above)

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **LITERAL}) as book:
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        players = Sheet(book, titles[0], PLAYERS, moment)
        if faces is not None:
            table = Sheet(book, titles[1], FACES, moment)
            for row in face_rows(faces):
                table.add(row)
        answers = Sheet(book, titles[2], ANSWERS, moment)
        for line in lines:
            players.add(player_row(line))
            for row in answer_rows((line,)):
                answers.add(row)
    return file.getvalue()
