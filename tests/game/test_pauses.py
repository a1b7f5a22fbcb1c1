"""The clock stops for all, and goes on to the moment: a match with pauses is the same match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game import showing
from game.commands import End, Next, Pause, Resume, Skip, Submit, Tick
from game.decisions import Code, Record, Rejection, Transition
from game.face import Truth
from game.room import GRACE, HELD, PATIENCE, Mode, Options, Phase, alarm
from game.rules import decide
from tests.game.table import HOST, SHORT, Table, at

RUNNING = [Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL]
AT_REST = [Phase.LOBBY, Phase.PODIUM]
EXACT = 1 / 64  # seconds: sums of these have no rounding


def pause(table, length=0.0):
    assert isinstance(table.ask(Pause(HOST)), Transition)
    table.now += length


def resume(table):
    assert isinstance(table.ask(Resume(HOST)), Transition)


# ---- exactness -------------------------------------------------------------------------------------------------------
LENGTHS = st.integers(0, 64 * 1000).map(lambda count: count * EXACT)
STOPS = st.lists(st.tuples(st.integers(0, 64 * 3).map(lambda count: count * EXACT), LENGTHS), max_size=3).map(sorted)
SAID = st.tuples(st.sampled_from(["ann", "bob", "cat"]), st.booleans(), st.integers(0, 64 * 8).map(lambda c: c * EXACT))
ROUND = st.tuples(STOPS, st.lists(SAID, max_size=3, unique_by=lambda said: said[0]), STOPS)


def played(rounds, *, paused):
    """Play a match, with the pauses or without; return what everybody has of it."""
    table = Table(Options(rounds=3))
    table.join("ann", "bob", "cat")
    table.start()
    for in_question, said, in_reveal in rounds:
        table.open()
        opened, stood, stops = table.now, 0.0, list(in_question) if paused else []
        for player, right, took in sorted(said, key=lambda line: line[2]):
            while stops and stops[0][0] <= took:
                offset, length = stops.pop(0)
                table.now = opened + stood + offset
                pause(table, length)
                resume(table)
                stood += length
            table.now = opened + stood + took
            verdict = table.truth if right else next(truth for truth in Truth if truth is not table.truth)
            assert isinstance(table.ask(Submit(player, table.room.round, verdict)), Record)
        for offset, length in stops:
            if opened + stood + offset >= table.now:
                table.now = opened + stood + offset
                pause(table, length)
                resume(table)
                stood += length
        assert table.room.opened == opened + stood
        assert table.room.deadline == opened + stood + 8
        table.reveal()
        for offset, length in in_reveal if paused else ():
            until = table.room.deadline
            if offset + table.now < until:
                table.now += offset
                pause(table, length)
                resume(table)
                assert table.room.deadline == until + length
    table.to_podium()
    return {player: (s.points, s.rank, s.time, s.trail, s.streak) for player, s in table.room.scores.items()}


@given(rounds=st.lists(ROUND, min_size=3, max_size=3))
def test_a_match_with_pauses_is_the_same_match(rounds):
    assert played(rounds, paused=True) == played(rounds, paused=False)


@pytest.mark.parametrize("phase", RUNNING)
def test_what_is_left_when_the_clock_stops_is_left_when_it_goes_on(phase):
    table = at(phase)
    before = table.room
    table.now += 1.25
    left = before.deadline - table.now
    pause(table, 100)
    assert table.room.paused == table.now - 100
    assert showing.shared(table.room).paused == table.now - 100
    resume(table)
    assert table.room.paused is None
    assert table.room.deadline - table.now == left
    assert table.room.opened == before.opened + 100
    assert table.tick() is {Phase.COUNTDOWN: Phase.QUESTION, Phase.QUESTION: Phase.REVEAL}.get(phase, Phase.QUESTION)


def test_a_face_that_hides_is_seen_for_as_long():
    table = at(Phase.QUESTION, Options(rounds=3, mode=Mode.GLIMPSE))
    table.now += 1
    pause(table, 50)
    resume(table)
    assert showing.shared(table.room).hides == table.now + 1


# ---- answers ---------------------------------------------------------------------------------------------------------
def test_an_answer_on_its_way_counts_from_when_the_clock_stopped():
    table = at(Phase.QUESTION)
    opened = table.now
    table.now += 2
    pause(table)
    stopped = table.now
    table.now += GRACE
    decision = table.ask(Submit("bob", 0, table.truth))
    assert (decision.row.at, decision.row.took) == (stopped, 2.0)
    table.now += 0.001
    assert table.refusal(Submit("cat", 0, table.truth)) is Code.PAUSED
    resume(table)
    assert table.room.opened == opened + GRACE + 0.001
    assert isinstance(table.ask(Submit("cat", 0, table.truth)), Record)


def test_an_answer_that_came_before_the_pause_counts_as_it_came():
    table = at(Phase.QUESTION)
    table.now += 2
    pause(table)
    decision = decide(table.room, Submit("bob", 0, table.truth), table.now - 0.5)
    assert (decision.row.at, decision.row.took) == (table.now - 0.5, 1.5)


def test_a_pause_in_the_grace_gives_no_more_of_it():
    table = at(Phase.QUESTION)
    table.now = table.room.deadline + GRACE - 0.125
    pause(table, 10)
    resume(table)
    table.now += 0.125
    assert isinstance(table.ask(Submit("bob", 0, table.truth)), Record)
    table.now += 0.125
    assert table.refusal(Submit("cat", 0, table.truth)) is Code.TOO_LATE


def test_an_answer_after_the_grace_is_too_late_even_if_the_clock_stopped_then():
    table = at(Phase.QUESTION)
    table.now = table.room.deadline + GRACE + 0.125
    pause(table)
    assert table.refusal(Submit("bob", 0, table.truth)) is Code.TOO_LATE


# ---- time ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", RUNNING)
def test_nothing_happens_while_the_clock_stands(phase):
    table = at(phase)
    pause(table)
    everybody = frozenset(table.present)
    for _ in range(3):
        table.now += HELD / 4
        assert table.refusal(Tick(everybody, ready=everybody)) is Code.NOT_DUE
    assert alarm(table.room) == table.now + HELD / 4


def test_a_round_does_not_end_while_the_clock_stands_though_all_have_answered():
    table = at(Phase.QUESTION)
    for player in ("ann", "bob", "cat"):
        table.submit(player, took=1.0)
    pause(table)
    assert table.refusal(Tick()) is Code.NOT_DUE
    resume(table)
    assert isinstance(table.ask(Tick()), Transition)
    assert table.room.phase is Phase.REVEAL


@pytest.mark.parametrize(
    ("phase", "after"),
    [(Phase.COUNTDOWN, Phase.LOBBY), (Phase.QUESTION, Phase.LOBBY), (Phase.REVEAL, Phase.PODIUM)],
)
def test_a_match_that_nobody_goes_on_with_ends(phase, after):
    table = at(phase)
    pause(table)
    assert table.tick() is after
    assert table.now == pytest.approx(alarm(at(phase).room) + HELD, abs=20)
    assert table.room.paused is None


def test_a_match_paused_in_a_later_question_ends_with_what_was_revealed():
    table = at(Phase.REVEAL)
    table.open()
    table.submit("ann")
    pause(table)
    assert table.tick() is Phase.PODIUM
    assert len(table.room.faces) == 1
    assert {score.trail for score in table.room.scores.values()} == {"-"}


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.REVEAL])
def test_pictures_still_have_their_time_after_a_pause(phase):
    table = at(phase)
    pause(table, 100)
    resume(table)
    table.now = alarm(table.room) + PATIENCE - 0.001
    assert table.refusal(Tick(frozenset(table.present))) is Code.NOT_READY
    table.now = alarm(table.room) + PATIENCE
    assert isinstance(table.ask(Tick(frozenset(table.present))), Transition)


# ---- who, and when ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", RUNNING)
def test_the_clock_is_stopped_once(phase):
    table = at(phase)
    pause(table, 5)
    for command in (Pause(HOST), Skip(HOST, table.room.round), Next(HOST, table.room.round)):
        assert table.refusal(command) is Code.PAUSED
    resume(table)
    assert table.refusal(Resume(HOST)) is Code.NOT_PAUSED


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("command", [Pause, Resume, End])
def test_only_the_host_steers(phase, command):
    assert at(phase).refusal(command("bob")) is Code.NOT_HOST


@pytest.mark.parametrize("command", [Pause(HOST), Resume(HOST), End(HOST), Skip(HOST, 0), Next(HOST, 0)])
def test_only_what_runs_is_steered(command):
    for phase in AT_REST:
        assert at(phase).refusal(command) is Code.NOT_RUNNING
    assert at(Phase.CLOSED).refusal(command) is Code.ROOM_CLOSED


def test_a_pause_may_be_ended_by_ending_the_match():
    table = at(Phase.REVEAL)
    pause(table, 5)
    table.ask(End(HOST))
    assert (table.room.phase, table.room.paused) == (Phase.PODIUM, None)


def test_a_pause_is_told_and_nothing_else_changes():
    table = at(Phase.QUESTION, SHORT)
    before = table.room
    pause(table)
    assert decide(before, Submit("bob", 0, Truth.AI), table.now) == decide(
        table.room, Submit("bob", 0, Truth.AI), table.now
    )
    assert decide(table.room, Submit("dan", 0, Truth.AI), table.now) == Rejection(Code.NOT_PLAYING)
