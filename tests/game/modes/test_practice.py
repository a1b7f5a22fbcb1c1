"""Practice by example: one player, no hurry, set after set."""

import pytest
from msgspec.structs import replace

from game import showing
from game.commands import Archived, Configure, End, Join, Next, Rematch
from game.decisions import Code, Transition
from game.modes.practice import LONGEST, SET, practice_options
from game.room import SEATS, Dealing, Mode, Options, Phase, Scoring
from tests.game.table import HOST, Table


@pytest.fixture
def table() -> Table:
    table = Table(practice_options("starter", 30))
    table.join(HOST)
    table.start()
    table.open()
    return table


@pytest.mark.parametrize(("faces", "rounds"), [(3, 3), (SET, SET), (500, SET)])
def test_a_set_is_as_long_as_the_deck_allows(faces, rounds):
    options = practice_options("starter", faces)
    assert options.rounds == rounds
    assert (options.dealing, options.scoring, options.public) == (Dealing.ADAPTIVE, Scoring.FRIENDLY, False)


def test_an_answer_brings_the_truth_and_the_truth_waits(table):
    table.submit(HOST, took=2.0)
    table.reveal()
    assert table.room.phase is Phase.REVEAL
    assert showing.shared(table.room).waits
    assert isinstance(table.ask(Next(HOST, 0)), Transition)
    table.open()
    assert table.room.round == 1


def test_a_question_waits_for_who_is_there(table):
    for _ in range(3):
        table.now += LONGEST + 1
        assert table.tick() is Phase.QUESTION
    assert table.room.deadline == table.now + LONGEST
    table.submit(HOST, took=200.0)
    table.reveal()
    assert table.room.scores[HOST].trail in "ra"


def test_nobody_there_ends_it(table):
    table.present.clear()
    table.now += LONGEST + 1
    table.reveal()
    assert table.room.phase is Phase.REVEAL
    assert table.room.scores[HOST].trail == "-"


def test_nobody_else_comes_in(table):
    assert table.refusal(Join("bob", "Bob", "bob")) is Code.DOOR_LOCKED
    assert set(table.rows[SEATS]) == {HOST}


def test_it_stays_practice_and_no_other_room_becomes_one():
    practice, race = Table(practice_options("starter", 30)), Table(Options(rounds=3))
    for table in (practice, race):
        table.join(HOST)
    assert practice.refusal(Configure(HOST, Options(rounds=3, public=True))) is Code.PRACTICE_APART
    assert practice.refusal(Configure(HOST, replace(practice.room.options, public=True))) is Code.PRACTICE_APART
    assert race.refusal(Configure(HOST, Options(mode=Mode.PRACTICE))) is Code.PRACTICE_APART


def test_an_end_counts_what_was_answered_and_the_next_set_begins(table):
    table.submit(HOST)
    table.reveal()
    assert isinstance(table.ask(End(HOST)), Transition)
    assert (table.room.phase, len(table.room.faces)) == (Phase.PODIUM, 1)
    assert isinstance(table.ask(Archived(table.room.match)), Transition)
    assert isinstance(table.ask(Rematch(HOST)), Transition)
    table.start(seed=8)
    assert table.room.phase is Phase.COUNTDOWN
