"""Practice by example: one player, no hurry, set after set."""

from statistics import fmean

import pytest
from msgspec.structs import replace

from game import showing
from game.commands import Archived, Configure, End, Join, Next, Rematch
from game.decisions import Code, Transition
from game.face import Face, Truth
from game.modes.practice import LONGEST, SET, practice_options
from game.room import SEATS, Dealing, Mode, Options, Phase, Scoring
from tests.game.table import HOST, Table, pool


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


def rated(each: int = 90) -> list[Face]:
    """Faces from plain to hard, of both truths alike."""
    return [
        replace(face, rating=1000.0 + 1000.0 * (number % each) / each, deviation=60.0)
        for number, face in enumerate(pool(each))
    ]


def practised(faces: list[Face], *, right: bool) -> Table:
    """A set that is answered always right, or always wrong."""
    table = Table(practice_options("starter", 90), faces)
    table.join(HOST)
    table.start()
    for _ in range(SET):
        table.open()
        table.submit(HOST, right=right, took=2.0)
        table.reveal()
    return table


def test_difficulty_follows_within_a_set_and_the_truths_do_not():
    good, bad = (practised(rated(), right=right) for right in (True, False))
    assert [face.truth for face in good.room.faces] == [face.truth for face in bad.room.faces]
    assert good.room.faces[0] == bad.room.faces[0]
    planned = fmean(face.rating for face in (*good.room.faces, *good.room.spare))
    assert fmean(face.rating for face in good.room.faces[1:]) > planned + 100
    assert fmean(face.rating for face in bad.room.faces[1:]) < planned - 100


def test_no_face_comes_twice_and_the_next_set_knows_all():
    table = practised(rated(), right=True)
    shown = [face.id for face in table.room.faces]
    assert len(shown) == len({*shown}) == SET
    assert {*shown} <= {*table.room.recent}
    assert len({*shown} & {face.id for face in table.room.spare}) == 0
    table.to_podium()
    assert isinstance(table.ask(Archived(table.room.match)), Transition)
    assert isinstance(table.ask(Rematch(HOST)), Transition)
    assert table.room.spare == ()


def test_nobody_is_met_twice_for_the_sake_of_difficulty():
    faces = [replace(face, groups=("everybody",)) if face.truth is Truth.REAL else face for face in rated()]
    planned = Table(practice_options("starter", 90), faces)
    planned.join(HOST)
    planned.start()
    real = [face for face in planned.room.faces if face.truth is Truth.REAL]
    shown = practised(faces, right=True).room.faces
    assert [face for face in shown if face.truth is Truth.REAL] == real


@pytest.mark.parametrize(("each", "spare"), [(20, 0), (25, 5), (90, 60)])
def test_so_many_are_spare_as_the_deck_can_give(each, spare):
    table = Table(practice_options("starter", each), rated(each))
    table.join(HOST)
    table.start()
    assert len(table.room.faces) == len(table.room.seals) == SET
    assert len(table.room.spare) == spare


def test_in_a_race_nothing_is_spare():
    table = Table(Options(rounds=3))
    table.join(HOST)
    table.start()
    assert table.room.spare == ()
