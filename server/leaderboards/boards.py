"""The five boards: what each ranks players by. All scores are whole numbers, rounded to what is shown, so that those
who read alike share a rank.
"""

from enum import StrEnum
from typing import Final

from django.db.models import Q

from server.players.models import Standing
from server.players.sums import Sums


class Board(StrEnum):
    """What players are ranked by; the value is the name of the standing's figure, too."""

    RATING = "rating"
    POINTS = "points"
    BEST = "best"
    D_PRIME = "d_prime"
    STREAK = "streak"


BOARDS: Final = tuple(Board)

# Who stands on a board, said in SQL.
ON: Final = {
    Board.RATING: Q(rating__isnull=False),
    Board.POINTS: Q(matches__gt=0),
    Board.BEST: Q(best__isnull=False),
    Board.D_PRIME: Q(d_prime__isnull=False),
    Board.STREAK: Q(streak__gt=0),
}


def score(standing: Standing | Sums, board: Board) -> int | None:
    """Return what a standing is worth on a board; None: it is not on it. Says the same as ON."""
    match board:
        case Board.RATING:
            return standing.rating
        case Board.POINTS:
            return standing.points if standing.matches else None
        case Board.BEST:
            return standing.best
        case Board.D_PRIME:
            return standing.d_prime
        case Board.STREAK:
            return standing.streak or None


def beside(standing: Standing, board: Board) -> int:
    """Return what stands beside the score: how sure a rating is, how many faces a d' rests on, else the matches."""
    match board:
        case Board.RATING:
            return standing.margin or 0
        case Board.D_PRIME:
            return standing.signals + standing.noises
        case _:
            return standing.matches


def shown(board: Board, score: int) -> str:
    """Return a score as people read it, in every language the same: columns stay aligned."""
    text = f"{score / 100:.2f}" if board is Board.D_PRIME else f"{score:,}"
    return text.replace("-", "\N{MINUS SIGN}")
