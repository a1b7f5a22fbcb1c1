"""A table of a report as CSV, in chunks: nothing that a player has chosen is computed, nothing is held as a whole."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from itertools import islice

from server.matches.cells import harmless
from server.matches.tables import Cell, Columns, Row

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # at the very beginning it tells Excel that this is UTF-8
LINES = 200  # a chunk


def table_csv(columns: Columns, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table in UTF-8. Moments as ISO 8601 in UTC with milliseconds; what there is not is empty."""
    yield f"{MARK}{_lines([tuple(columns)])}".encode()
    left = iter(rows)
    while chunk := list(islice(left, LINES)):
        yield _lines(chunk).encode()


def _lines(rows: Iterable[Row]) -> str:
    text = StringIO()
    csv.writer(text).writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return harmless(cell) if isinstance(cell, str) else cell
