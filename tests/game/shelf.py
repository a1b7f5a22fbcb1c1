"""A store small enough to be read at a glance: what the rules count on, and a watch on everything that is written."""

from typing import Any

import pytest

from game.decisions import Record
from game.room import Answer, Phase, Room, answers_table, asides_table

ALLOWED = {
    Phase.LOBBY: {Phase.LOBBY, Phase.COUNTDOWN, Phase.CLOSED},
    Phase.COUNTDOWN: {Phase.COUNTDOWN, Phase.QUESTION, Phase.LOBBY},
    Phase.QUESTION: {Phase.QUESTION, Phase.REVEAL, Phase.PODIUM, Phase.LOBBY},
    Phase.REVEAL: {Phase.REVEAL, Phase.QUESTION, Phase.PODIUM},
    Phase.PODIUM: {Phase.PODIUM, Phase.LOBBY, Phase.CLOSED},
    Phase.CLOSED: set(),
}


class Stale(Exception):  # noqa: N818  (nothing went wrong: somebody was faster)
    """The room has moved on, and nothing was done."""


class Shelf:
    """One room: a document with a version, and rows that are written once.

    `eligible`: who could answer, by table of answers, as every opening fixed it. `skipped`: tables that count for
    nobody.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self.tables: dict[str, dict[str, Any]] = {}
        self.eligible: dict[str, set[str]] = {}
        self.skipped: set[str] = set()
        self.carriers: dict[str, str] = {}  # unique texts of rows

    def rows(self, table: str | None) -> dict[str, Any]:
        return dict(self.tables.get(table, {})) if table else {}

    def own(self, player: str) -> dict[int, Answer]:
        """Return somebody's answers in the running match by round, with those that were given for fun."""
        return {
            number: rows[player]
            for number in range(len(self.room.faces))
            for table in (answers_table(self.room, number), asides_table(self.room, number))
            if player in (rows := self.rows(table))
        }

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
        if after.phase is before.phase:
            _stays(before, after)
        elif after.phase is Phase.QUESTION:
            assert (before.paused, after.round, after.opened) == (None, before.round + 1, after.openings[-1])
            assert after.round < len(after.faces)
            assert dealt(after) == dealt(before)
            eligible = {player for player, score in after.scores.items() if score.eligible}
            assert after.eligible == sum(not after.scores[player].bot for player in eligible)
            self.eligible[answers_table(after, after.round)] = eligible
        elif after.phase is Phase.REVEAL:
            _reveals(before, after)
            if after.skipped:
                self.skipped.add(answers_table(after, after.round))
        elif after.phase is Phase.PODIUM:
            _ends(before, after)
        elif before.phase is Phase.PODIUM:
            assert before.archived, "a match was forgotten"
        elif after.phase is Phase.LOBBY:
            assert before.round < 1, "something was revealed"


def dealt(room: Room) -> tuple[object, ...]:
    """Return what a match is made of, fixed at its start."""
    return room.match, room.seed, room.faces, room.partners, room.seals, room.picture_size


def _stays(before: Room, after: Room) -> None:
    """Check what leaves a room in its phase: nobody gains or loses anything by it."""
    assert (dealt(after), after.round, after.openings) == (dealt(before), before.round, before.openings)
    assert before.scores.keys() - after.scores.keys() <= set(after.removed)
    for player, score in after.scores.items():
        was = before.scores[player]
        assert (score.points, score.streak, score.time, score.trail) == (was.points, was.streak, was.time, was.trail)
        assert (score.out, score.team, score.eligible, score.was) == (was.out, was.team, was.eligible, was.was)
    if before.paused is not None and after.paused is None:
        shift = after.deadline - before.deadline
        assert after.opened - before.opened == pytest.approx(shift)
        assert shift >= 0
    elif after.phase is not Phase.LOBBY:
        assert after.opened == before.opened
        assert after.deadline <= before.deadline


def _reveals(before: Room, after: Room) -> None:
    """Check that a reveal changes nobody's points where it is skipped, and shortens a match to this round at most."""
    assert (before.paused, after.match, after.round) == (None, before.match, before.round)
    assert len(after.faces) in {before.round + 1, len(before.faces)}
    assert after.faces == before.faces[: len(after.faces)]
    assert after.scores.keys() == before.scores.keys()
    for player, score in after.scores.items():
        was = before.scores[player]
        assert score.was == was.rank
        if after.skipped:
            assert (score.points, score.streak, score.out, score.time) == (was.points, was.streak, was.out, was.time)
            assert (score.gained, score.trail) == (0, was.trail + ".")


def _ends(before: Room, after: Room) -> None:
    """Check that a podium shows what was revealed, all of it and nothing else."""
    rounds = before.round + (before.phase is Phase.REVEAL)
    assert (after.round, after.match, after.paused) == (rounds - 1, before.match, None)
    for name in ("faces", "partners", "seals", "openings"):
        assert getattr(after, name) == getattr(before, name)[:rounds]
        assert len(getattr(after, name)) == rounds
    for player, was in before.scores.items():
        if (score := after.scores.get(player)) is None:
            assert not was.trail.strip("."), "somebody who played was forgotten"
        else:
            assert (score.points, score.out, score.team, score.was) == (was.points, was.out, was.team, was.was)
            assert (score.trail, len(score.trail)) == (was.trail, rounds)
    assert after.archived is not any(not score.bot for score in after.scores.values())
