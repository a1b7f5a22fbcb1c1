"""The rules by example, until the first face opens: seats, options, the start, and who plays."""

import msgspec
import pytest

from game.commands import Configure, Join, Submit
from game.decisions import Code, Record, Rejection
from game.face import Truth
from game.room import SEATS, Options, Phase, Seat
from game.rules import decide
from tests.game.table import HOST, NOON, SHORT, Table, at, pool, start


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
    refusal = Code.ROOM_CLOSED if phase is Phase.CLOSED else Code.ALREADY_STARTED
    assert at(phase).refusal(Configure(HOST, Options())) is refusal


# ---- start -----------------------------------------------------------------------------------------------------------
def test_the_host_starts_a_match(table):
    table.start(seed=99)
    room = table.room
    assert (room.phase, room.match, room.seed, room.round) == (Phase.COUNTDOWN, "match1", 99, -1)
    assert room.deadline == NOON + 3
    assert len(room.faces) == 3
    assert room.recent == tuple(face.id for face in room.faces)


def test_nobody_else_starts_it(table):
    assert table.refusal(start("m", 1, table.faces, "bob")) is Code.NOT_HOST


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOBBY])
def test_a_match_is_started_once(phase):
    table = at(phase)
    refusal = Code.ROOM_CLOSED if phase is Phase.CLOSED else Code.ALREADY_STARTED
    assert table.refusal(start("m", 1, table.faces)) is refusal


def test_a_deck_may_be_too_small(table):
    assert table.refusal(start("m", 1, pool(each=2))) is Code.DECK_TOO_SMALL


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


# ---- all of it -------------------------------------------------------------------------------------------------------
def test_an_unknown_command_is_a_bug():
    class Dance(msgspec.Struct):
        by: str

    with pytest.raises(AssertionError):
        decide(Table().room, Dance(HOST), NOON)


@pytest.mark.parametrize("phase", Phase)
def test_a_room_survives_its_way_through_a_store(phase):
    """Byte for byte, and in the order of the ranks."""
    room = at(phase).room
    stored = msgspec.msgpack.encode(room)
    loaded = msgspec.msgpack.decode(stored, type=type(room))
    assert loaded == room
    assert list(loaded.scores) == list(room.scores)
    assert msgspec.msgpack.encode(loaded) == stored
