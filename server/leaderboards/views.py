"""The public page of the leaderboards, and the stream that keeps it current."""

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from server.leaderboards import selectors, wording
from server.leaderboards.boards import BOARDS, Board
from server.leaderboards.live import Shown, audience
from server.players.middleware import GuestRequest
from server.players.models import ALL_TIME
from server.players.networks import network_of
from server.players.windows import KINDS

AGAIN = 60  # seconds after which somebody who found no place among the listeners may try again


@never_cache
@require_safe
def leaderboard(request: HttpRequest) -> HttpResponse:
    """Show one page of a board (`?what=`, `?when=`, `?page=` from 1; anything else shows what is nearest), what a
    search finds (`?name=`), or the page on which the visitor is (`?around=me`).
    """
    board, kind, number = asked = _asked(request)
    me = cast("GuestRequest", request).player_id
    if request.GET.get("around") == "me" and (own := selectors.page_of(board, kind, me)):
        return redirect(f"{_address(board, kind, page=own)}#me")
    page = selectors.page(board, kind, number)
    name = request.GET.get("name", "").strip()
    found = selectors.search(board, kind, name) if name else None
    context: dict[str, Any] = {
        "asked": asked,
        "page": page,
        "lines": page.lines if found is None else found.lines,
        "found": found,
        "name": name,
        "me": me,
        "own": selectors.line_of(board, kind, me),
        "whats": [(each, wording.name(each), _address(each, kind), each is board) for each in BOARDS],
        "whens": [(each, wording.when(each), _address(board, each), each == kind) for each in KINDS],
        "words": wording.of(board),
        "dates": wording.dates(page.window),
        "before": _address(board, kind, page=page.number - 1) if page.number > 1 else "",
        "after": _address(board, kind, page=page.number + 1) if page.number < page.pages else "",
        "around": _address(board, kind, around="me"),
        "whole": _address(board, kind),
        "stream": reverse("leaderboard_live") + _query(board, kind, page=page.number),
    }
    return render(request, "leaderboards/leaderboard.html", context)


@never_cache
@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """Tell a page again whenever it changed, as server-sent events, until the visitor leaves."""
    page, network = _asked(request), network_of(request.META.get("REMOTE_ADDR", ""))
    if refused := audience().full(page, network):
        told = _("Too many are watching just now.")
        return HttpResponse(
            told, status=refused, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(AGAIN)}
        )
    stream = audience().stream(page, cast("GuestRequest", request).player_id, network)
    # Proxies that collect an answer before they pass it on are told not to.
    return StreamingHttpResponse(stream, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _asked(request: HttpRequest) -> Shown:
    what, when, page = (request.GET.get(key, "") for key in ("what", "when", "page"))
    return Shown(
        Board(what) if what in {board.value for board in BOARDS} else Board.POINTS,
        when if when in KINDS else ALL_TIME,
        int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
    )


def _address(board: Board, kind: str, **more: int | str) -> str:
    return reverse("leaderboard") + _query(board, kind, **more)


def _query(board: Board, kind: str, **more: int | str) -> str:
    return "?" + urlencode({"what": board.value, "when": kind, **more})
