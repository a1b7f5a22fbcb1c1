"""What a host may do with people: give them another name, send them out."""

import msgspec
import pytest

from game.commands import Join, Remove, Rename, Tick
from game.decisions import Code, Record, Rejection, Transition
from game.room import Phase
from game.rules import decide
from tests.game.table import HOST, NOON, SHORT, Table, at


@pytest.fixture
def table():
    table = Table(SHORT)
    table.join("ann", "bob", "cat")
    return table


def rename(player="bob", name="Robert", by=HOST):
    return Rename(by, player, name, name.lower())


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_a_name_is_changed_in_every_phase_wherever_it_is_shown(phase):
    table = at(phase)
    assert isinstance(table.ask(rename()), Transition)
    assert table.room.phase is phase
    assert table.room.names["bob"].name == "Robert"
    assert phase is Phase.LOBBY or "bob" not in table.room.scores or table.room.scores["bob"].name == "Robert"


def test_who_is_renamed_plays_under_the_new_name(table):
    table.ask(rename())
    table.start()
    table.open()
    assert table.room.scores["bob"].name == "Robert"


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("command", [rename(by="cat"), Remove("cat", "bob")])
def test_nobody_else_may(phase, command):
    assert at(phase).refusal(command) is Code.NOT_HOST


@pytest.mark.parametrize("command", [rename("zoe"), Remove(HOST, "zoe"), Remove(HOST, HOST)])
def test_only_people_of_the_room_and_a_host_does_not_send_himself_out(table, command):
    assert table.refusal(command) is Code.NO_SUCH_PLAYER


@pytest.mark.parametrize("command", [rename(), Remove(HOST, "bob")])
def test_a_closed_room_has_nobody(command):
    assert at(Phase.CLOSED).refusal(command) is Code.ROOM_CLOSED


def test_a_name_given_looks_like_no_other(table):
    assert table.refusal(rename(name="Cat")) is Code.NAME_TAKEN
    table.ask(rename("cat", "Tom"))
    assert table.refusal(rename(name="Tom")) is Code.NAME_TAKEN
    assert isinstance(table.ask(rename(name="Cat")), Transition)  # nobody is called so any more


def test_who_comes_later_looks_like_no_name_given(table):
    table.ask(rename())
    assert decide(table.room, Join("dan", "ROBERT", "robert"), NOON) == Rejection(Code.NAME_TAKEN)
    assert isinstance(decide(table.room, Join("bob", "Robert", "robert"), NOON), Record)  # his own


def test_two_seats_never_look_alike(table):
    """The store keeps it: two may come at the same moment."""
    decision = table.ask(Join("dan", "Dan", "dan"))
    assert isinstance(decision, Record)
    assert (decision.unique, decision.limit) == ("dan", SHORT.seats)


def test_who_was_removed_neither_comes_back_nor_is_renamed(table):
    table.ask(Remove(HOST, "bob"))
    assert table.refusal(Join("bob", "Bob", "bob")) is Code.REMOVED
    assert table.refusal(rename()) is Code.NO_SUCH_PLAYER
    assert table.refusal(Remove(HOST, "bob")) is Code.NO_SUCH_PLAYER
    table.start()
    table.open()
    assert set(table.room.scores) == {"ann", "cat"}


def test_a_round_does_not_wait_for_who_was_removed(table):
    table.start()
    table.open()
    table.submit("ann")
    table.submit("cat")
    assert table.refusal(Tick()) is Code.NOT_DUE
    table.ask(Remove(HOST, "bob"))
    assert isinstance(table.ask(Tick()), Transition)
    assert table.room.phase is Phase.REVEAL


def test_the_answer_of_who_was_removed_counts_for_nobody_else(table):
    table.start()
    table.open()
    table.submit("bob")
    table.submit("cat")
    table.ask(Remove(HOST, "bob"))  # two answers, two players left, and one of them is silent
    assert table.refusal(Tick()) is Code.NOT_DUE
    table.reveal()
    assert table.room.scores["ann"].trail == "-"


@pytest.mark.parametrize("phase", [Phase.LOBBY, Phase.QUESTION])
def test_the_place_of_who_was_removed_is_free_again(phase):
    table = at(phase)
    table.ask(Remove(HOST, "bob"))
    assert table.ask(Join("dan", "Dan", "dan")).limit == SHORT.seats + 1


def test_the_name_of_who_was_removed_may_be_given_to_somebody_else(table):
    table.ask(rename(name="Robert"))
    table.ask(Remove(HOST, "bob"))
    assert isinstance(table.ask(rename("cat", "Robert")), Transition)
    assert isinstance(table.ask(rename("cat", "Bob")), Transition)


def test_a_match_that_is_over_stands():
    """It is being archived as it was; who is removed now does not come back, and keeps the result."""
    table = at(Phase.PODIUM)
    before = table.room.scores
    table.ask(Remove(HOST, "bob"))
    assert table.room.scores == before
    assert table.refusal(Join("bob", "Bob", "bob")) is Code.REMOVED


def test_the_others_move_up(table):
    table.start()
    table.play(ann=(True, 4.0), bob=(True, 1.0), cat=(False, 1.0))
    assert [score.rank for score in table.room.scores.values()] == [1, 2, 3]
    table.ask(Remove(HOST, "bob"))
    assert [(player, score.rank, score.was) for player, score in table.room.scores.items()] == [
        ("ann", 1, 0),
        ("cat", 2, 0),
    ]


def test_only_so_many_are_remembered():
    table = Table(msgspec.structs.replace(SHORT, seats=5000))
    table.join("ann", *(f"guest{number}" for number in range(1002)))
    for number in range(1002):
        table.ask(Remove(HOST, f"guest{number}"))
    assert table.room.removed == tuple(f"guest{number}" for number in range(2, 1002))


def test_a_match_whose_players_were_all_removed_leaves_nothing_to_archive(table):
    table.present = {"bob"}
    table.start()
    table.open()
    table.ask(Remove(HOST, "bob"))
    table.to_podium()
    assert table.room.archived
