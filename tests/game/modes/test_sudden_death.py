"""Sudden death by example: who is out, who is spared, when it ends, and guesses for fun."""

import pytest

from game import showing
from game.commands import PlayAlong, Remove, Skip, Submit
from game.decisions import Code, Record
from game.face import Truth
from game.room import Answer, Mode, Options, Phase
from tests.game.secrecy import check_secrets
from tests.game.table import HOST, Table

DEADLY = Options(rounds=5, mode=Mode.SUDDEN_DEATH)


@pytest.fixture
def table():
    table = Table(DEADLY)
    table.join("ann", "bob", "cat", "dan")
    table.start()
    return table


def out(table):
    return {player: score.out for player, score in table.room.scores.items() if score.out}


def test_wrong_silent_or_away_is_out(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(True, 1.0), dan=(True, 1.0))
    assert out(table) == {}
    table.present -= {"dan"}
    table.play(ann=(True, 1.0), bob=(False, 1.0))
    assert out(table) == {"bob": 2, "cat": 2, "dan": 2}
    shown = showing.shared(table.room)
    assert (shown.standing, shown.fell) == (1, 3)
    assert showing.own(table.room, "bob", {})["own"].out == 2
    assert {line.player: line.out for line in shown.top} == {"ann": 0, "bob": 2, "cat": 2, "dan": 2}


def test_it_ends_when_one_stands(table):
    table.play(ann=(True, 1.0))
    room = table.room
    assert (len(room.faces), len(room.partners), len(room.seals)) == (1, 1, 1)
    shown = showing.shared(room)
    assert (shown.of, shown.sealed) == (1, showing.UNSET)
    assert table.tick() is Phase.PODIUM
    assert {player: score.rank for player, score in table.room.scores.items()} == {
        "ann": 1,
        "bob": 2,
        "cat": 2,
        "dan": 2,
    }


def test_a_round_that_nobody_would_survive_puts_nobody_out(table):
    table.play(ann=(False, 1.0), bob=None)
    assert out(table) == {}
    shown = showing.shared(table.room)
    assert (shown.standing, shown.fell, shown.of) == (4, 0, 5)
    table.play(ann=(True, 1.0), bob=(True, 1.0))
    assert out(table) == {"cat": 2, "dan": 2}
    table.play(ann=(False, 1.0), cat=(True, 1.0))
    assert out(table) == {"cat": 2, "dan": 2}


def test_who_is_out_stays_out_and_keeps_what_was_won(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(False, 1.0))
    before = table.room.scores["cat"]
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(True, 1.0))
    after = table.room.scores["cat"]
    assert (after.points, after.out, after.trail[1], after.eligible) == (before.points, 1, ".", False)
    assert table.room.eligible == 2
    assert showing.own(table.room, "cat", {}) == {}


def test_longer_is_better_than_more_points(table):
    table.play(ann=(True, 8.0), bob=(True, 8.0), cat=(False, 8.0), dan=None)
    table.play(ann=(True, 8.0), bob=(False, 0.12))
    ranks = {player: (score.rank, score.points < 0) for player, score in table.room.scores.items()}
    assert ranks == {"ann": (1, False), "bob": (2, True), "dan": (3, False), "cat": (4, True)}


def test_who_stands_at_the_end_is_ranked_by_points(table):
    for _ in range(5):
        table.play(ann=(True, 2.0), bob=(True, 1.0))
    assert table.tick() is Phase.PODIUM
    assert [player for player, score in table.room.scores.items() if not score.out] == ["bob", "ann"]
    assert [score.rank for score in table.room.scores.values()] == [1, 2, 3, 3]


def test_alone_one_plays_until_the_first_mistake():
    table = Table(DEADLY)
    table.join("ann")
    table.start()
    table.play(ann=(True, 1.0))
    assert len(table.room.faces) == 5
    table.play(ann=(False, 1.0))
    assert (out(table), len(table.room.faces)) == ({"ann": 2}, 2)
    assert table.tick() is Phase.PODIUM


def test_without_anybody_it_ends_after_a_round():
    table = Table(DEADLY)
    table.start()
    table.open()
    table.reveal()
    assert table.tick() is Phase.PODIUM


def test_a_skipped_round_puts_nobody_out(table):
    table.open()
    table.submit("ann", right=False)
    table.ask(Skip(HOST, 0))
    assert out(table) == {}
    assert (showing.shared(table.room).standing, showing.shared(table.room).fell) == (4, 0)
    table.play(ann=(True, 1.0), bob=(True, 1.0))
    assert out(table) == {"cat": 2, "dan": 2}


def test_who_is_removed_is_gone_and_stands_no_more(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0))
    table.ask(Remove(HOST, "bob"))
    assert (showing.shared(table.room).standing, showing.shared(table.room).fell) == (1, 2)
    assert table.tick() is Phase.PODIUM, "the last one standing need not play alone"


def test_who_is_away_falls_even_where_the_others_save_each_other(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(True, 1.0), dan=(True, 1.0))
    table.present.discard("bob")
    table.play(ann=(False, 1.0), cat=(False, 1.0), dan=(False, 1.0))
    assert out(table) == {"bob": 2}


def test_a_match_whose_last_players_have_all_left_is_over(table):
    """Those who are out still look on; nobody plays for them round after round."""
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(False, 1.0), dan=(False, 1.0))
    table.present -= {"ann", "bob"}
    table.open()
    table.reveal()
    assert out(table) == {"ann": 2, "bob": 2, "cat": 1, "dan": 1}
    assert table.tick() is Phase.PODIUM


def test_alone_a_skipped_round_puts_nobody_out():
    table = Table(DEADLY)
    table.join("ann")
    table.start()
    table.open()
    table.ask(Skip(HOST, 0))
    assert out(table) == {}
    assert table.open()


# ---- for fun ---------------------------------------------------------------------------------------------------------
def test_who_is_out_or_came_late_answers_for_fun(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(False, 1.0))
    table.join("eve")
    table.open()
    for player in ("cat", "eve"):
        assert showing.own(table.room, player, {}) == {"playing": False, "aside": True}
        decision = table.submit(player, took=2.0)
        row = Answer(table.truth, table.room.opened + 2.0, 2.0)
        assert decision == Record("asides:match1:1", player, row)
        told = showing.own(table.room, player, {1: row})
        assert told == {"playing": False, "aside": True, "verdict": table.truth, "took": 2.0}
    assert showing.own(table.room, "ann", {}) == {"playing": True}
    check_secrets(table.room, {"cat": {1: row}, "eve": {1: row}, "ann": {}})
    table.submit("ann")
    table.submit("bob")
    table.tick()
    assert table.room.phase is Phase.REVEAL
    assert "eve" not in table.room.scores
    shown = showing.shared(table.room)
    assert shown.said_real + shown.said_ai == 2
    assert showing.own(table.room, "eve", {1: row}) == showing.own(table.room, "cat", {1: row}) == {}


def test_who_is_away_when_a_face_opens_does_not_answer_for_fun(table):
    table.present -= {"bob"}
    table.open()
    table.join("bob")
    assert showing.own(table.room, "bob", {}) == {
        "playing": False,
        "aside": True,
    }  # came after the opening of the first
    table = Table(DEADLY)
    table.join("ann", "bob", "cat")
    table.start()
    table.play(ann=(True, 1.0), bob=(True, 1.0))
    table.present -= {"bob"}
    table.open()
    assert showing.own(table.room, "bob", {}) == {"playing": False}
    assert table.refusal(Submit("bob", 1, Truth.AI)) is Code.NOT_PLAYING
    assert isinstance(table.submit("cat"), Record)


def test_neither_who_was_removed_nor_a_host_who_only_hosts_answers_for_fun(table):
    table.play(ann=(True, 1.0), bob=(True, 1.0), cat=(True, 1.0))
    table.ask(Remove(HOST, "dan"))
    table.ask(PlayAlong(HOST, plays=False))
    table.open()
    for player in ("dan", HOST):
        assert showing.own(table.room, player, {}) == {"playing": False}
        assert table.refusal(Submit(player, 1, Truth.AI)) is Code.NOT_PLAYING


def test_a_host_who_plays_along_later_answers_for_fun():
    table = Table(Options(rounds=5, mode=Mode.SUDDEN_DEATH, host_plays=False))
    table.join("ann", "bob", "cat")
    table.start()
    table.play(bob=(True, 1.0), cat=(True, 1.0))
    table.ask(PlayAlong(HOST, plays=True))
    table.open()
    assert showing.own(table.room, HOST, {}) == {"playing": False, "aside": True}
    assert HOST not in table.room.scores


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode not in (Mode.SUDDEN_DEATH, Mode.PRACTICE)])
def test_in_other_modes_nobody_does_and_nobody_falls(mode):
    table = Table(Options(rounds=3, mode=mode))
    table.join("ann", "bob")
    table.start()
    table.open()
    table.join("eve")
    assert showing.own(table.room, "eve", {}) == {"playing": False}
    assert table.refusal(Submit("eve", 0, Truth.AI)) is Code.NOT_PLAYING
    table.reveal()
    shown = showing.shared(table.room)
    assert (shown.standing, shown.fell) == (showing.UNSET, showing.UNSET)
    assert not any(score.out for score in table.room.scores.values())
