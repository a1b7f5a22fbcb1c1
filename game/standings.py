"""The standings after the last reveal, of players and of teams, and whether they may be seen now."""

from heapq import nsmallest

from game.modes.teams import team_points
from game.room import Board, Mode, Phase, Room
from game.views import Standing, TeamStanding

TOP = 5
EVERY = 5  # rounds between two showings of the standings, where they are not always shown


def shows_standings(room: Room) -> bool:
    """Tell whether the standings after the last reveal may be seen now; the podium always shows them."""
    if room.phase is Phase.PODIUM or room.options.board is Board.ALWAYS:
        return True
    fifth = room.phase is Phase.REVEAL and (room.round + 1) % EVERY == 0
    return fifth and room.options.board is Board.FIFTH


def standings(room: Room, most: int = TOP) -> tuple[Standing, ...]:
    """Return the first lines of the standings after the last reveal; of equal ranks as the reveal has put them."""
    if not shows_standings(room):
        return ()
    ranked = ((player, score) for player, score in room.scores.items() if score.rank)
    first = nsmallest(most, ranked, key=lambda line: (line[1].rank, line[1].time))
    return tuple(
        Standing(
            player=player,
            name=score.name,
            points=score.points,
            rank=score.rank,
            was=score.was,
            out=score.out,
            team=score.team,
            bot=score.bot,
        )
        for player, score in first
    )


def team_standings(room: Room) -> tuple[TeamStanding, ...]:
    """Return the teams, the best first; equal means share a rank. Empty where there are none, or none to be seen."""
    if room.options.mode is not Mode.TEAMS or not shows_standings(room):
        return ()
    teams = sorted(team_points(room).items(), key=lambda line: (-line[1][0], line[0]))
    return tuple(
        TeamStanding(
            team=team,
            points=round(points),
            members=members,
            rank=1 + sum(other > points for _, (other, _) in teams),
        )
        for team, (points, members) in teams
    )
