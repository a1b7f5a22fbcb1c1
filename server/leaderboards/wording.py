"""How the boards and their windows are called, and what is said of them."""

from datetime import timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from server.leaderboards.boards import Board
from server.players.windows import Window


class Words(NamedTuple):
    """What is said of a board: its name, what counts, what stands beside the score, and what fills an empty one."""

    name: str
    counts: str
    beside: str
    empty: str


def name(board: Board) -> str:
    """Return what a board is called."""
    match board:
        case Board.RATING:
            return _("Rating")
        case Board.POINTS:
            return _("Points")
        case Board.BEST:
            return _("Best match")
        case Board.D_PRIME:
            return _("Sensitivity d'")
        case Board.STREAK:
            return _("Longest streak")


def when(kind: str) -> str:
    """Return what windows of a kind are called."""
    return {"day": _("Today"), "week": _("This week"), "season": _("This season")}.get(kind, _("All time"))


def of(board: Board) -> Words:
    """Return what is said of a board."""
    opens = _("Nobody yet. The first match that is played to its end opens the board.")
    match board:
        case Board.RATING:
            counts = _("From public matches of three people or more; shown after ten of them. ± is how sure it is.")
            return Words(name(board), counts, "±", _("Nobody yet. A rating takes ten public matches."))
        case Board.POINTS:
            return Words(name(board), _("Points of all finished matches but friendly ones."), _("Matches"), opens)
        case Board.BEST:
            return Words(
                name(board), _("The points of the best match. Friendly ones do not count."), _("Matches"), opens
            )
        case Board.D_PRIME:
            counts = _("How well real and AI faces are told apart, whatever one tends to say. From 50 single faces on.")
            return Words(name(board), counts, _("Faces"), _("Nobody yet. It takes verdicts on 50 single faces."))
        case Board.STREAK:
            return Words(name(board), _("The most right answers in a row within one match."), _("Matches"), opens)


def dates(window: Window) -> str:
    """Return the days of a window, which are days in UTC."""
    if window.starts is None or window.ends is None:
        return _("All time (UTC)")
    first, last = (date_format(day, "DATE_FORMAT") for day in (window.starts, window.ends - timedelta(days=1)))
    if first == last:
        return _("%(day)s (UTC)") % {"day": first}
    return _("%(first)s to %(last)s (UTC)") % {"first": first, "last": last}
