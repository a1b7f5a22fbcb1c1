"""The first page: the way into a room, a face to try, the best of the board."""

import re
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from server.decks import selectors as decks
from server.leaderboards import selectors as leaderboards
from server.leaderboards.boards import Board
from server.players.middleware import GuestRequest
from server.players.models import ALL_TIME

BEST = 5  # lines of the leaderboard
CODE = re.compile(r"[A-Z]{4,5}")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page; `?missing=CODE` says that somebody came from a room that is not there."""
    missing = request.GET.get("missing")
    code = "".join(missing.split()).upper() if missing else ""
    return render(
        request,
        "pages/home.html",
        {
            "code": code if CODE.fullmatch(code) else "",
            "error": "" if missing is None else _complaint(code),
            "faces": bool(decks.tried()),
            "best": leaderboards.top(Board.POINTS, ALL_TIME, BEST),
            "me": cast("GuestRequest", request).player_id,
        },
    )


def _complaint(code: str) -> str:
    if not CODE.fullmatch(code):
        return _("A code has four or five letters.")
    return _("No room %(code)s. Check the letters.") % {"code": code}
