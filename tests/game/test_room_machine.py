"""Several processes, stale caches, crashes between decide and settle: whatever happens, no acknowledged answer is lost.

The machine does to one room what a fleet of servers can do to it, in any order: decide on an old copy, settle late,
settle twice, not at all. After every step the room must be one that the rows explain.
"""

from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from game.commands import Archived, Configure, Join, Rematch, Remove, Rename, Submit, Tick
from game.decisions import Record, Rejection, Transition
from game.face import Truth
from game.room import PATIENCE, Options, Phase, Room, Scoring, alarm, answers_table, new_room, table_read
from game.rules import decide
from game.scoring import stake
from tests.game.secrecy import check_secrets, faces_known
from tests.game.shelf import Shelf, Stale
from tests.game.table import HOST, NOON, pool, start

FACES = pool(each=12)
AFTER = {Phase.LOBBY, Phase.CLOSED}  # nobody plays: what was eligible no longer matters
PLAYERS = st.sampled_from([HOST, "bob", "cat", "dan", "eve"])
PROCESSES = st.integers(0, 2)
PROMPT, LATE, TWICE, CRASH = "prompt", "late", "twice", "crash"
FATES = st.sampled_from([PROMPT, PROMPT, PROMPT, LATE, TWICE, CRASH])  # of what was decided
SEEDS = st.integers(2**32, 2**33)
OPTIONS = st.builds(
    Options,
    rounds=st.integers(3, 4),
    seconds=st.sampled_from([3, 8]),
    scoring=st.sampled_from(Scoring),
    host_plays=st.booleans(),
    seats=st.integers(2, 5),
)


class RoomMachine(RuleBasedStateMachine):
    """One room, three processes with a copy of it each, five players."""

    @initialize(options=OPTIONS, seed=SEEDS)
    def open_a_room(self, options, seed):
        self.shelf = Shelf(new_room("BCDF", HOST, NOON, options))
        self.copies = [self.shelf.room] * 3
        self.now = NOON
        self.present = set()
        self.waiting = []  # what was decided and is not settled yet
        self.acknowledged = {}  # (table of answers, player) -> the row that stands
        self.pictures_are_there = True
        self.matches = 0
        self.checked = None
        for player in (HOST, "bob"):
            self.join(0, player, PROMPT)
        self.start(0, HOST, seed, PROMPT)

    # ---- what a process does -----------------------------------------------------------------------------------------
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

        copy = self.copies[process]
        self.settle(lambda: attempt(copy), fate)

    def move(self, room, command, fate, rows_read=None, rows=None):
        """Decide a command that replaces the room."""
        decision = decide(room, command, self.now, rows or {})
        if not isinstance(decision, Transition):
            assert isinstance(decision, Rejection)
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

    # ---- what can happen ---------------------------------------------------------------------------------------------
    @rule(process=PROCESSES)
    def hear_the_news(self, process):
        self.refresh(process)

    @rule(process=PROCESSES, player=PLAYERS, fate=FATES)
    def join(self, process, player, fate):
        self.present.add(player)
        self.add(process, Join(player, player.title(), player), fate)

    @rule(player=PLAYERS)
    def leave(self, player):
        self.present.discard(player)

    @rule(player=PLAYERS)
    def come_back(self, player):
        self.present.add(player)

    @rule(
        process=PROCESSES,
        player=PLAYERS,
        verdict=st.sampled_from(Truth),
        shift=st.sampled_from([0, 0, 0, 0, 0, -1, 1]),
        fate=FATES,
    )
    def submit(self, process, player, verdict, shift, fate):
        self.add(process, Submit(player, self.shelf.room.round + shift, verdict), fate)

    @rule(process=PROCESSES, verdicts=st.lists(st.sampled_from(Truth), min_size=5, max_size=5))
    def everybody_answers(self, process, verdicts):
        self.refresh(process)
        for player, verdict in zip([HOST, "bob", "cat", "dan", "eve"], verdicts, strict=True):
            self.add(process, Submit(player, self.shelf.room.round, verdict), PROMPT)
        self.look(self.shelf.room)

    @rule(process=PROCESSES, by=PLAYERS, options=OPTIONS, fate=FATES)
    def configure(self, process, by, options, fate):
        self.move(self.copies[process], Configure(by, options), fate)

    @rule(process=PROCESSES, by=PLAYERS, seed=SEEDS, fate=FATES)
    def start(self, process, by, seed, fate):
        self.matches += 1
        self.move(self.copies[process], start(f"match{self.matches}", seed, FACES, by), fate)

    @rule(process=PROCESSES, by=PLAYERS, fate=FATES)
    def ask_for_a_rematch(self, process, by, fate):
        self.move(self.copies[process], Rematch(by), fate)

    @rule(process=PROCESSES, by=PLAYERS, player=PLAYERS, name=PLAYERS, fate=FATES)
    def rename(self, process, by, player, name, fate):
        seats = self.shelf.rows("seats")
        self.move(self.copies[process], Rename(by, player, name, name), fate, ("seats", len(seats)), seats)

    @rule(process=PROCESSES, by=st.sampled_from([HOST, HOST, "bob"]), player=PLAYERS, fate=FATES)
    def remove(self, process, by, player, fate):
        self.move(self.copies[process], Remove(by, player), fate, None, self.shelf.rows("seats"))

    @rule(there=st.booleans())
    def pictures_travel(self, there):
        self.pictures_are_there = there

    @rule(process=PROCESSES, fate=FATES)
    def take_note_of_the_archive(self, process, fate):
        self.move(self.copies[process], Archived(self.copies[process].match), fate)

    @rule(seconds=st.sampled_from([0.0, 0.05, 0.2, 1.0, 2.9, 8.1]))
    def time_passes(self, seconds):
        self.now += seconds

    @rule(fate=FATES)
    def the_alarm_rings(self, fate):
        due = alarm(self.shelf.room)
        if due is not None and due < self.now + 100:
            self.now = max(self.now, due if self.pictures_are_there else due + PATIENCE)
            self.look(self.shelf.room, fate)

    @rule(process=PROCESSES, fate=FATES)
    def somebody_looks_at_an_old_copy(self, process, fate):
        self.look(self.copies[process], fate)

    @rule(
        verdicts=st.lists(st.tuples(PROCESSES, PLAYERS, st.sampled_from(Truth)), min_size=1, max_size=5),
        looks=st.integers(1, 2),
        to_the_alarm=st.booleans(),
        order=st.randoms(use_true_random=False),
    )
    def all_at_once(self, verdicts, looks, to_the_alarm, order):
        """Answers and looks at the clock are decided side by side, and settled in any order."""
        due = alarm(self.shelf.room)
        if self.shelf.room.phase is Phase.QUESTION and to_the_alarm:
            self.now = max(self.now, due)
        before, self.waiting = self.waiting, []
        for _ in range(looks):
            self.look(self.shelf.room, LATE)
        for process, player, verdict in verdicts:
            self.refresh(process)
            self.add(process, Submit(player, self.shelf.room.round, verdict), LATE)
        order.shuffle(self.waiting)
        for act in self.waiting:
            act()
        self.waiting = before

    @precondition(lambda self: self.waiting)
    @rule(which=st.integers(0, 99))
    def something_late_is_settled(self, which):
        self.waiting.pop(which % len(self.waiting))()

    # ---- what must hold ----------------------------------------------------------------------------------------------
    @invariant()
    def what_was_acknowledged_stands(self):
        for (table, player), row in self.acknowledged.items():
            assert self.shelf.tables[table][player] == row
            assert player in self.shelf.eligible[table]

    @invariant()
    def the_rows_explain_the_scores(self):
        room: Room = self.shelf.room
        revealed = faces_known(room)
        for player, score in room.scores.items():
            points = streak = 0
            trail = ""
            for number in range(revealed):
                table = answers_table(room, number)
                answer = self.shelf.rows(table).get(player)
                if player not in self.shelf.eligible[table]:
                    assert answer is None
                    trail += "."
                    continue
                right = answer is not None and answer.verdict is room.faces[number].truth
                if answer is not None and (right or room.options.scoring is Scoring.BET):
                    points += (1 if right else -1) * stake(answer.took, room.options.seconds, streak)
                streak = streak + 1 if right else 0
                trail += answer.verdict[0] if answer else "-"
            assert (score.points, score.streak, score.trail) == (points, streak, trail)
        if room.phase in {Phase.REVEAL, Phase.PODIUM}:
            for score in room.scores.values():
                assert score.rank == 1 + sum(other.points > score.points for other in room.scores.values())

    @invariant()
    def no_two_names_look_alike_and_who_was_removed_is_gone(self):
        room: Room = self.shelf.room
        seats = self.shelf.rows("seats")
        alike = {player: seat.alike for player, seat in seats.items()} | {p: n.alike for p, n in room.names.items()}
        for player, named in room.names.items():
            assert named.alike not in [other for somebody, other in alike.items() if somebody != player]
        assert room.phase is Phase.PODIUM or not room.scores.keys() & set(room.removed)
        assert room.eligible == sum(score.eligible for score in room.scores.values()) or room.phase in AFTER
        assert HOST not in room.removed

    @invariant()
    def no_view_tells_a_secret(self):
        room = self.shelf.room
        if room.version != self.checked:
            self.checked = room.version
            players = [HOST, "bob", "cat", "dan", "eve", "stranger"]
            check_secrets(room, {player: self.own_answers(player) for player in players})

    def own_answers(self, player):
        room = self.shelf.room
        tables = {number: self.shelf.rows(answers_table(room, number)) for number in range(len(room.faces))}
        return {number: rows[player] for number, rows in tables.items() if player in rows}

    def teardown(self):
        """All processes die; one starts. When time passes, a match gets to its podium and its room to an end."""
        if not hasattr(self, "shelf"):
            return
        running = self.shelf.room.phase in {Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL}
        self.present.clear()
        steps = 0
        while (room := self.shelf.room).phase is not Phase.CLOSED:
            steps += 1
            assert steps < 15, "the room does not come to an end"
            running = running and room.phase is not Phase.PODIUM
            self.now = max(self.now, alarm(room))
            if room.phase is Phase.PODIUM and not room.archived:
                self.move(room, Archived(room.match), PROMPT)
            else:
                self.look(room)
            self.what_was_acknowledged_stands()
            self.the_rows_explain_the_scores()
        assert not running, "a match ended without a podium"


TestRoom = RoomMachine.TestCase
TestRoom.settings = settings(max_examples=120, stateful_step_count=60, deadline=None, print_blob=True)
