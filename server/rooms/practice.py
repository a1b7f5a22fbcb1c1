"""Practice rooms: for one player, who opens one and is in."""

from typing import cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from game.modes.practice import is_practice, practice_options
from game.room import Phase, Room
from server.decks import selectors as decks
from server.players.middleware import GuestRequest
from server.players.networks import network_of
from server.rooms.guesses import WINDOW
from server.rooms.runtime import store
from server.rooms.service import create_room
from server.rooms.sorry import sorry
from server.rooms.store import StoreUnavailableError
from server.rooms.tickets import read_code

LEAST = 3  # rounds of a match
COOKIE = "practice"  # holds the code of the room
KEPT = 24 * 3600  # seconds


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def practice(request: HttpRequest) -> HttpResponse:
    """Say what practice is; asked by its button, open a room for this player alone and go there."""
    if request.method != "POST":
        return await sync_to_async(render)(request, "rooms/practice.html")
    player = cast("GuestRequest", request).player_id
    try:
        if (open_one := await _open_room(request.COOKIES.get(COOKIE, ""), player)) is not None:
            return redirect("room", code=open_one.code)
        network = network_of(request.META["REMOTE_ADDR"])
        if not await store().allow(f"host:{network}", settings.ROOMS_PER_MINUTE, WINDOW):
            return await sorry(request, 429)
        deck = await sync_to_async(_deck)()
        if deck is None:
            return await sorry(request, 503)
        options = practice_options(deck.slug, min(deck.real, deck.ai))
        room = await create_room(store(), player, options)
    except StoreUnavailableError:
        return await sorry(request, 503)
    response = redirect("room", code=room.code)
    response.set_cookie(COOKIE, room.code, max_age=KEPT, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


async def _open_room(code: str, player: str) -> Room | None:
    """Return the practice room that this browser was in, if it is this player's and still open."""
    room = await store().load(code) if read_code(code) == code else None
    mine = room is not None and is_practice(room.options) and room.owner == player
    return room if mine and room is not None and room.phase is not Phase.CLOSED else None


def _deck() -> decks.DeckChoice | None:
    """Return the deck to practise on: the best one that is long enough."""
    return next((deck for deck in decks.decks() if min(deck.real, deck.ai) >= LEAST), None)
