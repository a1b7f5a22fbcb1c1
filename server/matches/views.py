"""The report of a match, its pictures, and the list of the own matches."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from server.decks.selectors import UnknownFaceError, picture, titles
from server.matches.charts.square import square
from server.matches.charts.times import times_chart
from server.matches.own_matches import own_matches
from server.matches.own_report import own_report
from server.matches.readings import Reading, reading_of
from server.matches.whole_report import whole_report
from server.matches.workbook import MOST_ANSWERS
from server.players.middleware import GuestRequest


@never_cache
@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """List what the visitor hosted and played (?page=, from 1; anything else shows the first or the last)."""
    player = cast("GuestRequest", request).player_id
    shown = own_matches(player, request.GET.get("page"))
    return render(request, "matches/list.html", {"page": shown.page, "lines": shown.lines})


@never_cache
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Show a match to its hosts, the own part to its players, and to anybody else that there is nothing (404)."""
    reading = reading_of(key, cast("GuestRequest", request).player_id)
    if reading is None:
        return missing(request)
    match = reading.match
    context = {
        "match": match,
        "deck": titles([match.deck])[match.deck],
        "me": reading.player,
        "spreadsheet": not reading.whole or match.players * match.rounds <= MOST_ANSWERS,
    }
    if reading.whole:
        played = match.results.filter(player=reading.player).exists()
        return render(
            request,
            "matches/report.html",
            context | {"played": played, "whole": whole_report(reading, request.GET.get("page"))},
        )
    return _own(request, reading, context)


@never_cache
@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """Show a player the own part of a match; to its hosts, too, if they played."""
    reading = reading_of(key, cast("GuestRequest", request).player_id)
    if reading is None:
        return missing(request)
    match = reading.match
    context = {"match": match, "deck": titles([match.deck])[match.deck], "me": reading.player, "spreadsheet": True}
    return _own(request, reading, context)


def _own(request: HttpRequest, reading: Reading, context: dict[str, object]) -> HttpResponse:
    report = own_report(reading)
    if report is None:
        return missing(request)
    eyes = [("machine", bot.name, bot.eye) for bot in report.machines]
    eyes += [("room", "", report.room.eye)] if report.room.players > 1 else []
    charts = {"times": times_chart(report.faces), "square": square([*eyes, ("me", "", report.line.eye)])}
    return render(request, "matches/own.html", context | charts | {"report": report, "line": report.line})


@require_safe
def face(request: HttpRequest, key: str, number: str, side: str) -> HttpResponse:
    """Return the picture of a round (`side` b: the right one of a pair) to who may read that round."""
    reading = reading_of(key, cast("GuestRequest", request).player_id)
    shown = reading.rounds().filter(number=int(number)).first() if reading else None
    face_id = (shown.partner_id if side else shown.face_id) if shown else None
    try:
        content = picture(face_id) if face_id else None
    except UnknownFaceError:
        content = None
    if content is None:
        return HttpResponse(status=404)  # no page: the same bytes whatever is asked for
    headers = {"Cache-Control": "private, max-age=3600, immutable", "Vary": "Cookie"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def missing(request: HttpRequest) -> HttpResponse:
    """Answer the same whether there is no such match, not yet, or none for these eyes."""
    return render(request, "matches/missing.html", status=404)
