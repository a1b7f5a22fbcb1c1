"""Teams: a race in which a team's score is the mean of its members'."""

from collections import Counter

import msgspec

from game.modes.race import Race
from game.room import Room, Score


class Teams(Race):
    """Players who chose no team are dealt to the smallest, so that all are within one of each other if they can."""

    def enroll(self, room: Room, newcomers: dict[str, Score]) -> dict[str, Score]:
        """Give everybody a team: those who chose theirs first."""
        sizes = Counter(dict.fromkeys(range(room.options.teams), 0))
        sizes.update(score.team for score in room.scores.values())
        chosen = {
            player: team for player in newcomers if (team := room.teams.get(player, -1)) in range(room.options.teams)
        }
        sizes.update(chosen.values())
        enrolled = {}
        for player, score in newcomers.items():
            team = chosen.get(player, -1)
            if team < 0:
                team = min(sizes, key=lambda team: (sizes[team], team))
                sizes[team] += 1
            enrolled[player] = msgspec.structs.replace(score, team=team)
        return enrolled


def team_points(room: Room) -> dict[int, tuple[float, int]]:
    """Return each team's mean of points, and how many members it has; teams without members are left out."""
    members: dict[int, list[int]] = {}
    for score in room.scores.values():
        members.setdefault(score.team, []).append(score.points)
    return {team: (sum(points) / len(points), len(points)) for team, points in sorted(members.items())}
