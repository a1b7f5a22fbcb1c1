"""Profiles: somebody's public one, and the own with the switch that makes it public."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from server.matches.charts.curve import curve
from server.matches.charts.scatter import scatter
from server.matches.models import PRACTICE
from server.matches.own_matches import played_matches
from server.matches.profile import profile
from server.players.middleware import GuestRequest
from server.players.models import Player
from server.players.visibility import known, show, visible


@never_cache
@require_safe
def public(request: HttpRequest, player_id: str) -> HttpResponse:
    """Show a profile to who may see it; to anybody else there is none (404), hidden or unknown."""
    visitor = cast("GuestRequest", request).player_id
    player = visible(player_id, visitor)
    if player is None:
        return render(request, "matches/no_profile.html", status=404)
    return _page(request, player, visitor)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show the own profile. POST `public` (1 or 0) says who else may see it."""
    player_id = cast("GuestRequest", request).player_id
    if request.method == "POST":
        show(player_id, public=request.POST.get("public") == "1")
        return redirect("me")
    player = known(player_id)
    if player is None:
        return render(request, "matches/nobody_yet.html")
    return _page(request, player, player.id)


def _page(request: HttpRequest, player: Player, visitor: str) -> HttpResponse:
    shown = profile(player, visitor)
    page = played_matches(player.id, request.GET.get("page"))
    context = {
        "profile": shown,
        "player": player,
        "own": player.id == visitor,
        "curve": curve(shown.curve),
        "scatter": scatter(shown.plot),
        "page": page,
        "practice": PRACTICE,
    }
    return render(request, "matches/profile.html", context)
