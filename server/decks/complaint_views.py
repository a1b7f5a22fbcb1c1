"""Where a player says what is wrong with a face. Scripts are answered with JSON, a browser's form with a page."""

from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from server.decks.complaints import Refusal, complain
from server.decks.models import Complaint
from server.decks.posted import posted
from server.players.identity import player_of
from server.players.middleware import GuestRequest
from server.players.networks import origin_of

STATUS = {
    "no_player": HTTPStatus.FORBIDDEN,  # no cookie of ours: whoever has seen a face here has one
    "bad_reason": HTTPStatus.BAD_REQUEST,
    Refusal.NO_FACE: HTTPStatus.NOT_FOUND,
    Refusal.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}


@never_cache
@require_POST
def report_face(request: HttpRequest, face_id: str) -> HttpResponse:
    """Take a report (`reason`) of a face: 201, or 200 and `already` with the one that stands."""
    player, reason = cast("GuestRequest", request).player_id, posted(request, "reason")
    if player != player_of(request.COOKIES):
        return _answer(request, STATUS["no_player"], error="no_player")
    if not isinstance(reason, str) or reason not in Complaint.Reason:
        return _answer(request, STATUS["bad_reason"], error="bad_reason")
    said = complain(player, face_id, Complaint.Reason(reason), origin_of(request.META["REMOTE_ADDR"]))
    if isinstance(said, Refusal):
        return _answer(request, STATUS[said], error=said.value)
    if said.again:
        return _answer(request, HTTPStatus.OK, code="already", reason=said.reason.value)
    return _answer(request, HTTPStatus.CREATED, reason=said.reason.value)


def _answer(request: HttpRequest, status: HTTPStatus, **told: str) -> HttpResponse:
    if request.get_preferred_type(["application/json", "text/html"]) != "text/html":
        return JsonResponse(told, status=status)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    return render(request, "decks/complaint.html", {"error": told.get("error", ""), "back": back}, status=status)
