"""Pages for who has no code: the open rooms, and the way straight into one."""

import asyncio
from typing import cast
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from game.room import Room
from server.decks import selectors as decks
from server.decks.fetch.catalogue import worded
from server.players.middleware import GuestRequest
from server.players.networks import network_of
from server.rooms.guesses import WINDOW
from server.rooms.lines import address, line
from server.rooms.notices import Notice, posted
from server.rooms.quick_play import ROUNDS, open_room, place
from server.rooms.runtime import store
from server.rooms.sorry import sorry
from server.rooms.store import StoreUnavailableError

LISTED = 200  # rooms, at most
PAGE = 20  # rooms on a page
LEAST = 3  # rounds of a match
FRESH = 0.4  # seconds that one reading of the board serves everybody who asks this process

_readings: "WeakKeyDictionary[asyncio.AbstractEventLoop, Reading]" = WeakKeyDictionary()


@require_POST
async def play(request: HttpRequest) -> HttpResponse:
    """Find this visitor a room to play in, or open one, and go there."""
    network, player = network_of(request.META["REMOTE_ADDR"]), cast("GuestRequest", request).player_id
    refused = 503

    async def opened() -> Room | None:
        nonlocal refused
        if not await store().allow(f"host:{network}", settings.ROOMS_PER_MINUTE, WINDOW):
            refused = 429
            return None
        choice = await sync_to_async(_deck)()
        return None if choice is None else await open_room(store(), choice.slug, min(ROUNDS, choice.real, choice.ai))

    try:
        if not await store().allow(f"play:{network}", settings.JOINS_PER_MINUTE, WINDOW):
            return await sorry(request, 429)
        room = await place(store(), player, opened)
    except StoreUnavailableError:
        return await sorry(request, 503)
    if room is None:
        return await sorry(request, refused)
    return redirect(f"{address(room.code, room.link)}&quick=1")


@require_safe
async def rooms(request: HttpRequest) -> HttpResponse:
    """Show the open rooms; `?part=list` asks for the list alone, again and again."""
    try:
        notices = [notice for notice in await _read() if notice.players or not notice.runs_itself][:LISTED]
    except StoreUnavailableError:
        return await sorry(request, 503)
    return await sync_to_async(_page)(request, notices)


def _page(request: HttpRequest, notices: list[Notice]) -> HttpResponse:
    pages = max(1, -(-len(notices) // PAGE))
    asked = request.GET.get("page", "")
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    titles = {deck.slug: worded(deck.title) for deck in decks.decks()}
    lines = [line(notice, titles) for notice in notices[(number - 1) * PAGE : number * PAGE]]
    template = "rooms/open_list.html" if request.GET.get("part") == "list" else "rooms/open.html"
    response = render(request, template, {"lines": lines, "total": len(notices), "number": number, "pages": pages})
    response["Cache-Control"] = "no-store"
    return response


class Reading:
    """The board as it was read a moment ago; of many who ask, one reads."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.at = float("-inf")
        self.turn = asyncio.Lock()


async def _read() -> list[Notice]:
    loop = asyncio.get_running_loop()
    reading = _readings.setdefault(loop, Reading())
    async with reading.turn:
        if loop.time() - reading.at > FRESH:
            begun = loop.time()
            reading.notices = await posted(store())
            reading.at = begun
    return reading.notices


def _deck() -> decks.DeckChoice | None:
    """Return the deck that a match without a host plays: the best one that is long enough."""
    return next((deck for deck in decks.decks() if min(deck.real, deck.ai) >= LEAST), None)
