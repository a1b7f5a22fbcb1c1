"""The public page of the all-time leaderboard."""

from django.http import HttpResponse
from django.shortcuts import render

from server.leaderboards import selectors
from server.players.middleware import GuestRequest


def leaderboard(request: GuestRequest) -> HttpResponse:
    """Show one page (?page=, from 1; anything else shows the first or the last) and the visitor's own line."""
    context = {
        "page": selectors.page(_number(request.GET.get("page", ""))),
        "me": request.player_id,
        "own": selectors.line_of(request.player_id),
    }
    return render(request, "leaderboards/leaderboard.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
