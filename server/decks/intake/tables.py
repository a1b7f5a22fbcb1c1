"""What data sets write of their pictures: CSV, JSON and JSONL of any size, streamed into a temporary SQLite."""

import csv
import io
import json
import posixpath
import re
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, BinaryIO, Self

import ijson
from django.utils.translation import gettext as _
from ijson.common import JSONError, ObjectBuilder

from server.decks.intake.errors import LayoutError
from server.decks.intake.sources import Source

LONGEST = 1 << 20  # bytes of a row, or of a member of a JSON object
DEEPEST = 64  # lists and objects inside each other
_ENCODER = json.JSONEncoder(sort_keys=True)


class _ExcessError(Exception):
    """One value is larger or deeper than any data set's."""


class _Bounded:
    """A file that gives less than LONGEST bytes before it is told that they made a whole value: what is read of a value
    is in memory at once.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises _ExcessError."""
        return self._counted(self._file.read(size))

    def readline(self) -> bytes:
        """Read one line. Raises _ExcessError."""
        return self._counted(self._file.readline(LONGEST - self._given))

    def whole(self) -> None:
        """Begin another value."""
        self._given = 0

    def _counted(self, data: bytes) -> bytes:
        self._given += len(data)
        if self._given >= LONGEST:
            raise _ExcessError
        return data


class Table:
    """Rows by the name of their picture. A context manager; SQLite keeps what does not fit into its cache in a nameless
    file that goes when it is closed.
    """

    def __enter__(self) -> Self:
        """Make it, empty."""
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute(
            "CREATE TABLE pictures (file TEXT PRIMARY KEY, name TEXT, row TEXT, taken INTEGER DEFAULT 0) WITHOUT ROWID"
        )
        self._base.execute("CREATE INDEX by_name ON pictures (name)")
        self._base.execute("PRAGMA cache_size = -16000")  # KiB
        self._base.execute("BEGIN")  # one transaction for all: a statement by itself costs ten times as much
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Forget all."""
        self._base.close()

    def add(self, file: str, row: Mapping[str, Any]) -> bool:
        """Keep what is said of a picture: `row` must survive JSON. False if something else is said of it already."""
        text = _ENCODER.encode(row)
        done = self._base.execute(
            "INSERT INTO pictures (file, name, row) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (file, file.rpartition("/")[2], text),
        )
        if done.rowcount:
            return True
        known: tuple[str] = self._base.execute("SELECT row FROM pictures WHERE file = ?", (file,)).fetchone()
        return known[0] == text

    def settle(self, paths: Iterable[str]) -> None:
        """Take note of all the pictures that there are: what is said of one of them is said of no other."""
        self._base.executemany("UPDATE pictures SET taken = 1 WHERE file = ?", ((path,) for path in paths))

    def find(self, path: str) -> dict[str, Any] | None:
        """Return what is said of the picture at `path`: under this name, else under as much of its end as is known,
        else under its bare name, if all rows of that name say the same.
        """
        parts = path.split("/")
        for start in range(len(parts)):
            found = self._base.execute(
                "SELECT row FROM pictures WHERE file = ? AND NOT (taken AND ?)", ("/".join(parts[start:]), start > 0)
            ).fetchone()
            if found:
                return _row(found)
        same = self._base.execute(
            "SELECT DISTINCT row FROM pictures WHERE name = ? AND NOT taken LIMIT 2", parts[-1:]
        ).fetchall()
        return _row(same[0]) if len(same) == 1 else None


def _row(found: tuple[str]) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(found[0])
    return row


def beside(table: str, file: str) -> str:
    """Return the path of a file that a table names, within the source: tables name files beside themselves."""
    path = posixpath.join(posixpath.dirname(table), file.strip().replace("\\", "/"))
    return re.sub(r"^(?:\.\./|/)+", "", posixpath.normpath(path))


def broken(name: str, line: int, why: str) -> LayoutError:
    """Return the error for a table that cannot be read."""
    return LayoutError(
        "broken_table",
        _("Line %(line)d of %(name)s cannot be read: %(why)s.") % {"line": line, "name": name, "why": why},
    )


def rows(source: Source, name: str, needed: Iterable[str] = ()) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a table in CSV or JSONL, with their lines. `needed`: columns that it must have.

    CSV's values are texts; JSONL's are what JSON has. Raises LayoutError (`broken_table`).
    """
    with source.open(name) as file:
        yield from (_jsonl if name.lower().endswith(".jsonl") else _csv)(_Bounded(file), name, needed)


def columns(source: Source, name: str) -> frozenset[str]:
    """Return the columns of a table in CSV or JSONL, as its first line has them: none if that cannot be read."""
    with source.open(name) as file:
        try:
            if name.lower().endswith(".jsonl"):
                return frozenset(next(_jsonl(_Bounded(file), name, ()), (0, {}))[1])
            return frozenset(cell.strip() for cell in next(csv.reader(_lines(_Bounded(file), name), strict=True), ()))
        except (LayoutError, csv.Error):
            return frozenset()


def objects(source: Source, name: str) -> Iterator[tuple[int, str, Any]]:
    """Yield the members of the one object that a JSON file holds: their numbers from 1, keys and values."""
    number = 0
    with source.open(name) as file:
        try:
            bounded = _Bounded(file)
            for number, (key, value) in enumerate(_members(_events(bounded)), start=1):
                bounded.whole()
                yield number, key, value
        except (JSONError, UnicodeDecodeError, _ExcessError) as error:
            raise LayoutError(
                "broken_table",
                _("%(name)s cannot be read after its entry %(number)d.") % {"name": name, "number": number},
            ) from error
    if not number:
        raise broken(name, 1, _("it is no JSON object"))


def _events(file: _Bounded | BinaryIO) -> Iterator[tuple[str, Any]]:
    """Yield what is in a JSON file, piece by piece. Raises _ExcessError before more than DEEPEST levels cost anything:
    ijson's own prefixes take memory by the square of the depth.
    """
    depth = 0
    for event, value in ijson.basic_parse(file, use_float=True):
        if event in ("start_map", "start_array"):
            depth += 1
            if depth > DEEPEST:
                raise _ExcessError
        elif event in ("end_map", "end_array"):
            depth -= 1
        yield event, value


def _members(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield keys and values of an object; nothing of what is none."""
    if next(events, ("", None))[0] != "start_map":
        return
    for event, key in events:
        if event != "map_key":
            continue  # the object's end: what follows is read, as it may be an error
        builder: Any = ObjectBuilder()  # type: ignore[no-untyped-call]
        depth = 0
        for inner, value in events:
            builder.event(inner, value)
            depth += inner.startswith("start_") - inner.startswith("end_")
            if not depth:
                break
        yield key, builder.value


def _lines(file: _Bounded, name: str) -> Iterator[str]:
    number = 0
    try:
        while data := file.readline():
            number += 1
            yield data.decode("utf-8-sig" if number == 1 else "utf-8")
    except _ExcessError as error:
        raise broken(name, number + 1, _("it is too long")) from error
    except UnicodeDecodeError as error:
        raise broken(name, number, _("it is no UTF-8")) from error


def _csv(file: _Bounded, name: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader(_lines(file, name), strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            file.whole()
            if not header:
                header = [cell.strip() for cell in cells]
                if missing := sorted(set(needed) - set(header)):
                    raise broken(name, reader.line_num, _("no column %(column)s") % {"column": ", ".join(missing)})
            elif cells and len(cells) != len(header):
                why = _("%(cells)d cells instead of %(columns)d") % {"cells": len(cells), "columns": len(header)}
                raise broken(name, reader.line_num, why)
            elif cells:
                yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise broken(name, reader.line_num, str(error)) from error
    if not header and any(needed):
        raise broken(name, 1, _("it is empty"))


def _jsonl(file: _Bounded, name: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_lines(file, name), start=1):
        file.whole()
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(row, ensure_ascii=False).encode()  # JSON may hold halves of characters, which nobody can keep
            if line.count("[") + line.count("{") > DEEPEST:  # perhaps inside each other
                deque(_events(io.BytesIO(line.encode())), maxlen=0)
        except (ValueError, RecursionError, JSONError, _ExcessError) as error:
            raise broken(name, number, _("it is no JSON")) from error
        if not isinstance(row, dict):
            raise broken(name, number, _("it is no JSON object"))
        if missing := sorted(set(needed) - row.keys()):
            raise broken(name, number, _("no column %(column)s") % {"column": ", ".join(missing)})
        yield number, row
