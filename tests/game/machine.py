"""Several processes, stale caches, crashes between decide and settle: whatever happens, no acknowledged answer is lost.

The machine does to one room what a fleet of servers can do to it, in any order: decide on an old copy, settle late,
settle twice, not at all. After every step the room must be one that the rows explain. Each mode has a machine of its
own, made of this one.
"""

import random
from collections.abc import Callable
from itertools import pairwise
from typing import ClassVar

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from game.attendance import asks_for_seats
from game.commands import (
    Archived,
    Attend,
    ChooseTeam,
    Configure,
    End,
    HandOver,
    Join,
    Lock,
    Next,
    Pause,
    PlayAlong,
    Rematch,
    Remove,
    Rename,
    Resume,
    Skip,
    Submit,
)
from game.face import Truth
from game.room import (
    PATIENCE,
    Board,
    Kind,
    Options,
    Pace,
    Phase,
    Room,
    Score,
    Scoring,
    alarm,
    new_room,
)
from tests.game.explained import check_clock, check_people, check_ranks, check_scores
from tests.game.fleet import CRASH, FACES, LATE, PROMPT, TWICE, Fleet
from tests.game.secrecy import check_secrets, faces_known
from tests.game.table import HOST, NOON, start

NAMES = (HOST, "bob", "cat", "dan", "eve")
SEEDS = st.integers(2**32, 2**33)
OPTIONS = {
    "rounds": (3, 4),
    "seconds": (3, 8),
    "scoring": tuple(Scoring),
    "host_plays": (True, False),
    "seats": (2, 4, 5),
    "kind": tuple(Kind),
    "teams": (2, 3),
    "pace": (Pace.AUTOMATIC, Pace.AUTOMATIC, Pace.HOST),
    "board": tuple(Board),
    "late": (True, True, False),
}
ORDERS = (
    *((command,) for command in (Pause, Pause, Pause, Resume, Resume, Resume, End, Rematch)),
    *((command, shift) for command in (Skip, Skip, Next) for shift in (0, 0, 1)),  # 1: of another round
    *((command, on) for command in (Lock, PlayAlong) for on in (True, False)),
    *((Remove, player) for player in NAMES[1:]),
    *((HandOver, player, frozenset(NAMES)) for player in NAMES[1:]),
    *((Rename, player, name, name) for player in NAMES[1:4] for name in NAMES[3:]),
    *((ChooseTeam, player, team) for player in NAMES[:3] for team in (-1, 0, 1, 2)),
    (Configure, Options(rounds=3, seats=3, host_plays=False)),
    (Configure, Options(rounds=4, teams=3, scoring=Scoring.FRIENDLY, late=False)),
)
CHOICES = {
    "process": (0, 0, 0, 1, 2),  # the first hears all news at once, the others when told
    "fate": (*[PROMPT] * 9, LATE, TWICE, CRASH),  # of what was decided
    "player": NAMES,
    "by": (*[None] * 8, *NAMES),  # None: whoever hosts now
    "way": ("join", "join", "leave", "come back"),
    "verdict": tuple(Truth),
    "shift": (0, 0, 0, 0, 0, -1, 1),
    "order": ORDERS,
    "seconds": (0.0, 0.05, 0.2, 1.0, 2.9, 8.1, 61.0),
    "pictures_are_there": (True, True, False),
    "looks": (1, 2),
    "to_the_alarm": (True, False),
    "seed": tuple(range(2**32, 2**32 + 50)),
}
ACTS: dict[str, tuple[str, ...]] = {}  # what can happen -> what it depends on
SETTINGS = settings(max_examples=25, stateful_step_count=30, deadline=None, print_blob=True)


def act(*on: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a rule of something that depends on these choices."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        ACTS[function.__name__] = on
        return rule(**{name: st.sampled_from(CHOICES[name]) for name in on})(function)

    return decorate


class RoomMachine(RuleBasedStateMachine):
    """One room, three processes with a copy of it each, five players. `always`: options that do not vary."""

    host = HOST
    always: ClassVar[dict[str, object]] = {}

    def better(self, one: Score, other: Score) -> bool:
        """Tell whether somebody stands before somebody else."""
        return one.points > other.points

    @property
    def room(self) -> Room:
        return self.fleet.shelf.room

    def fit(self, options: Options) -> Options:
        return msgspec.structs.replace(options, **self.always)

    def walk(self, seed: int) -> None:
        """Let much happen, all at random: further than hypothesis goes, which looks for short ways."""
        rng = random.Random(seed)
        options = Options(**{name: rng.choice(values) for name, values in OPTIONS.items()})
        self.open_a_room(options, rng.randrange(2**32, 2**33))
        for _ in range(200):
            name = rng.choice([*ACTS, *["order"] * 6])
            getattr(self, name)(*(rng.choice(CHOICES[choice]) for choice in ACTS[name]))
            self.check()
        self.teardown()

    @initialize(
        options=st.builds(Options, **{name: st.sampled_from(values) for name, values in OPTIONS.items()}), seed=SEEDS
    )
    def open_a_room(self, options, seed):
        self.fleet = Fleet(new_room("BCDF", self.host, NOON, self.fit(options)))
        self.checked = None
        for player in (HOST, "bob"):
            self.come_and_go(0, player, "join", PROMPT)
        self.start(0, None, seed, PROMPT)

    # ---- what can happen ---------------------------------------------------------------------------------------------
    @act("process")
    def hear_the_news(self, process):
        self.fleet.refresh(process)

    @act("process", "player", "way", "fate")
    def come_and_go(self, process, player, way, fate):
        if way == "leave":
            self.fleet.present.discard(player)
            return
        self.fleet.present.add(player)
        if way == "join":
            self.fleet.add(process, Join(player, player.title(), player), fate)

    @act("process", "player", "verdict", "shift", "fate")
    def submit(self, process, player, verdict, shift, fate):
        self.answer(process, player, self.room.round + shift, verdict, fate)

    def answer(self, process, player, number, verdict, fate):
        """Have a verdict given. Who has no seat is asked for none: the session sees to that."""
        if player in self.fleet.shelf.rows("seats"):
            self.fleet.add(process, Submit(player, number, verdict), fate)

    @act("seed")
    def everybody_answers(self, seed):
        for player, verdict in self.fleet.some(seed, NAMES, tuple(Truth)):
            self.answer(0, player, self.room.round, verdict, PROMPT)
        self.fleet.look(self.room)

    @act("process", "by", "order", "fate")
    def order(self, process, by, order, fate):
        command, *told = order
        if command in {Skip, Next}:
            told = [self.room.round + told[0]]
        elif command is Configure:
            told = [self.fit(*told)]
        self.fleet.order(process, by, command, fate, *told)

    @act("process", "by", "seed", "fate")
    def start(self, process, by, seed, fate):
        self.fleet.matches += 1
        sender = self.fleet.copy(process).host if by is None else by
        self.fleet.move(self.fleet.copy(process), start(f"match{self.fleet.matches}", seed, FACES, sender), fate)

    @act("process", "fate")
    def look_who_is_there(self, process, fate):
        copy = self.fleet.copy(process)
        seats = self.fleet.shelf.rows("seats") if asks_for_seats(copy, self.fleet.now) else {}
        self.fleet.move(copy, Attend(frozenset(self.fleet.present)), fate, None, seats)

    @act("process", "fate")
    def take_note_of_the_archive(self, process, fate):
        self.fleet.move(self.fleet.copy(process), Archived(self.fleet.copy(process).match), fate)

    @act("seconds", "pictures_are_there")
    def time_passes(self, seconds, pictures_are_there):
        self.fleet.now += seconds
        self.fleet.pictures_are_there = pictures_are_there

    @act("seed")
    def a_question_opens(self, seed):
        """The short way into a question: all are back, and whoever hosts goes on."""
        self.fleet.present.update(NAMES)
        if self.room.phase is Phase.PODIUM:
            self.fleet.move(self.room, Archived(self.room.match), PROMPT)
            self.fleet.order(0, None, Rematch, PROMPT)
        if self.room.phase is Phase.LOBBY:
            self.start(0, None, seed, PROMPT)
        for _ in range(2):
            if self.room.phase in {Phase.COUNTDOWN, Phase.REVEAL}:
                self.fleet.order(0, None, Resume, PROMPT)
                self.fleet.order(0, None, Next, PROMPT, self.room.round)
                self.the_alarm_rings(PROMPT)

    @act("fate")
    def the_alarm_rings(self, fate):
        due = alarm(self.room)
        if due is not None and due < self.fleet.now + 100:
            self.fleet.now = max(self.fleet.now, due if self.fleet.pictures_are_there else due + PATIENCE)
            self.fleet.look(self.room, fate)

    @act("process", "fate")
    def somebody_looks_at_an_old_copy(self, process, fate):
        self.fleet.look(self.fleet.copy(process), fate)

    @act("seed", "looks", "to_the_alarm")
    def all_at_once(self, seed, looks, to_the_alarm):
        """Answers and looks at the clock are decided side by side, and settled in any order."""
        due = alarm(self.room)
        if self.room.phase is Phase.QUESTION and to_the_alarm:
            self.fleet.now = max(self.fleet.now, due)
        before, self.fleet.waiting = self.fleet.waiting, []
        for _ in range(looks):
            self.fleet.look(self.room, LATE)
        for player, verdict in self.fleet.some(seed, NAMES, tuple(Truth)):
            self.answer(seed % 3, player, self.room.round, verdict, LATE)
        random.Random(seed).shuffle(self.fleet.waiting)
        for settle in self.fleet.waiting:
            settle()
        self.fleet.waiting = before

    @act("seed")
    def something_late_is_settled(self, seed):
        if self.fleet.waiting:
            self.fleet.waiting.pop(seed % len(self.fleet.waiting))()

    # ---- what must hold ----------------------------------------------------------------------------------------------
    @invariant()
    def everything_holds(self):
        self.check()

    def check(self):
        room, shelf = self.room, self.fleet.shelf
        for (table, player), row in self.fleet.acknowledged.items():
            assert shelf.tables[table][player] == row
            answers = table.replace("asides", "answers")
            assert (player in shelf.eligible[answers]) is (table == answers)
        check_scores(shelf)
        check_ranks(room, self.better)
        check_people(shelf)
        check_clock(room)
        if room.version != self.checked:
            self.checked = room.version
            check_secrets(room, {player: shelf.own(player) for player in (*NAMES, "stranger")})

    def teardown(self):
        """All processes die; one starts. When time passes, a match gets to its podium and its room to an end."""
        if not hasattr(self, "fleet"):
            return
        room = self.room
        running = room.phase in {Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL}
        if room.paused is not None and not faces_known(room):
            running = False  # nothing was revealed, and nobody comes back to it
        self.fleet.present.clear()
        seen = [room]
        while (room := self.room).phase is not Phase.CLOSED:
            assert len(seen) < 15, "the room does not come to an end"
            running = running and room.phase is not Phase.PODIUM
            self.fleet.now = max(self.fleet.now, alarm(room))
            if room.phase is Phase.PODIUM and not room.archived:
                self.fleet.move(room, Archived(room.match), PROMPT)
            else:
                self.fleet.look(room)
            self.check()
            seen.append(self.room)
        assert all(before is not after for before, after in pairwise(seen)), "an alarm rang in vain"
        assert not running, "a match ended without a podium"
