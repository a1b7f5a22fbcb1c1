"""Rooms as a release has written them, kept so that the next release can be tried on them. Run it to keep today's.

`python -m tests.rooms.kept` writes documents/schema-N.msgpack for the SCHEMA of now; those of released schemas stay.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from game.room import SCHEMA, Answer, Options, Phase, Room, Seat
from server.rooms.documents import encode
from tests.game.table import Table, at

FOLDER = Path(__file__).parent / "documents"


class Kept(msgspec.Struct):
    """One room in the middle of a round, with its rows; and what a document was made of."""

    document: bytes
    rows: dict[str, dict[str, bytes]]
    layout: str


def path(schema: int = SCHEMA) -> Path:
    return FOLDER / f"schema-{schema}.msgpack"


def read(schema: int = SCHEMA) -> Kept:
    return msgspec.msgpack.decode(path(schema).read_bytes(), type=Kept)


def layout() -> str:
    """Return a fingerprint of what documents and rows are made of: names, types, bounds and defaults."""
    _, parts = msgspec.json.schema_components([Room, Seat, Answer])
    return hashlib.sha256(json.dumps(_bare(parts), sort_keys=True).encode()).hexdigest()


def _bare(part: Any) -> Any:
    """Leave out what is only said to readers."""
    if isinstance(part, dict):
        return {name: _bare(inner) for name, inner in part.items() if name not in ("description", "title")}
    return [_bare(inner) for inner in part] if isinstance(part, list) else part


def table() -> Table:
    """A room in its second round, with an answer on its way; what a rolling restart may meet."""
    playing = at(Phase.REVEAL, Options(rounds=3, seconds=3, reveal=2, deck="starter"))
    playing.open()
    playing.submit("bob")
    return playing


if __name__ == "__main__":
    playing = table()
    rows = {name: {key: encode(row) for key, row in kept.items()} for name, kept in playing.rows.items()}
    FOLDER.mkdir(exist_ok=True)
    path().write_bytes(msgspec.msgpack.encode(Kept(encode(playing.room), rows, layout())))
