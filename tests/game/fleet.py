"""Several processes with copies of one room, old or new, and what becomes of what they decide."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from game.commands import Rename, Submit, Tick
from game.decisions import Code, Record, Rejection, Transition
from game.room import Room, table_read
from game.rules import decide
from tests.game.shelf import Shelf, Stale
from tests.game.table import HOST, NOON, pool, start

FACES = pool(each=12)
ANSWERS = 0.8  # how likely somebody answers
PROMPT, LATE, TWICE, CRASH = "prompt", "late", "twice", "crash"  # fates of what was decided


class Fleet:
    """Three processes, a store, a clock, and who is connected."""

    def __init__(self, room: Room) -> None:
        self.shelf = Shelf(room)
        self.copies = [room] * 3
        self.now = NOON
        self.present: set[str] = set()
        self.waiting: list[Callable[[], None]] = []  # what was decided and is not settled yet
        self.acknowledged: dict[tuple[str, str], Any] = {}  # (table of answers, player) -> the row that stands
        self.pictures_are_there = True
        self.matches = 0

    def copy(self, process):
        """Return the room as a process knows it."""
        if process == 0:
            self.refresh(process)
        return self.copies[process]

    def some(self, seed, players, verdicts):
        """Return some of the players, each with a verdict."""
        rng = random.Random(seed)
        return [(player, rng.choice(verdicts)) for player in players if rng.random() < ANSWERS]

    def refresh(self, process):
        self.copies[process] = self.shelf.room

    def settle(self, act, fate):
        """Do what was decided: now, later, twice, or never."""
        if fate == LATE:
            self.waiting.append(act)
        elif fate != CRASH:
            act()
            if fate == TWICE:
                act()

    def add(self, process, command, fate):
        """Decide a command that adds a row on this process's copy, once more if the copy was old."""
        arrived = self.now

        def attempt(room, tries=1):
            decision = decide(room, command, arrived)
            if not isinstance(decision, Record):
                assert isinstance(decision, Rejection)
                return
            try:
                row = self.shelf.record(room, decision)
            except Stale:
                self.refresh(process)
                if tries:
                    attempt(self.copies[process], tries - 1)
                return
            if isinstance(command, Submit):
                key = (decision.table, decision.key)
                assert row == self.acknowledged.setdefault(key, row), "an acknowledged answer changed"

        copy = self.copy(process)
        self.settle(lambda: attempt(copy), fate)

    def move(self, room, command, fate, rows_read=None, rows=None):
        """Decide a command that replaces the room."""
        decision = decide(room, command, self.now, rows or {})
        if not isinstance(decision, Transition):
            assert isinstance(decision, Rejection)
            if decision.code is Code.START_DUE:
                self.matches += 1
                self.move(room, start(f"match{self.matches}", self.matches, FACES, ""), fate)
            return

        def act():
            with suppress(Stale):
                self.shelf.commit(room, decision.room, rows_read)

        self.settle(act, fate)

    def look(self, room, fate=PROMPT):
        """Look at the clock, as whoever holds a claim does."""
        table = table_read(room)
        rows = self.shelf.rows(table)
        tick = Tick(frozenset(self.present), frozenset(self.present) if self.pictures_are_there else frozenset())
        self.move(room, tick, fate, (table, len(rows)) if table else None, rows)

    def order(self, process, by, command, fate, *told):
        """Decide a command on a process's copy of the room, with the seats where it needs them."""
        copy, seats = self.copy(process), self.shelf.rows("seats")
        sender = (copy.host or HOST) if by is None else by
        self.move(copy, command(sender, *told), fate, ("seats", len(seats)) if command is Rename else None, seats)
