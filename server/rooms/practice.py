"""Practice rooms: for one player, who opens one and is in."""

from typing import cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from game.modes.practice import practice_options
from server.decks import selectors as decks
from server.players.middleware import GuestRequest
from server.players.networks import network_of
from server.rooms.guesses import WINDOW
from server.rooms.runtime import store
from server.rooms.service import create_room
from server.rooms.sorry import sorry
from server.rooms.store import StoreUnavailableError

LEAST = 3  # rounds of a match


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def practice(request: HttpRequest) -> HttpResponse:
    """Say what practice is; asked by its button, open a room for this player alone and go there."""
    if request.method != "POST":
        return await sync_to_async(render)(request, "rooms/practice.html")
    try:
        network = network_of(request.META["REMOTE_ADDR"])
        if not await store().allow(f"host:{network}", settings.ROOMS_PER_MINUTE, WINDOW):
            return await sorry(request, 429)
        deck = await sync_to_async(_deck)()
        if deck is None:
            return await sorry(request, 503)
        options = practice_options(deck.slug, min(deck.real, deck.ai))
        room = await create_room(store(), cast("GuestRequest", request).player_id, options)
    except StoreUnavailableError:
        return await sorry(request, 503)
    return redirect("room", code=room.code)


def _deck() -> decks.DeckChoice | None:
    """Return the deck to practise on: the best one that is long enough."""
    return next((deck for deck in decks.decks() if min(deck.real, deck.ai) >= LEAST), None)
