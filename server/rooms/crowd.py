"""The people of a room as a lobby shows them: names, who is here, how many. Told to all, thinned."""

import asyncio

from msgspec import UNSET

from game.modes.teams import chosen_team
from game.room import SEATS, Phase, Seat, name_of
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.outlets import Outlet, broadcast
from server.rooms.presence import Presence
from server.rooms.protocol import PEOPLE, Found, People, Person, encode
from server.rooms.store import Store, StoreUnavailableError

TOLD = (Phase.LOBBY, Phase.PODIUM)  # phases that show the people to everybody
THINNED = (0.3, 1.0)  # seconds between messages, in small rooms and in big ones
MOST = 2500  # messages that one room is sent in a second
SETTLING = 0.05  # seconds in which somebody who took a seat is noted as present, too
RENEWAL = 10.0  # seconds; a process that died took its players away without a word


class Crowd:
    """Tells the rooms of this process who is in them."""

    def __init__(self, store: Store, hub: Hub, presence: Presence, errands: Errands) -> None:
        self._store, self._hub, self._presence, self._errands = store, hub, presence, errands

    async def known(self, local: LocalRoom) -> People:
        """Return who is in a room, whoever came before this was asked among them; in a big room, some time before."""
        old = _pause(local.people) if _is_big(local.people) else 0.0
        return await self._counted(local, asyncio.get_running_loop().time() - old)

    async def _counted(self, local: LocalRoom, since: float) -> People:
        """Count, unless it was done from this moment on; of many who ask at once, one asks the store."""
        async with local.counting_people:
            if local.people is None or local.people_counted < since:
                begun = asyncio.get_running_loop().time()
                local.people = await self._count(local)
                local.people_counted = begun
            return local.people

    def refresh(self, local: LocalRoom) -> None:
        """Tell who is here, soon: what changes within one interval goes in one message."""
        if local.refreshing is None and self._listeners(local):
            loop = asyncio.get_running_loop()
            at = max(local.next_refresh, loop.time() + SETTLING)
            local.refreshing = loop.call_at(at, lambda: self._errands.run(self._refresh(local)))

    async def _refresh(self, local: LocalRoom) -> None:
        told, given = local.people_told, local.people
        try:
            people = await self._counted(local, asyncio.get_running_loop().time())
        except StoreUnavailableError:
            return
        finally:
            local.refreshing = None
            local.next_refresh = asyncio.get_running_loop().time() + _pause(told)
        local.people_told = people
        if people != told:
            # Who came in between was given another list than what was last told.
            same = told is not None and given is not None and people.list == told.list == given.list
            news = People(seats=people.seats, here=people.here, list=UNSET if same else people.list)
            broadcast(self._listeners(local), encode(news))

    async def find(self, local: LocalRoom, text: str, page: int) -> Found:
        """Return a page of the people whose names hold a text, in order of arrival; of all, where it is empty."""
        await self.known(local)
        wanted = text.strip().casefold()
        found = [person for person in local.crowd if wanted in person.name.casefold()]
        pages = max(1, -(-len(found) // PEOPLE))
        page = min(page, pages - 1)
        shown = found[page * PEOPLE : (page + 1) * PEOPLE]
        return Found(text=text, page=page, pages=pages, total=len(found), list=tuple(shown))

    def _listeners(self, local: LocalRoom) -> list[Outlet]:
        """Return whom the people are told to: while a match runs only the host, who looks after them."""
        host = local.sockets.get(local.room.host)
        return local.everybody if local.room.phase in TOLD else [host] if host else []

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
        local.crowd = tuple(
            Person(player=player, name=name, here=player in here, team=chosen_team(room, player))
            for _, player, name in seats
        )
        shown = [person for person in local.crowd if person.here or len(seats) <= PEOPLE]
        return People(
            seats=len(seats),
            here=sum(person.here for person in local.crowd),
            list=tuple(shown[:PEOPLE]),
        )


def _pause(people: People | None) -> float:
    """Return the seconds between two messages; the people counted for one are good for as long."""
    return max(THINNED[_is_big(people)], people.seats / MOST if people is not None else 0.0)


def _is_big(people: People | None) -> bool:
    return people is not None and people.seats > PEOPLE
