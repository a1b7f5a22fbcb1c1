"""Play now: the liveliest room that a newcomer can play in soon, else a new one that runs itself."""

import asyncio
from collections.abc import Awaitable, Callable

from game.room import Options, Room
from server.rooms.notices import LEASE, Notice, gathers_from, notice_of, post, posted
from server.rooms.service import create_room
from server.rooms.store import Store

ROUNDS = 8
SEATS = 50  # a seat stays its player's: people come and go in a room that runs on and on
LOOKS = 8  # rooms that are looked at for one newcomer
SENT = 5  # seconds in which newcomers who were sent to a room may be on their way
OPENING = 2  # seconds within which one room is opened, however many ask
AGAIN = 0.1  # seconds between looks, while somebody else opens a room
TRIES = 25  # longer than OPENING: then somebody has failed


async def place(store: Store, player: str, opened: Callable[[], Awaitable[Room | None]]) -> Room | None:
    """Return a room for this newcomer, found or `opened`; the same for all who ask at the same moment.

    None where there is none and none was opened.
    """
    for _ in range(TRIES):
        if (found := await _find(store, player)) is not None:
            return found
        if await store.allow("quick:opening", 1, OPENING):
            # Somebody may just have opened one, between the look and the turn.
            return await _find(store, player) or await opened()
        await asyncio.sleep(AGAIN)
    return await opened()


async def open_room(store: Store, deck: str, rounds: int) -> Room:
    """Open a public room that runs itself, and let it be found before anybody is in it."""
    room = await create_room(store, "", Options(deck=deck, rounds=rounds, public=True, seats=SEATS))
    now = await store.time()
    if (notice := notice_of(room, 0, 0, now)) is not None:
        await post(store, notice, now + LEASE)
    return room


async def _find(store: Store, player: str) -> Room | None:
    now = await store.time()
    notices = [notice for notice in await posted(store) if notice.gathers and notice.soon <= now]
    for notice in notices[:LOOKS]:
        room = await store.load(notice.code)  # as it is, not as it was told
        if room is not None and _takes(room, player, now) and await _sends(store, notice):
            return room
    return None


def _takes(room: Room, player: str, now: float) -> bool:
    since = gathers_from(room, now)
    return since is not None and since <= now and player not in room.removed


async def _sends(store: Store, notice: Notice) -> bool:
    """Count a newcomer as sent; False where the last ones may already have taken every seat."""
    return await store.allow(f"quick:sent:{notice.code}", notice.seats - notice.taken, SENT)
