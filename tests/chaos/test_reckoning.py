"""What players were told, compared with what is kept: each loss that there can be is found."""

import sqlite3

import pytest

from game.face import Truth
from game.room import Options
from game.views import House, Own, Question, Reveal, Sealed
from game.views import Origin as From
from server.chaos.notebook import Notebook
from server.chaos.reckoning import reckon
from server.rooms.codes import Role
from server.rooms.protocol import Ack, People, Welcome

TABLES = """
    CREATE TABLE matches_match (id, key);
    CREATE TABLE matches_round (id, match_id, number);
    CREATE TABLE matches_result (id, match_id, player_id, points);
    CREATE TABLE matches_trial (result_id, round_id, verdict, took, points);
    INSERT INTO matches_match VALUES (1, 'm');
    INSERT INTO matches_round VALUES (1, 1, 0);
    INSERT INTO matches_result VALUES (1, 1, 'ann', 70);
    INSERT INTO matches_trial VALUES (1, 1, 'ai', 1234, 70);
"""


def question(v=3):
    return Question(v=v, round=0, of=3, sealed=Sealed("m", 0, "c"), key="", opened=0.0, deadline=3.0, players=1)


def reveal(verdict, v=4):
    return Reveal(
        v=v, round=0, of=3, picture="faces/m/0.jpg", truth=Truth.AI, face="f", nonce="n", players=1, top=(), until=9.0,
        origin=From("", "", "", "", ""), said_real=0, said_ai=1, silent=0,
        own=Own(verdict=verdict, right=True, gained=70, points=70, rank=1, was=0, streak=1),
    )  # fmt: skip


@pytest.fixture
def book():
    """Ann has answered, and was told so."""
    book = Notebook()
    book.player = "ann"
    book.hear(question())
    book.say(0, Truth.AI)
    assert book.waits(0)
    book.ack(Ack(round=0, verdict=Truth.AI, took=1.2341))
    assert not book.waits(0)
    return book


@pytest.fixture
def kept(tmp_path):
    """An archive that holds just that; then what is wrong with it."""

    def database(*wrong):
        path = tmp_path / "db.sqlite3"
        with sqlite3.connect(path) as rows:
            rows.executescript(TABLES)
            for statement in wrong:
                rows.execute(statement)
        rows.close()
        return path

    return database


def losses(found):
    return {
        name: number for name in found.__struct_fields__ if (number := getattr(found, name)) and name != "complaints"
    }


def test_all_is_well(book, kept):
    book.hear(reveal(Truth.AI))
    found = reckon(kept(), [book])
    assert losses(found) == {"acknowledged": 1}
    assert found.complaints == []
    assert (book.repeated, book.skipped) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "loss"),
    [
        ("DELETE FROM matches_trial", {"answers_lost": 1, "answers_scored_twice": 0}),
        ("UPDATE matches_trial SET verdict = 'real'", {"answers_lost": 1}),
        ("UPDATE matches_trial SET took = 1240", {"answers_lost": 1}),
        ("UPDATE matches_trial SET took = NULL", {"answers_lost": 1}),
        ("INSERT INTO matches_trial VALUES (1, 1, 'ai', 1234, 0)", {"answers_scored_twice": 1}),
        ("UPDATE matches_result SET points = 140", {"answers_scored_twice": 1}),
        ("INSERT INTO matches_match VALUES (2, 'm')", {"matches_archived_twice": 1}),
        ("INSERT INTO matches_result VALUES (2, 1, 'ann', 0)", {"matches_archived_twice": 1}),
        ("UPDATE matches_match SET key = 'other'", {"matches_lost": 1, "answers_lost": 1}),
    ],
)
def test_what_is_kept_otherwise_is_a_loss(book, kept, wrong, loss):
    found = reckon(kept(wrong), [book])
    assert losses(found) == {"acknowledged": 1} | {name: number for name, number in loss.items() if number}
    assert found.complaints or "archived_twice" in str(loss) or "scored_twice" in str(loss)


def test_a_reveal_without_the_answer_is_a_loss(book, kept):
    book.hear(reveal(None))
    assert losses(reckon(kept(), [book])) == {"acknowledged": 1, "answers_lost": 1}


def test_something_else_that_stands_later_is_told(book, kept):
    book.ack(Ack(round=0, verdict=Truth.REAL, took=1.3))
    assert losses(reckon(kept(), [book])) == {"acknowledged": 1, "answers_scored_twice": 1}


@pytest.mark.parametrize(("version", "repeated", "skipped"), [(3, 1, 0), (2, 1, 0), (4, 0, 0), (5, 0, 1)])
def test_versions_are_counted(book, version, repeated, skipped):
    book.hear(reveal(Truth.AI, v=version))
    assert (book.repeated, book.skipped) == (repeated, skipped)


def welcome(phase):
    house = House(host="ann", owner="ann", away=0.0, locked=False, options=Options())
    return Welcome(
        code="BCDF", now=1.0, player="ann", name="Ann", role=Role.PLAYER, house=house, seated=True, token="t",
        people=People(seats=1, here=1), points=0, rank=0, top=(), ranked=1, phase=phase,
    )  # fmt: skip


def test_a_snapshot_without_the_answer_is_a_loss_unless_it_was_taken_before(book):
    book.welcome(welcome(question()), overlapping=True)
    assert book.lost == {}
    book.welcome(welcome(question()))
    assert book.lost == {("m", 0): "snapshot"}
