"""Pages and pictures of rooms. The room itself is played over its socket."""

import random
from io import BytesIO
from typing import cast

import segno
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from game.room import SEATS, Options, Phase, Room, Seat, name_of, new_room
from server.decks import selectors as decks
from server.players.middleware import GuestRequest
from server.players.nicknames import suggest
from server.rooms.guesses import WINDOW, guess
from server.rooms.networks import network_of
from server.rooms.pictures import pictures, revealed_face
from server.rooms.runtime import store
from server.rooms.service import create_room
from server.rooms.store import StoreUnavailableError
from server.rooms.tickets import invited, read_code, seat_token

SUGGESTIONS = 6
LONGEST_LINK = 16  # characters of a link's secret that a QR code takes
BUSY = 10  # seconds after which to ask again while the game is getting ready


@require_POST
async def host(request: HttpRequest) -> HttpResponse:
    """Open a room for this player and go there."""
    try:
        if not await store().allow(
            f"host:{network_of(request.META['REMOTE_ADDR'])}", settings.ROOMS_PER_MINUTE, WINDOW
        ):
            return await _sorry(request, 429)
        try:
            deck = await sync_to_async(decks.default_deck)()
        except decks.UnknownDeckError:
            return await _sorry(request, 503)
        room = await create_room(store(), cast("GuestRequest", request).player_id, Options(deck=deck.slug))
    except StoreUnavailableError:
        return await _sorry(request, 503)
    return redirect("room", code=room.code)


@require_safe
async def join(request: HttpRequest) -> HttpResponse:
    """Go to the room whose code was typed."""
    code = read_code(request.GET.get("code", ""))
    if code is None:
        return redirect(_missing(request.GET.get("code", "")))
    return redirect("room", code=code)


@require_safe
async def room(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room's page."""
    if code != code.upper():
        return redirect(f"{reverse('room', kwargs={'code': code.upper()})}?{request.GET.urlencode()}".rstrip("?"))
    player = cast("GuestRequest", request).player_id
    try:
        found = await store().load(code)
        if found is not None and found.phase is Phase.CLOSED:
            found = None
        # Asked whether there is a room or not: how long an answer takes tells nothing either.
        seat = (await store().row(found or new_room(code, "", 0.0), [SEATS], player))[0]
        known = found and (found.host == player or seat or invited(found, request.GET.get("k", "")))
        if not known and not await guess(store(), request.META["REMOTE_ADDR"], hit=found is not None):
            return await _sorry(request, 429)
    except StoreUnavailableError:
        return await _sorry(request, 503)
    if found is None:
        return redirect(_missing(code))
    name = name_of(found, player, seat) if isinstance(seat, Seat) else ""
    return await sync_to_async(_page)(request, found, name)


def _page(request: HttpRequest, found: Room, name: str) -> HttpResponse:
    player, language = cast("GuestRequest", request).player_id, translation.get_language() or "en"
    rng = random.SystemRandom()
    boot = {
        "code": found.code,
        "token": seat_token(found.code, player),
        "name": name,
        "names": [suggest(rng, language) for _ in range(SUGGESTIONS)],
        "lang": language,
        "host": found.host == player,
        "join_url": _join_url(request, found.code, found.link),
        "decks": [
            {"slug": deck.slug, "title": translation.gettext(deck.title), "real": deck.real, "ai": deck.ai}
            for deck in decks.decks()
        ],
    }
    response = render(request, "rooms/room.html", {"boot": boot, "code": found.code})
    response["Cache-Control"] = "no-store"  # it holds the seat's token
    return response


@require_safe
async def face(request: HttpRequest, code: str, match: str, number: str) -> HttpResponse:
    """Return the picture of a round from its reveal on; until then it comes sealed, over the socket."""
    try:
        found = await store().load(code)
        if found is None or found.match != match:  # nobody was given this address: somebody tries codes
            told = await guess(store(), request.META["REMOTE_ADDR"], hit=False)
            return HttpResponse(status=404) if told else HttpResponse(status=429, headers={"Retry-After": str(WINDOW)})
    except StoreUnavailableError:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    face_id = revealed_face(found, match, int(number)) if found else None
    try:
        picture = await pictures.get(face_id) if face_id else None
    except LookupError:
        picture = None
    if picture is None:
        return HttpResponse(status=404)  # no page: the same bytes whatever is asked for
    return HttpResponse(
        picture, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600, immutable"}
    )


@require_safe
async def qr(request: HttpRequest, code: str) -> HttpResponse:
    """Return the QR code of the address to join at."""
    code, link, image = code.upper(), request.GET.get("k", ""), BytesIO()
    # Whatever link somebody asks for they know already: a wrong one invites nobody.
    address = _join_url(request, code, link[:LONGEST_LINK])
    segno.make_qr(address, error="m").save(image, kind="svg", border=2, omitsize=True, light="#fff")
    headers = {"Cache-Control": "private, max-age=60"}
    return HttpResponse(image.getvalue(), content_type="image/svg+xml", headers=headers)


def _join_url(request: HttpRequest, code: str, link: str) -> str:
    """Return the room's address as others reach it: a phone cannot open a host's `localhost`."""
    path = reverse("room", kwargs={"code": code}) + (f"?{urlencode({'k': link})}" if link else "")
    local = request.get_host().rsplit(":", 1)[0] in {"localhost", "127.0.0.1", "[::1]"}
    return settings.JOIN_URL.rstrip("/") + path if local and settings.JOIN_URL else request.build_absolute_uri(path)


def _missing(code: str) -> str:
    return f"{reverse('home')}?{urlencode({'missing': code[:10]})}"


async def _sorry(request: HttpRequest, status: int) -> HttpResponse:
    response = await sync_to_async(render)(request, "rooms/sorry.html", {"status": status}, status=status)
    response["Retry-After"] = str(WINDOW if status == 429 else BUSY)
    return response
