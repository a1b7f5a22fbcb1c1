"""The host changes the course of a match: skips a round, goes on, ends it. Nobody gains or loses by any of it."""

import pytest

from game import showing
from game.commands import Archived, End, Next, Rematch, Remove, Skip, Submit, Tick
from game.decisions import Code, Transition
from game.report import report
from game.room import HELD, Mode, Options, Pace, Phase, alarm
from game.scoring import trials
from tests.game.table import HOST, SHORT, Table, at


@pytest.fixture
def table():
    """Ann has two right ones in a row, Bob a wrong one, and the third question is open."""
    table = Table(Options(rounds=4))
    table.join("ann", "bob", "cat")
    table.start()
    table.play(ann=(True, 4.0), bob=(True, 6.0))
    table.play(ann=(True, 4.0), bob=(False, 2.0))
    table.open()
    return table


def standing(room):
    return {player: (s.points, s.streak, s.time, s.rank, s.out) for player, s in room.scores.items()}


def consistent(table):
    """Check that a podium has as much of everything as rounds were revealed, and that its report can be made."""
    room = table.room
    assert len(room.faces) == len(room.partners) == len(room.seals) == len(room.openings) == room.round + 1
    for player, score in room.scores.items():
        rows = {number: row for number in range(9) if (row := table.answers(number).get(player))}
        own = report(room, score, rows)
        assert (own.points, own.rank) == (score.points, score.rank)
        assert len(score.trail) == len(room.faces)
        replayed = trials(score.trail, room.faces, [rows.get(number) for number in range(9)], room.options)
        assert sum(trial.points for trial in replayed) == score.points
        assert showing.own(room, player, rows) == {"own": own}
    assert showing.shared(room).rounds == len(room.faces)


# ---- skip ------------------------------------------------------------------------------------------------------------
def test_a_skipped_round_counts_for_nobody(table):
    before = standing(table.room)
    table.submit("ann", right=False)
    table.submit("bob")
    assert isinstance(table.ask(Skip(HOST, 2)), Transition)
    room = table.room
    assert (room.phase, room.skipped, room.deadline) == (Phase.REVEAL, True, table.now + 4)
    assert standing(room) == before
    assert {(score.trail[2], score.gained) for score in room.scores.values()} == {(".", 0)}
    assert all(score.was == score.rank for score in room.scores.values())


def test_it_is_told_as_skipped_with_its_truth_and_no_own_part(table):
    table.submit("ann")
    table.ask(Skip(HOST, 2))
    shown = showing.shared(table.room)
    assert (shown.skipped, shown.truth, shown.round) == (True, table.truth, 2)
    assert (shown.said_real, shown.said_ai, shown.silent) == (0, 0, 0)
    assert showing.own(table.room, "ann", {}) == {}


def test_the_next_round_counts_again_with_the_streak_of_before(table):
    table.ask(Skip(HOST, 2))
    table.open()
    assert not table.room.skipped
    table.submit("ann", took=4.0)
    table.reveal()
    assert table.room.scores["ann"].gained == 900  # the third in a row
    assert not showing.shared(table.room).skipped
    table.to_podium()
    consistent(table)


def test_the_last_round_may_be_skipped(table):
    table.ask(Skip(HOST, 2))
    table.open()
    table.ask(Skip(HOST, 3))
    assert table.tick() is Phase.PODIUM
    assert table.room.scores["ann"].trail[2:] == ".."
    consistent(table)
    table.rematch()
    assert not table.room.skipped


@pytest.mark.parametrize("number", [-1, 0, 1, 3])
def test_only_the_round_that_was_meant_is_skipped(table, number):
    assert table.refusal(Skip(HOST, number)) is Code.ROUND_OVER


def test_a_round_is_skipped_once(table):
    table.ask(Skip(HOST, 2))
    assert table.refusal(Skip(HOST, 2)) is Code.ROUND_OVER
    assert table.refusal(Submit("cat", 2, table.truth)) is Code.ROUND_OVER


def test_there_is_nothing_to_skip_in_a_countdown():
    assert at(Phase.COUNTDOWN).refusal(Skip(HOST, 0)) is Code.ROUND_OVER
    assert at(Phase.COUNTDOWN).refusal(Skip(HOST, -1)) is Code.ROUND_OVER


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("command", [Skip("bob", 0), Next("bob", 0)])
def test_nobody_else_skips_or_goes_on(phase, command):
    assert at(phase).refusal(command) is Code.NOT_HOST


def test_a_match_of_skipped_rounds_leaves_nothing_to_archive():
    table = at(Phase.QUESTION)
    table.ask(Skip(HOST, 0))
    table.ask(End(HOST))
    assert (table.room.phase, table.room.scores, table.room.archived) == (Phase.PODIUM, {}, True)


# ---- next ------------------------------------------------------------------------------------------------------------
def test_the_host_goes_on_before_the_time():
    table = at(Phase.REVEAL)
    table.now += 1
    table.ask(Next(HOST, 0))
    assert alarm(table.room) == table.room.deadline == table.now
    assert table.tick() is Phase.QUESTION
    assert table.room.round == 1


def test_going_on_twice_is_going_on_once():
    table = at(Phase.REVEAL)
    table.ask(Next(HOST, 0))
    due = table.room.deadline
    table.now += 1
    table.ask(Next(HOST, 0))
    assert table.room.deadline == due
    table.open()
    assert table.refusal(Next(HOST, 0)) is Code.ROUND_OVER
    assert table.refusal(Next(HOST, 1)) is Code.NOT_OVER


def test_the_host_advances_where_that_was_chosen():
    table = at(Phase.REVEAL, Options(rounds=3, pace=Pace.HOST))
    assert showing.shared(table.room).waits
    assert table.room.deadline == table.now + HELD
    table.now += HELD - 1
    assert table.refusal(Tick(frozenset(table.present), frozenset(table.present))) is Code.NOT_DUE
    table.ask(Next(HOST, 0))
    assert table.tick() is Phase.QUESTION


def test_a_reveal_does_not_wait_where_nothing_was_chosen():
    assert not showing.shared(at(Phase.REVEAL).room).waits


def test_a_host_who_never_advances_is_not_waited_for_forever():
    table = at(Phase.REVEAL, Options(rounds=3, pace=Pace.HOST))
    assert table.tick() is Phase.QUESTION
    table.reveal()
    table.present.clear()
    assert table.tick() is Phase.PODIUM


def test_the_last_reveal_waits_for_the_host_too():
    table = at(Phase.REVEAL, Options(rounds=3, pace=Pace.HOST))
    for number in range(2):
        table.ask(Next(HOST, number))
        table.open()
        table.reveal()
    table.ask(Next(HOST, 2))
    assert alarm(table.room) == table.now
    assert table.tick() is Phase.PODIUM


def test_pictures_are_waited_for_after_next_too():
    table = at(Phase.REVEAL)
    table.ask(Next(HOST, 0))
    assert table.refusal(Tick(frozenset(table.present))) is Code.NOT_READY


# ---- end -------------------------------------------------------------------------------------------------------------
def test_an_open_question_does_not_count(table):
    before = standing(table.room)
    table.submit("ann")
    table.ask(End(HOST))
    room = table.room
    assert (room.phase, room.round, room.archived, room.match) == (Phase.PODIUM, 1, False, "match1")
    assert standing(room) == before
    assert {len(score.trail) for score in room.scores.values()} == {2}
    assert alarm(room) == table.now
    consistent(table)


def test_what_is_revealed_counts(table):
    table.submit("cat")
    table.reveal()
    table.ask(End(HOST))
    assert (table.room.phase, table.room.round) == (Phase.PODIUM, 2)
    assert table.room.scores["cat"].points > 0
    consistent(table)


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.QUESTION])
def test_a_match_of_which_nothing_was_revealed_never_was(phase):
    table = at(phase)
    table.ask(End(HOST))
    room = table.room
    assert (room.phase, room.match, room.last, room.scores, room.round) == (Phase.LOBBY, "", "", {}, -1)
    assert (room.faces, room.partners, room.seals, room.openings) == ((), (), (), ())
    assert (room.eligible, room.skipped, room.deadline) == (0, False, table.now + 1800)
    table.start()
    table.open()
    assert table.room.openings == (table.now,)


def test_a_match_is_ended_once(table):
    table.ask(End(HOST))
    assert table.refusal(End(HOST)) is Code.NOT_RUNNING


def test_who_came_in_the_question_that_ended_it_took_no_part(table):
    table.reveal()
    table.join("dan")
    table.open()
    assert table.room.scores["dan"].eligible
    table.ask(End(HOST))
    assert "dan" not in table.room.scores
    consistent(table)


def test_there_is_no_gap_in_the_ranks():
    """The first one is sent out while a question runs that never ends: the others move up all the same."""
    table = at(Phase.QUESTION)
    table.submit("bob")
    table.submit("cat", right=False)
    table.reveal()
    table.open()
    table.ask(Remove(HOST, "bob"))
    table.ask(End(HOST))
    moved = [(player, score.rank, score.was) for player, score in table.room.scores.items()]
    assert moved == [("ann", 1, 0), ("cat", 2, 0)]


def test_there_is_no_gap_where_somebody_was_only_there_for_a_skipped_round():
    table = at(Phase.QUESTION, Options(rounds=4))
    table.submit("ann")
    table.submit("bob", right=False)
    table.present -= {"cat"}
    table.reveal()
    table.join("dan")
    table.present -= {"cat"}
    table.open()
    table.ask(Skip(HOST, 1))
    assert [player for player, score in table.room.scores.items() if score.trail == ".."] == ["dan"]
    table.ask(End(HOST))
    ranks = {player: score.rank for player, score in table.room.scores.items()}
    assert ranks == {"ann": 1, "cat": 2, "bob": 3}


def test_the_lobby_names_the_match_before():
    table = at(Phase.REVEAL)
    table.ask(End(HOST))
    assert showing.shared(table.room).match == "match1"
    table.ask(Archived("match1"))
    table.ask(Rematch(HOST))
    assert showing.shared(table.room).last == "match1"
    table.start()
    table.ask(End(HOST))
    assert showing.shared(table.room).last == "match1"


def test_a_match_that_was_not_kept_is_not_named():
    table = at(Phase.QUESTION)
    table.ask(Skip(HOST, 0))
    table.ask(End(HOST))
    table.ask(Rematch(HOST))
    assert showing.shared(table.room).last == ""


def test_sudden_death_is_ended_by_the_host_with_its_ranks():
    table = at(Phase.QUESTION, Options(rounds=4, mode=Mode.SUDDEN_DEATH))
    table.submit("ann", took=8.0)
    table.submit("bob", took=1.0)
    table.reveal()
    table.open()
    table.ask(End(HOST))
    ranks = {player: (score.rank, score.out) for player, score in table.room.scores.items()}
    assert ranks == {"bob": (1, 0), "ann": (2, 0), "cat": (3, 1)}
    consistent(table)


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL])
def test_a_match_may_be_ended_and_another_begun(phase):
    table = at(phase, SHORT)
    table.ask(End(HOST))
    if table.room.phase is Phase.PODIUM:
        table.rematch()
    table.start()
    table.to_podium()
    consistent(table)
