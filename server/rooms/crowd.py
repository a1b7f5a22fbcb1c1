"""The people of a room as a lobby shows them: names, who is here, how many. Told to all, thinned."""

import asyncio

from msgspec import UNSET

from game.room import SEATS, Phase, Seat, name_of
from server.rooms.errands import Errands
from server.rooms.hub import Hub, LocalRoom
from server.rooms.outlets import broadcast
from server.rooms.presence import Presence
from server.rooms.protocol import PEOPLE, People, Person, encode
from server.rooms.store import Store, StoreUnavailableError

TOLD = (Phase.LOBBY, Phase.PODIUM)  # phases that show the people
THINNED = (0.3, 1.0)  # seconds between messages, in small rooms and in big ones
RENEWAL = 10.0  # seconds; a process that died took its players away without a word


class Crowd:
    """Tells the rooms of this process who is in them."""

    def __init__(self, store: Store, hub: Hub, presence: Presence, errands: Errands) -> None:
        self._store, self._hub, self._presence, self._errands = store, hub, presence, errands
        self._counting: dict[LocalRoom, asyncio.Task[People]] = {}

    async def known(self, local: LocalRoom) -> People:
        """Return who is in a room; of many who ask at once, one asks the store."""
        if local.people is None or local.room.phase not in TOLD:
            task = self._counting.get(local)
            if task is None:
                task = self._counting[local] = asyncio.create_task(self._count(local))
                task.add_done_callback(lambda _task: self._counting.pop(local, None))
            local.people = await asyncio.shield(task)
        return local.people

    def refresh(self, local: LocalRoom) -> None:
        """Tell who is here, soon: what changes within one interval goes in one message."""
        if local.refreshing is None and local.room.phase in TOLD:
            loop = asyncio.get_running_loop()
            at = max(local.next_refresh, loop.time())
            local.refreshing = loop.call_at(at, lambda: self._errands.run(self._refresh(local)))

    async def _refresh(self, local: LocalRoom) -> None:
        told = local.people
        try:
            people = await self._count(local)
        except StoreUnavailableError:
            return
        finally:
            local.refreshing = None
            local.next_refresh = asyncio.get_running_loop().time() + THINNED[bool(told and told.seats > PEOPLE)]
        local.people = people
        if people != told:
            same = told is not None and people.list == told.list
            news = People(seats=people.seats, here=people.here, list=UNSET if same else people.list)
            broadcast(list(local.sockets.values()), encode(news))

    async def keep(self) -> None:
        """Refresh all rooms now and then; for a task of its own."""
        while True:
            await asyncio.sleep(RENEWAL)
            for local in self._hub.rooms.values():
                self.refresh(local)

    async def _count(self, local: LocalRoom) -> People:
        """Read who has a seat and who is here, in order of arrival; of a big room the first names only."""
        rows = await self._store.rows(local.room, SEATS)
        here = await self._presence.present(local.room.code)
        room = local.room
        seats = sorted(
            (seat.since, player, name_of(room, player, seat))
            for player, seat in rows.items()
            if isinstance(seat, Seat) and player not in room.removed
        )
        shown = seats if len(seats) <= PEOPLE else [seat for seat in seats if seat[1] in here]
        return People(
            seats=len(seats),
            here=sum(seat[1] in here for seat in seats),
            list=tuple(Person(player=player, name=name, here=player in here) for _, player, name in shown[:PEOPLE]),
        )
