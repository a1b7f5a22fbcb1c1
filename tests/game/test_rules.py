"""The rules by example: what each command does in each phase, and why it is refused."""

import msgspec
import pytest

from game.commands import Archived, Configure, Join, Rematch, Start, Submit, Tick
from game.decisions import Code, Record, Rejection, Transition
from game.face import Truth
from game.room import GRACE, IDLE, PODIUM, SEATS, Answer, Options, Phase, Seat, alarm
from game.rules import decide
from tests.game.table import HOST, NOON, OTHER, SHORT, Table, at, pool


@pytest.fixture
def table():
    """Three players in a lobby, a match of three rounds ahead."""
    table = Table(SHORT)
    table.join("ann", "bob", "cat")
    return table


# ---- join ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_a_seat_is_given_in_every_phase(phase):
    table = at(phase)
    decision = table.ask(Join("dan", "Dan"))
    assert decision == Record(SEATS, "dan", Seat("Dan", table.now), limit=1000)


def test_a_closed_room_has_no_seats():
    assert at(Phase.CLOSED).refusal(Join("dan", "Dan")) is Code.ROOM_CLOSED


def test_the_number_of_seats_is_the_limit_of_the_table():
    assert Table(Options(seats=7)).ask(Join("dan", "Dan")).limit == 7


# ---- configure -------------------------------------------------------------------------------------------------------
def test_the_host_chooses_the_options_in_the_lobby(table):
    chosen = Options(rounds=5, seconds=10)
    table.ask(Configure(HOST, chosen))
    assert table.room.options == chosen
    table.start()
    assert len(table.room.faces) == 5
    table.open()
    assert table.room.deadline == table.now + 10


def test_nobody_else_does(table):
    assert table.refusal(Configure("bob", Options())) is Code.NOT_HOST


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOBBY])
def test_and_not_while_a_match_runs(phase):
    assert at(phase).refusal(Configure(HOST, Options())) is Code.ALREADY_STARTED


# ---- start -----------------------------------------------------------------------------------------------------------
def test_the_host_starts_a_match(table):
    table.start(seed=99)
    room = table.room
    assert (room.phase, room.match, room.seed, room.round) == (Phase.COUNTDOWN, "match1", 99, -1)
    assert room.deadline == NOON + 3
    assert len(room.faces) == 3
    assert room.recent == tuple(face.id for face in room.faces)


def test_nobody_else_starts_it(table):
    assert table.refusal(Start("bob", "m", 1, table.faces)) is Code.NOT_HOST


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOBBY])
def test_a_match_is_started_once(phase):
    table = at(phase)
    assert table.refusal(Start(HOST, "m", 1, table.faces)) is Code.ALREADY_STARTED


def test_a_deck_may_be_too_small(table):
    assert table.refusal(Start(HOST, "m", 1, pool(each=1)[:1])) is Code.DECK_TOO_SMALL


# ---- who plays -------------------------------------------------------------------------------------------------------
def test_whoever_is_seated_and_present_when_the_face_opens_plays(table):
    table.present -= {"cat"}
    table.start()
    table.open()
    assert set(table.room.scores) == {"ann", "bob"}
    assert table.room.eligible == 2
    assert table.ask(Submit("cat", 0, Truth.AI)) == Rejection(Code.NOT_PLAYING)


def test_presence_without_a_seat_plays_nothing(table):
    table.present.add("ghost")
    table.start()
    table.open()
    assert "ghost" not in table.room.scores


def test_who_comes_late_watches_this_round_and_plays_the_next(table):
    table.start()
    table.open()
    table.join("dan")
    assert table.refusal(Submit("dan", 0, Truth.AI)) is Code.NOT_PLAYING
    table.reveal()
    assert "dan" not in table.room.scores
    table.open()
    assert isinstance(table.submit("dan"), Record)
    table.reveal()
    assert table.room.scores["dan"].trail == "." + table.truth[0]
    assert table.room.scores["dan"].was == 0
    assert table.room.scores["dan"].rank == 1


def test_who_is_away_sits_out_and_keeps_points_and_streak(table):
    table.start()
    table.play(ann=(True, 1.0), bob=(True, 2.0))
    before = table.room.scores["ann"]
    table.present -= {"ann"}
    table.open()
    assert table.room.eligible == 2
    assert table.refusal(Submit("ann", 1, Truth.AI)) is Code.NOT_PLAYING
    table.reveal()
    after = table.room.scores["ann"]
    assert (after.points, after.streak, after.time, after.gained) == (before.points, before.streak, before.time, 0)
    assert after.trail[1] == "."
    table.present |= {"ann"}
    table.open()
    assert isinstance(table.submit("ann"), Record)


def test_who_leaves_in_the_middle_of_a_round_keeps_the_answer(table):
    table.start()
    table.open()
    table.submit("ann")
    table.present.clear()
    table.reveal()
    assert table.room.scores["ann"].points > 0


@pytest.mark.parametrize(("plays", "players"), [(True, {"ann", "bob", "cat"}), (False, {"bob", "cat"})])
def test_the_host_plays_or_only_hosts(table, plays, players):
    table.ask(Configure(HOST, Options(rounds=3, host_plays=plays)))
    table.start()
    table.open()
    assert set(table.room.scores) == players
    assert table.room.eligible == len(players)
    assert isinstance(table.submit(HOST), Record) is plays


def test_a_match_without_players_runs_through_and_leaves_nothing_to_archive(table):
    table.present.clear()
    table.start()
    table.to_podium()
    assert table.room.scores == {}
    assert table.room.archived
    assert table.tick() is Phase.CLOSED


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
    assert at(phase).refusal(Rematch(HOST)) is Code.NOT_OVER


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
    table = Table(Options(rounds=50))
    table.join("ann")
    for _ in range(6):
        table.start()
        table.rematch()
    assert len(table.room.recent) == 200


# ---- all of it -------------------------------------------------------------------------------------------------------
def test_an_unknown_command_is_a_bug():
    with pytest.raises(AssertionError):
        decide(Table().room, "start", NOON)


@pytest.mark.parametrize("phase", Phase)
def test_a_room_survives_its_way_through_a_store(phase):
    """Byte for byte, and in the order of the ranks."""
    room = at(phase).room
    stored = msgspec.msgpack.encode(room)
    loaded = msgspec.msgpack.decode(stored, type=type(room))
    assert loaded == room
    assert list(loaded.scores) == list(room.scores)
    assert msgspec.msgpack.encode(loaded) == stored
