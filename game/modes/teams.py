"""Teams: a race in which a team's score is the mean of its members'."""

from collections import Counter

import msgspec

from game.modes.race import Race
from game.room import Mode, Room, Score


class Teams(Race):
    """Players who chose no team are dealt to the smallest, so that all are within one of each other if they can."""

    def enroll(self, room: Room, newcomers: dict[str, Score]) -> dict[str, Score]:
        """Give everybody a team: those who chose theirs first."""
        sizes = Counter(dict.fromkeys(range(room.options.teams), 0))
        sizes.update(score.team for score in room.scores.values())
        sizes.update(team for player in newcomers if (team := chosen_team(room, player)) >= 0)
        enrolled = {}
        for player, score in newcomers.items():
            team = chosen_team(room, player)
            if team < 0:
                team = min(sizes, key=lambda team: (sizes[team], team))
                sizes[team] += 1
            enrolled[player] = msgspec.structs.replace(score, team=team)
        return enrolled


def chosen_team(room: Room, player: str) -> int:
    """Return the team that a player has chosen, -1 for none that there is."""
    team = room.teams.get(player, -1)
    return team if room.options.mode is Mode.TEAMS and team < room.options.teams else -1


def team_points(room: Room) -> dict[int, tuple[float, int]]:
    """Return each team's mean of points, and how many members it has; teams without members are left out."""
    members: dict[int, list[int]] = {}
    for score in room.scores.values():
        members.setdefault(score.team, []).append(score.points)
    return {team: (sum(points) / len(points), len(points)) for team, points in sorted(members.items())}
