"""Who is here: leases in the store, one for each player and process, and the thinned message that tells a lobby."""

import asyncio
import logging
import secrets

from msgspec import UNSET

from game.room import SEATS, Phase, Seat
from server.rooms.clock import Clock
from server.rooms.errands import Errands
from server.rooms.hub import Hub, LocalRoom
from server.rooms.outlets import broadcast
from server.rooms.protocol import PEOPLE, People, Person, encode
from server.rooms.store import Store, StoreUnavailableError

log = logging.getLogger(__name__)
LEASE = 30.0  # seconds after which a process that died no longer speaks for its players
RENEWAL = 10.0  # seconds between renewals
AWAY = 5.0  # seconds that somebody who left still counts as here: a reload must not cost a round
THINNED = (0.3, 1.0)  # seconds between messages on who is here, in small rooms and in big ones


class Presence:
    """Keeps this process's players present, and tells its rooms who is."""

    def __init__(self, store: Store, clock: Clock, hub: Hub, errands: Errands) -> None:
        self._store, self._clock, self._hub, self._errands = store, clock, hub, errands
        self._process = secrets.token_hex(4)
        hub.on_people = self.refresh

    async def present(self, code: str) -> frozenset[str]:
        """Return the players who are connected to any process, or left a moment ago."""
        members = await self._store.presence(code, self._clock.now())
        return frozenset(member.partition(" ")[0] for member in members)

    async def arrive(self, local: LocalRoom, player: str) -> None:
        """Count a player as here."""
        await self._store.set_presence(
            local.room.code, {self._member(player): self._clock.now() + LEASE}, announce=True
        )

    def depart(self, local: LocalRoom, player: str) -> None:
        """Count a player as here for a moment more. The socket is gone already, so nobody waits for this."""
        self._errands.run(self._depart(local, player))

    async def _depart(self, local: LocalRoom, player: str) -> None:
        code = local.room.code
        try:
            await self._store.set_presence(code, {self._member(player): self._clock.now() + AWAY}, announce=False)
            await asyncio.sleep(AWAY + 0.1)
            if player not in local.sockets:
                await self._store.set_presence(code, {self._member(player): 0.0}, announce=True)
        except StoreUnavailableError:
            return  # the lease ends by itself

    async def keep(self) -> None:
        """Renew the leases again and again; for a task of its own. Lets go of rooms that nobody here is in."""
        while True:
            await asyncio.sleep(RENEWAL)
            for code, local in list(self._hub.rooms.items()):
                try:
                    if local.sockets:
                        until = self._clock.now() + LEASE
                        members = {self._member(player): until for player in local.sockets}
                        await self._store.set_presence(code, members, announce=False)
                        self.refresh(local)  # others may have ended without a word
                    else:
                        await self._hub.leave(code)
                except StoreUnavailableError:
                    break

    def refresh(self, local: LocalRoom) -> None:
        """Tell who is here, soon: what changes within one interval goes in one message."""
        if local.refreshing is None and local.room.phase in (Phase.LOBBY, Phase.PODIUM):
            loop = asyncio.get_running_loop()
            local.refreshing = loop.call_at(
                max(local.next_refresh, loop.time()), lambda: self._errands.run(self._refresh(local))
            )

    async def _refresh(self, local: LocalRoom) -> None:
        try:
            people = await self.people(local)
        except StoreUnavailableError:
            return
        finally:
            local.refreshing = None
            local.next_refresh = asyncio.get_running_loop().time() + THINNED[local.people.seats > PEOPLE]
        told, local.people = local.people, people
        if people != told:
            same = people.list == told.list
            news = People(seats=people.seats, here=people.here, list=UNSET if same else people.list)
            broadcast(list(local.sockets.values()), encode(news))

    async def people(self, local: LocalRoom) -> People:
        """Return who has a seat and who is here, in order of arrival; of a big room the first names only."""
        code = local.room.code
        rows = await self._store.rows(local.room, SEATS)
        here = await self.present(code)
        seats = sorted(((seat.since, player, seat.name) for player, seat in rows.items() if isinstance(seat, Seat)))
        shown = seats if len(seats) <= PEOPLE else [seat for seat in seats if seat[1] in here]
        return People(
            seats=len(seats),
            here=sum(player in here for player in rows),
            list=tuple(Person(player=player, name=name, here=player in here) for _, player, name in shown[:PEOPLE]),
        )

    def _member(self, player: str) -> str:
        return f"{player} {self._process}"
