"""The rules by example, once a match runs: answers, time, the podium, the archive, a rematch."""

import msgspec
import pytest

from game.commands import Archived, Rematch, Submit, Tick
from game.decisions import Code, Record, Transition
from game.face import Truth
from game.room import GRACE, IDLE, PODIUM, Answer, Options, Phase, alarm
from tests.game.table import HOST, NOON, OTHER, SHORT, Table, at, pool


@pytest.fixture
def table():
    """Three players in a lobby, a match of three rounds ahead."""
    table = Table(SHORT)
    table.join("ann", "bob", "cat")
    return table


# ---- answers ---------------------------------------------------------------------------------------------------------
def test_a_verdict_is_a_row_of_the_round(table):
    table.start()
    table.open()
    opened = table.room.opened
    decision = table.submit("ann", took=2.0)
    assert decision == Record("answers:match1:0", "ann", Answer(table.truth, opened + 2.0, 2.0), limit=0)


def test_the_first_verdict_stands(table):
    table.start()
    table.open()
    table.submit("ann", right=True, took=1.0)
    table.submit("ann", right=False, took=2.0)
    table.reveal()
    assert table.room.scores["ann"].gained == 938


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.QUESTION])
def test_outside_a_question_the_round_is_over(phase):
    table = at(phase)
    assert table.refusal(Submit("ann", max(table.room.round, 0), Truth.AI)) is Code.ROUND_OVER


@pytest.mark.parametrize("number", [-1, 0, 2, 50])
def test_another_round_than_the_running_one_is_over(table, number):
    table.start()
    table.play()
    table.open()
    assert table.refusal(Submit("ann", number, Truth.AI)) is Code.ROUND_OVER


def test_the_grace_is_for_the_network(table):
    table.start()
    table.open()
    table.now = table.room.deadline + GRACE
    assert isinstance(table.ask(Submit("ann", 0, Truth.AI)), Record)
    table.now += 0.001
    assert table.refusal(Submit("bob", 0, Truth.AI)) is Code.TOO_LATE


@pytest.mark.parametrize(
    ("arrival", "lag", "took"),
    [(2.0, 0.0, 2.0), (2.0, 0.2, 1.8), (2.0, 0.3, 1.7), (2.0, 5.0, 1.7), (0.1, 0.3, 0.0), (-0.5, 0.0, 0.0)],
)
def test_the_time_is_the_arrival_less_the_lag_capped(table, arrival, lag, took):
    table.start()
    table.open()
    assert table.submit("ann", took=arrival, lag=lag).row.took == pytest.approx(took)


def test_silence_is_no_answer(table):
    table.start()
    table.play(ann=(True, 1.0), bob=(False, 1.0), cat=None)
    scores = table.room.scores
    letter = {Truth.REAL: "r", Truth.AI: "a"}
    assert {player: score.trail for player, score in scores.items()} == {
        "ann": letter[table.truth],
        "bob": letter[OTHER[table.truth]],
        "cat": "-",
    }
    assert [(player, score.points, score.rank) for player, score in scores.items()] == [
        ("ann", 938, 1),
        ("cat", 0, 2),
        ("bob", -938, 3),
    ]


# ---- time ------------------------------------------------------------------------------------------------------------
def test_a_match_takes_its_way(table):
    table.start()
    phases = [table.room.phase]
    while phases[-1] is not Phase.PODIUM:
        phases.append(table.tick())
    assert phases == [Phase.COUNTDOWN, *[Phase.QUESTION, Phase.REVEAL] * 3, Phase.PODIUM]
    assert table.now == pytest.approx(NOON + 3 + 3 * (8 + GRACE + 4))
    assert table.room.deadline == table.now + PODIUM


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in {Phase.CLOSED, Phase.PODIUM}])
def test_nothing_happens_before_the_alarm(phase):
    table = at(phase)
    table.now = alarm(table.room) - 0.001
    assert table.refusal(Tick(frozenset(table.present))) is Code.NOT_DUE


def test_a_late_look_at_the_clock_gives_the_players_their_whole_time(table):
    table.start()
    table.now += 60
    table.open()
    assert table.room.opened == table.now
    assert table.room.deadline == table.now + 8


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.REVEAL])
def test_a_question_waits_for_pictures_that_are_still_on_their_way(phase):
    table = at(phase)
    table.now = alarm(table.room)
    everybody = frozenset(table.present)
    assert table.refusal(Tick(everybody, ready=frozenset({"ann", "bob"}))) is Code.NOT_READY
    table.now += 1.499
    assert table.refusal(Tick(everybody, ready=frozenset({"ann", "bob"}))) is Code.NOT_READY
    table.now += 0.002
    assert isinstance(table.ask(Tick(everybody)), Transition)
    assert table.room.phase is Phase.QUESTION
    assert table.room.opened == table.now


@pytest.mark.parametrize(("players", "ready", "opens"), [(20, 19, True), (20, 18, False), (1, 0, False), (0, 0, True)])
def test_a_question_waits_for_95_percent_of_those_who_will_play(players, ready, opens):
    table = Table(SHORT)
    table.join(*(f"player{number}" for number in range(players)))
    table.start()
    table.now = alarm(table.room)
    prompt = frozenset(f"player{number}" for number in range(ready))
    decision = table.ask(Tick(frozenset({*table.present, "watcher"}), prompt))
    assert isinstance(decision, Transition) is opens


def test_a_question_does_not_wait_for_a_host_who_only_hosts():
    table = Table(msgspec.structs.replace(SHORT, host_plays=False))
    table.join("ann", "bob")
    table.start()
    table.now = alarm(table.room)
    assert isinstance(table.ask(Tick(frozenset(table.present), frozenset({"bob"}))), Transition)


def test_who_left_is_neither_waited_for_nor_counted(table):
    table.start()
    table.present = {"ann", "bob"}
    table.now = alarm(table.room)
    everybody = frozenset(table.present)
    assert table.refusal(Tick(everybody, ready=frozenset({"ann", "cat"}))) is Code.NOT_READY
    assert isinstance(table.ask(Tick(everybody, ready=everybody)), Transition)


def test_nothing_else_waits_for_pictures(table):
    table.start()
    table.open()
    table.now = alarm(table.room)
    assert isinstance(table.ask(Tick(frozenset(table.present))), Transition)
    for _ in range(2):
        table.open()
        table.reveal()
    table.now = alarm(table.room)
    assert isinstance(table.ask(Tick(frozenset(table.present))), Transition)
    assert table.room.phase is Phase.PODIUM


def test_a_round_ends_when_everybody_has_answered(table):
    table.start()
    table.open()
    for player in ("ann", "bob"):
        table.submit(player)
        assert table.refusal(Tick()) is Code.NOT_DUE
    table.submit("cat", took=2.0)
    assert table.room.phase is Phase.QUESTION
    assert isinstance(table.ask(Tick()), Transition)
    assert table.room.phase is Phase.REVEAL
    assert table.room.deadline == table.now + 4


def test_a_round_without_players_takes_its_time(table):
    table.present.clear()
    table.start()
    table.open()
    assert table.refusal(Tick()) is Code.NOT_DUE


def test_a_lobby_stays_while_somebody_is_there(table):
    table.now = alarm(table.room)
    assert table.tick() is Phase.LOBBY
    assert table.room.deadline == table.now + IDLE
    table.present.clear()
    assert table.tick() is Phase.CLOSED


def test_a_closed_room_has_no_alarm():
    table = at(Phase.CLOSED)
    assert alarm(table.room) is None
    assert table.refusal(Tick()) is Code.NOT_DUE


def test_the_moment_of_every_opening_is_kept(table):
    table.start()
    opened = []
    for _ in range(3):
        table.open()
        opened.append(table.now)
        table.reveal()
    assert table.room.openings == tuple(opened)
    table.rematch()
    table.start()
    assert table.room.openings == ()


# ---- the end ---------------------------------------------------------------------------------------------------------
def test_the_podium_rings_at_once_until_the_match_is_archived():
    table = at(Phase.PODIUM)
    assert alarm(table.room) == table.room.opened == table.now
    table.now += PODIUM * 2
    assert table.refusal(Tick()) is Code.NOT_ARCHIVED
    table.ask(Archived("match1"))
    assert table.room.archived
    assert table.room.phase is Phase.PODIUM
    assert table.tick() is Phase.CLOSED


def test_a_match_is_archived_once():
    table = at(Phase.PODIUM)
    assert table.refusal(Archived("another")) is Code.NOT_DUE
    table.ask(Archived("match1"))
    assert table.refusal(Archived("match1")) is Code.NOT_DUE
    assert alarm(table.room) == table.room.deadline


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.PODIUM])
def test_only_a_finished_match_is_archived(phase):
    table = at(phase)
    assert table.refusal(Archived(table.room.match)) is Code.NOT_DUE


# ---- rematch ---------------------------------------------------------------------------------------------------------
def test_a_rematch_waits_for_the_archive():
    table = at(Phase.PODIUM)
    assert table.refusal(Rematch(HOST)) is Code.NOT_ARCHIVED


def test_only_the_host_asks_for_a_rematch():
    assert at(Phase.PODIUM).refusal(Rematch("bob")) is Code.NOT_HOST


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.PODIUM])
def test_there_is_no_rematch_of_a_match_that_is_not_over(phase):
    refusal = Code.ROOM_CLOSED if phase is Phase.CLOSED else Code.NOT_OVER
    assert at(phase).refusal(Rematch(HOST)) is refusal


def test_a_rematch_begins_afresh_with_other_faces():
    table = at(Phase.PODIUM)
    first = {face.id for face in table.room.faces}
    table.rematch()
    room = table.room
    assert (room.phase, room.match, room.faces, room.scores) == (Phase.LOBBY, "", (), {})
    assert room.options == SHORT
    assert room.deadline == table.now + IDLE
    table.start(seed=7)
    assert not first & {face.id for face in table.room.faces}
    assert len(table.room.recent) == 6
    table.open()
    assert {(score.points, score.rank, score.trail) for score in table.room.scores.values()} == {(0, 0, "")}


def test_only_so_many_faces_are_remembered():
    table = Table(Options(rounds=50), pool(each=50))
    table.join("ann")
    for _ in range(6):
        table.start()
        table.rematch()
    assert len(table.room.recent) == 200
