"""Teams by example: who plays for which, and what they have."""

import pytest

from game import showing
from game.commands import ChooseTeam, Configure
from game.modes import mode_of
from game.room import Board, Mode, Options, Phase, Score
from game.views import TeamStanding
from tests.game.table import HOST, Table

PLAYERS = [f"p{number}" for number in range(8)]


def teams(options, chosen, players=PLAYERS, later=()):
    """Return everybody's team: of those who are there at the start, and of those who come later."""
    table = Table(options)
    table.join(*players)
    for player, team in chosen.items():
        table.ask(ChooseTeam(HOST, player, team))
    table.start()
    table.open()
    table.join(*later)
    table.reveal()
    table.open()
    return {player: score.team for player, score in sorted(table.room.scores.items())}


def three(**more):
    return Options(rounds=3, mode=Mode.TEAMS, teams=3, **more)


@pytest.mark.parametrize("count", range(2, 9))
def test_who_did_not_choose_is_dealt_evenly(count):
    dealt = list(teams(Options(rounds=3, mode=Mode.TEAMS, teams=count), {}).values())
    sizes = [dealt.count(team) for team in range(count)]
    assert max(sizes) - min(sizes) <= 1


def test_who_chose_plays_there_and_the_others_make_up_for_it():
    dealt = teams(three(), {"p0": 2, "p5": 2, "p7": 2})
    assert [dealt[player] for player in ("p0", "p5", "p7")] == [2, 2, 2]
    assert [list(dealt.values()).count(team) for team in range(3)] == [3, 2, 3]


def test_latecomers_go_to_the_smallest():
    dealt = teams(three(), {"p0": 0, "p1": 0}, PLAYERS[:3], later=PLAYERS[3:6])
    assert dealt == {"p0": 0, "p1": 0, "p2": 1, "p3": 2, "p4": 1, "p5": 2}


def test_a_team_chosen_that_is_no_more_is_no_choice():
    table = Table(Options(rounds=3, mode=Mode.TEAMS, teams=8))
    table.join("ann", "bob")
    table.ask(ChooseTeam("bob", "bob", 7))
    table.ask(Configure(HOST, Options(rounds=3, mode=Mode.TEAMS, teams=2)))
    table.start()
    table.open()
    assert sorted(score.team for score in table.room.scores.values()) == [0, 1]


def test_choices_hold_for_the_next_match():
    table = Table(three())
    table.join("ann", "bob")
    table.ask(ChooseTeam("bob", "bob", 2))
    for _ in range(2):
        table.start()
        table.open()
        assert table.room.scores["bob"].team == 2
        table.rematch()


def test_a_team_has_the_mean_of_its_members_and_a_rank():
    table = Table(three())
    table.join("ann", "bob", "cat", "dan", "eve")
    for player, team in {"ann": 0, "bob": 0, "cat": 2, "dan": 2, "eve": 2}.items():
        table.ask(ChooseTeam(HOST, player, team))
    table.start()
    table.play(ann=(True, 4.0), bob=None, cat=(True, 4.0), dan=(True, 8.0), eve=None)
    told = showing.shared(table.room).teams
    assert told == (TeamStanding(2, 417, 3, 1), TeamStanding(0, 375, 2, 2))
    table.to_podium()
    assert showing.shared(table.room).teams == told
    assert {line.player: line.team for line in showing.shared(table.room).top}["cat"] == 2


def test_equal_means_share_a_rank():
    table = Table(three())
    table.join("ann", "bob", "cat")
    table.start()
    table.play(ann=(True, 4.0), bob=(False, 4.0), cat=(True, 4.0))
    assert [(line.team, line.points, line.rank) for line in showing.shared(table.room).teams] == [
        (0, 750, 1),
        (2, 750, 1),
        (1, -750, 3),
    ]


def test_teams_are_kept_back_with_the_standings():
    table = Table(three(board=Board.NEVER))
    table.join("ann", "bob")
    table.start()
    table.play(ann=(True, 4.0))
    assert showing.shared(table.room).teams == ()
    table.to_podium()
    assert len(showing.shared(table.room).teams) == 2


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode not in (Mode.TEAMS, Mode.PRACTICE)])
def test_other_modes_have_no_teams(mode):
    table = Table(Options(rounds=3, mode=mode))
    table.join("ann", "bob")
    table.start()
    table.play(ann=(True, 4.0))
    assert showing.shared(table.room).teams == ()
    assert {score.team for score in table.room.scores.values()} == {-1}
    assert "team" not in showing.own(table.room, "ann", {})


def test_who_plays_without_points_counts_for_the_mean():
    table = Table(Options(rounds=3, mode=Mode.TEAMS, teams=2))
    table.join("ann", "bob", "cat", "dan")
    table.start()
    table.play(ann=(True, 4.0))
    (first, second) = showing.shared(table.room).teams
    assert (first.team, first.points, first.members) == (table.room.scores["ann"].team, 375, 2)
    assert (second.points, second.members) == (0, 2)


def test_newcomers_keep_their_order_and_all_else():
    mode, table = mode_of(three()), Table(three())
    newcomers = {"bob": Score("Bob", trail="..", eligible=True), "ann": Score("Ann", eligible=True, bot=True)}
    enrolled = mode.enroll(table.room, newcomers)
    assert list(enrolled.items()) == [
        ("bob", Score("Bob", trail="..", eligible=True, team=0)),
        ("ann", Score("Ann", eligible=True, bot=True, team=1)),
    ]
    assert table.room.phase is Phase.LOBBY
