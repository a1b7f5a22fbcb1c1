"""Pages and pictures of rooms. The room itself is played over its socket."""

import random
from io import BytesIO
from typing import NamedTuple, cast

import segno
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from game.modes.practice import is_practice
from game.room import SEATS, Options, Phase, Room, Seat, name_of, new_room
from server.decks import selectors as decks
from server.decks.fetch.catalogue import worded
from server.players.identity import new_player_id
from server.players.middleware import GuestRequest
from server.players.models import Player
from server.players.networks import network_of
from server.players.nicknames import suggest
from server.rooms.codes import Role
from server.rooms.guesses import WINDOW, guess
from server.rooms.pictures import pictures, revealed_face
from server.rooms.runtime import store
from server.rooms.service import create_room
from server.rooms.sorry import sorry
from server.rooms.store import StoreUnavailableError
from server.rooms.tickets import invited, read_code, seat_token

SUGGESTIONS = 6
LONGEST_LINK = 16  # characters of a link's secret that a QR code takes


@require_POST
async def host(request: HttpRequest) -> HttpResponse:
    """Open a room for this player and go there."""
    try:
        if not await store().allow(
            f"host:{network_of(request.META['REMOTE_ADDR'])}", settings.ROOMS_PER_MINUTE, WINDOW
        ):
            return await sorry(request, 429)
        try:
            deck = await sync_to_async(decks.default_deck)()
        except decks.UnknownDeckError:
            return await sorry(request, 503)
        room = await create_room(store(), cast("GuestRequest", request).player_id, Options(deck=deck.slug))
    except StoreUnavailableError:
        return await sorry(request, 503)
    return redirect("room", code=room.code)


@require_safe
async def join(request: HttpRequest) -> HttpResponse:
    """Go to the room whose code was typed."""
    code = read_code(request.GET.get("code", ""))
    if code is None:
        return redirect(_missing(request.GET.get("code", "")))
    return redirect("room", code=code)


class Visitor(NamedTuple):
    """Somebody at a room's page. `invited`: host, with a seat, or with the room's link; others typed its code."""

    room: Room
    seat: Seat | None
    invited: bool


@require_safe
async def room(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room's page."""
    visitor = await _at_the_door(request, code, "room")
    return await sync_to_async(_player)(request, visitor) if isinstance(visitor, Visitor) else visitor


@require_safe
async def screen(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room on a big screen: what all are told, for the projector."""
    visitor = await _at_the_door(request, code, "room_screen")
    return await sync_to_async(_onlooker)(request, visitor, Role.SCREEN) if isinstance(visitor, Visitor) else visitor


@require_safe
async def watch(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room to somebody who watches and takes no seat."""
    visitor = await _at_the_door(request, code, "room_watch")
    return await sync_to_async(_onlooker)(request, visitor, Role.WATCHER) if isinstance(visitor, Visitor) else visitor


async def _at_the_door(request: HttpRequest, code: str, page: str) -> Visitor | HttpResponse:
    """Return who asks for a page of this room, or the answer for somebody who does not get to see it."""
    if code != code.upper():
        return redirect(f"{reverse(page, kwargs={'code': code.upper()})}?{request.GET.urlencode()}".rstrip("?"))
    player = cast("GuestRequest", request).player_id
    try:
        found = await store().load(code)
        if found is not None and (found.phase is Phase.CLOSED or not _may_know(found, player)):
            found = None
        # Asked whether there is a room or not: how long an answer takes tells nothing either.
        seat = (await store().row(found or new_room(code, "", 0.0), [SEATS], player))[0]
        known = found and (player in {found.host, found.owner} or seat or invited(found, request.GET.get("k", "")))
        if not known and not await guess(store(), request.META["REMOTE_ADDR"], hit=found is not None):
            return await sorry(request, 429)
    except StoreUnavailableError:
        return await sorry(request, 503)
    if found is None:
        return redirect(_missing(code))
    return Visitor(found, seat if isinstance(seat, Seat) else None, bool(known))


def _may_know(room: Room, player: str) -> bool:
    """Tell whether there is this room for somebody: who practises is left alone."""
    return not is_practice(room.options) or room.owner == player


def _player(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    player, language = cast("GuestRequest", request).player_id, translation.get_language() or "en"
    rng, (found, seat, _) = random.SystemRandom(), visitor
    practises = is_practice(found.options)
    called = Player.objects.filter(id=player).exclude(name="").values_list("name", flat=True)[:1]
    boot = {
        "role": Role.PLAYER,
        "code": found.code,
        "token": seat_token(found.code, player),
        "name": name_of(found, player, seat) if seat else "",
        "names": [*called, *(suggest(rng, language) for _ in range(SUGGESTIONS))],
        "lang": language,
        "host": found.host == player,
        "join_url": _room_url(request, "room", found.code, found.link),
        "screen_url": _room_url(request, "room_screen", found.code, found.link),
        "watch_url": _room_url(request, "room_watch", found.code, found.link),
        "csrf": get_token(request),
        "quick": practises or ("quick" in request.GET and found.options.public),
        "practice": practises,
        "play": _play_now(request) if found.options.public else None,
        "decks": [
            {
                "slug": deck.slug,
                "title": worded(deck.title),
                "real": deck.real,
                "ai": deck.ai,
                "leaks": deck.leaks,
                "non_commercial": deck.non_commercial,
            }
            for deck in decks.decks()
        ],
    }
    return _page(request, "rooms/room.html", boot)


def _play_now(request: HttpRequest) -> dict[str, str]:
    """Return what a form needs that leads on from a room which turned out to be full or shut."""
    return {"url": reverse("play"), "csrf": get_token(request), "label": translation.gettext("Play now")}


def _onlooker(request: HttpRequest, visitor: Visitor, role: Role) -> HttpResponse:
    """Show the page of somebody who is nobody. The invited get the room's secret, and a token that is nobody's.

    With it they come in while others try codes (see guesses).
    """
    code, link = visitor.room.code, visitor.room.link if visitor.invited else ""
    boot = {
        "role": role,
        "code": code,
        "token": seat_token(code, new_player_id()) if visitor.invited else "",
        "name": "",
        "names": [],
        "lang": translation.get_language() or "en",
        "host": False,
        "join_url": _room_url(request, "room", code, link),
        "screen_url": _room_url(request, "room_screen", code, link),
        "watch_url": _room_url(request, "room_watch", code, link),
        "csrf": "",
        "quick": False,
        "decks": [],
    }
    return _page(request, f"rooms/{role}.html", boot)


def _page(request: HttpRequest, template: str, boot: dict[str, object]) -> HttpResponse:
    response = render(request, template, {"boot": boot, "code": boot["code"]})
    response["Cache-Control"] = "no-store"  # it may hold a seat's token, or the room's secret
    return response


@require_safe
async def face(request: HttpRequest, code: str, match: str, number: str, side: str = "") -> HttpResponse:
    """Return the picture of a round from its reveal on; until then it comes sealed, over the socket."""
    try:
        found = await store().load(code)
        if found is None or found.match != match:  # nobody is given this address now: perhaps somebody tries codes
            told = await guess(store(), request.META["REMOTE_ADDR"], hit=found is not None)
            return HttpResponse(status=404) if told else HttpResponse(status=429, headers={"Retry-After": str(WINDOW)})
    except StoreUnavailableError:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    face_id = revealed_face(found, match, int(number), partner=bool(side)) if found else None
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
    address = _room_url(request, "room", code, link[:LONGEST_LINK])
    segno.make_qr(address, error="m").save(image, kind="svg", border=2, omitsize=True, light="#fff")
    headers = {"Cache-Control": "private, max-age=60"}
    return HttpResponse(image.getvalue(), content_type="image/svg+xml", headers=headers)


def _room_url(request: HttpRequest, page: str, code: str, link: str) -> str:
    """Return the address of a room's page as others reach it: a phone cannot open a host's `localhost`."""
    path = reverse(page, kwargs={"code": code}) + (f"?{urlencode({'k': link})}" if link else "")
    local = request.get_host().rsplit(":", 1)[0] in {"localhost", "127.0.0.1", "[::1]"}
    return settings.JOIN_URL.rstrip("/") + path if local and settings.JOIN_URL else request.build_absolute_uri(path)


def _missing(code: str) -> str:
    return f"{reverse('home')}?{urlencode({'missing': code[:10]})}"
