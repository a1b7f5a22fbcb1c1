"""Teams, whatever happens to them: everybody has one, they are even where nobody chose, and a mean is a mean."""

from fractions import Fraction
from typing import ClassVar

import pytest

from game.modes.teams import team_points
from game.room import Board, Mode, Phase
from game.standings import team_standings
from tests.game.machine import SETTINGS, RoomMachine


class TeamsMachine(RoomMachine):
    """Three teams at most, five players."""

    always: ClassVar = {"mode": Mode.TEAMS, "board": Board.ALWAYS}

    def check(self):
        super().check()
        self.everybody_has_the_team_that_was_chosen_or_a_small_one()
        self.a_team_has_the_mean_of_its_members()

    def everybody_has_the_team_that_was_chosen_or_a_small_one(self):
        room = self.room
        teams = range(room.options.teams)
        sizes = dict.fromkeys(teams, 0)
        for player, score in room.scores.items():
            assert score.team in teams
            assert room.teams.get(player, -1) in {-1, score.team} or room.teams[player] not in teams
            sizes[score.team] += 1
        if not room.teams and not room.removed and room.phase in {Phase.QUESTION, Phase.REVEAL}:
            assert max(sizes.values()) - min(sizes.values()) <= 1

    def a_team_has_the_mean_of_its_members(self):
        room = self.room
        told = team_standings(room)
        assert [line.team for line in told if not line.members] == []
        assert sum(line.members for line in told) == len(room.scores)
        means = {}
        for line in told:
            points = [score.points for score in room.scores.values() if score.team == line.team]
            means[line.team] = Fraction(sum(points), len(points))
            assert line.members == len(points)
            assert abs(line.points - means[line.team]) <= Fraction(1, 2)
            assert team_points(room)[line.team] == (float(means[line.team]), len(points))
        for line in told:
            assert line.rank == 1 + sum(mean > means[line.team] for mean in means.values())
        assert [line.rank for line in told] == sorted(line.rank for line in told)


TestTeams = TeamsMachine.TestCase
TestTeams.settings = SETTINGS


@pytest.mark.parametrize("seed", range(12))
def test_a_long_walk(seed):
    TeamsMachine().walk(seed)
