"""A store small enough to be read at a glance: what the rules count on, and a watch on everything that is written."""

from typing import Any

from game.decisions import Record
from game.room import Phase, Room, answers_table

ALLOWED = {
    Phase.LOBBY: {Phase.LOBBY, Phase.COUNTDOWN, Phase.CLOSED},
    Phase.COUNTDOWN: {Phase.COUNTDOWN, Phase.QUESTION},
    Phase.QUESTION: {Phase.QUESTION, Phase.REVEAL},
    Phase.REVEAL: {Phase.REVEAL, Phase.QUESTION, Phase.PODIUM},
    Phase.PODIUM: {Phase.PODIUM, Phase.LOBBY, Phase.CLOSED},
    Phase.CLOSED: set(),
}


class Stale(Exception):  # noqa: N818  (nothing went wrong: somebody was faster)
    """The room has moved on, and nothing was done."""


class Shelf:
    """One room: a document with a version, and rows that are written once.

    `eligible`: who could answer, by table of answers, as every opening fixed it.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self.tables: dict[str, dict[str, Any]] = {}
        self.eligible: dict[str, set[str]] = {}
        self.carriers: dict[str, str] = {}  # unique texts of rows

    def rows(self, table: str | None) -> dict[str, Any]:
        return dict(self.tables.get(table, {})) if table else {}

    def record(self, read: Room, record: Record) -> Any | None:
        """Write a row; return the one that stands, or None where the table is full."""
        if self.room.version != read.version:
            raise Stale
        table = self.tables.setdefault(record.table, {})
        if record.key in table:
            return table[record.key]
        if record.unique and self.carriers.setdefault(record.unique, record.key) != record.key:
            return None
        if record.key not in table and record.limit and len(table) >= record.limit:
            return None
        return table.setdefault(record.key, record.row)

    def commit(self, read: Room, room: Room, rows_read: tuple[str, int] | None = None) -> None:
        """Replace the room, if it is still the one that was read and the table read has no more rows."""
        if self.room.version != read.version:
            raise Stale
        if rows_read and len(self.tables.get(rows_read[0], {})) != rows_read[1]:
            raise Stale
        self._watch(read, room)
        self.room = room

    def _watch(self, before: Room, after: Room) -> None:
        assert before == self.room
        assert after.version == before.version + 1
        assert after.phase in ALLOWED[before.phase]
        if after.phase is before.phase and (after.names, after.removed) != (before.names, before.removed):
            assert (after.match, after.round, after.deadline) == (before.match, before.round, before.deadline)
            assert before.scores.keys() - after.scores.keys() <= set(after.removed)
        elif after.phase is Phase.QUESTION:
            assert after.round == before.round + 1 < len(after.faces)
            assert (after.match, after.faces, after.seed) == (before.match, before.faces, before.seed)
            eligible = {player for player, score in after.scores.items() if score.eligible}
            assert len(eligible) == after.eligible
            self.eligible[answers_table(after, after.round)] = eligible
        elif after.phase is Phase.REVEAL:
            assert (after.match, after.round, after.faces) == (before.match, before.round, before.faces)
        elif after.phase is Phase.PODIUM and before.phase is Phase.REVEAL:
            assert before.round == len(before.faces) - 1
            assert after.scores == before.scores
        elif before.phase is Phase.PODIUM:
            assert before.archived or after.archived, "a match was forgotten"
