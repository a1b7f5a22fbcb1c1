"""Who is connected: leases in the store, one for each player and process, so that a process that died is forgotten."""

import asyncio
import secrets

from game.room import LINGERS
from server.rooms.clock import Clock
from server.rooms.codes import CloseCode
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.local_room import LocalRoom
from server.rooms.store import Here, Store, StoreUnavailableError

LEASE = 10.0  # seconds after which a process that died no longer speaks for its players
RENEWAL = 2.5  # seconds between renewals: a lease that is kept never has less left than who has just left, see AWAY
AGAIN = 0.5  # seconds before another attempt, when the store did not answer
AWAY = LINGERS
SKEW = 1.0  # seconds that the clocks of two processes differ by at most
TOGETHER = 0.01  # seconds: who comes within them comes in one call
SETTLING = 5.0  # seconds after the store was away until every process has renewed its leases


class Arrivals:
    """Players of one room on their way into the store."""

    def __init__(self) -> None:
        self.until: dict[str, float] = {}
        self.told: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Presence:
    """Keeps this process's players present."""

    def __init__(self, store: Store, clock: Clock, hub: Hub, errands: Errands) -> None:
        self._store, self._clock, self._hub, self._errands = store, clock, hub, errands
        self._process = secrets.token_hex(4)
        self._arriving: dict[LocalRoom, Arrivals] = {}
        self._away_since = self._doubted_until = 0.0

    def doubt(self, asked: float) -> None:
        """Note that the store did not answer what it was asked at this moment: leases ran out that nobody could renew.

        Until all can have done so, who was there before counts as present: nobody is to miss a question through it.
        To hear nothing may take longer than SETTLING, so it is the asking that tells whether the store is away still.
        """
        if asked > self._doubted_until:
            self._away_since = asked
        self._doubted_until = self._clock.now() + SETTLING

    async def present(self, code: str) -> frozenset[str]:
        """Return the players who are connected to any process, or left a moment ago.

        Those connected here count whatever the store says: it may have been away for longer than a lease.
        """
        return await self._here(code, 0.0)

    async def connected(self, code: str) -> frozenset[str]:
        """Return the players who are connected now: who left has no more than a moment of the lease left."""
        return await self._here(code, AWAY + SKEW)

    async def _here(self, code: str, ahead: float) -> frozenset[str]:
        now = self._clock.now()
        members = await self._store.presence(code, self._away_since if now < self._doubted_until else now, ahead)
        local = self._hub.rooms.get(code)
        return frozenset(member.partition(" ")[0] for member in members).union(local.sockets if local else ())

    async def arrive(self, local: LocalRoom, player: str) -> None:
        """Count a player as here. Where the store does not answer, the next renewal does it."""
        arrivals = self._arriving.get(local)
        if arrivals is None:
            arrivals = self._arriving[local] = Arrivals()
            self._errands.run(self._announce(local))
        arrivals.until[self._member(player)] = self._clock.now() + LEASE
        await asyncio.shield(arrivals.told)  # who gives up waiting must not take the others along

    async def _announce(self, local: LocalRoom) -> None:
        await asyncio.sleep(TOGETHER)
        arrivals = self._arriving.pop(local)
        try:
            await self._store.set_presence(local.room.code, arrivals.until, announce=True)
        except StoreUnavailableError:
            return
        finally:
            arrivals.told.set_result(None)

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

    def hear(self, local: LocalRoom, here: Here) -> None:
        """Let go of a socket whose player has come to another process since."""
        player, _, process = here.member.partition(" ")
        if process == self._process or player not in local.sockets or local.since[player] >= here.until - LEASE:
            return
        local.sockets.pop(player).close(CloseCode.REPLACED)
        del local.since[player]
        self._errands.run(self._yield(local, player))

    async def _yield(self, local: LocalRoom, player: str) -> None:
        try:
            await self._store.set_presence(local.room.code, {self._member(player): 0.0}, announce=False)
        except StoreUnavailableError:
            return

    async def keep(self) -> None:
        """Renew the leases again and again; for a task of its own. Lets go of rooms that nobody here is in."""
        wait = RENEWAL
        while True:
            await asyncio.sleep(wait)
            try:
                for code, local in list(self._hub.rooms.items()):
                    await self._renew(code, local)
                wait = RENEWAL
            except StoreUnavailableError:
                wait = AGAIN

    async def _renew(self, code: str, local: LocalRoom) -> None:
        if local.sockets:
            until = self._clock.now() + LEASE
            members = {self._member(player): until for player in local.sockets}
            await self._store.set_presence(code, members, announce=False)
        elif local.quiet:  # since the last look: somebody may just be on the way in
            await self._hub.leave(code)
        local.quiet = local.idle

    def _member(self, player: str) -> str:
        return f"{player} {self._process}"
