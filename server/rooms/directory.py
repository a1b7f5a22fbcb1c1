"""Keeps the notices of this process's open rooms on the board: new ones at once, changes soon, all of them renewed."""

import asyncio

from server.rooms.clock import Clock
from server.rooms.crowd import Crowd
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.notices import LEASE, Notice, is_open, notice_of, post, unpost
from server.rooms.presence import Presence
from server.rooms.store import Store, StoreUnavailableError

RENEWAL = 3.0  # seconds
SETTLING = 0.1  # seconds in which who opens a room here has come in
THINNED = 0.5  # seconds between two notices of a room that stays open


class Listing:
    """How far the notice of one room is. `up`: it may be on the board, from whoever opened the room."""

    def __init__(self, now: float) -> None:
        self.up = True
        self.next = now + SETTLING
        self.due: asyncio.Handle | None = None
        self.turn = asyncio.Lock()


class Directory:
    """Every process with somebody in a room posts; the last to hear of a change posts the same as the first."""

    def __init__(
        self, store: Store, clock: Clock, hub: Hub, presence: Presence, crowd: Crowd, errands: Errands
    ) -> None:
        self._store, self._clock, self._hub = store, clock, hub
        self._presence, self._crowd, self._errands = presence, crowd, errands
        self._listings: dict[str, Listing] = {}

    def refresh(self, local: LocalRoom) -> None:
        """Post what holds now: soon, but at once when the room is open no more."""
        loop, code, opened = asyncio.get_running_loop(), local.room.code, is_open(local.room)
        listing = self._listings.get(code)
        if listing is None:
            if not opened:
                return
            listing = self._listings[code] = Listing(loop.time())
        if listing.due is not None:
            if opened:
                return
            listing.due.cancel()
        elif not (opened or listing.up):
            return
        at = listing.next if opened else 0.0  # the past: in the loop's next turn
        listing.due = loop.call_at(at, lambda: self._errands.run(self._tell(local, listing)))

    async def _tell(self, local: LocalRoom, listing: Listing) -> None:
        listing.due = None  # what changes from now on is told after this
        async with listing.turn:
            listing.next = asyncio.get_running_loop().time() + THINNED
            try:
                notice = await self._notice(local)
                if notice is not None:
                    listing.up = True  # before: nobody may pass over what is on its way
                    await post(self._store, notice, self._clock.now() + LEASE)
                elif listing.up:
                    await unpost(self._store, local.room.code)
                    listing.up = False
            except StoreUnavailableError:
                return  # the next renewal tries again

    async def _notice(self, local: LocalRoom) -> Notice | None:
        """Return what to post; None where the room is not open, full, or left by everybody."""
        if not is_open(local.room):
            return None
        people = await self._crowd.known(local)
        if not (people.here or local.sockets or local.entering) and not await self._presence.present(local.room.code):
            return None
        return notice_of(local.room, people.here, people.seats, self._clock.now())

    async def keep(self) -> None:
        """Renew all notices again and again; for a task of its own."""
        while True:
            await asyncio.sleep(RENEWAL)
            for code in self._listings.keys() - self._hub.rooms.keys():
                del self._listings[code]
            for local in list(self._hub.rooms.values()):
                self.refresh(local)
