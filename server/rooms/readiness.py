"""Who holds the picture of the question that opens next: counted here, added up over all processes in the store."""

import asyncio
import secrets

from game.room import Room, next_round, plays
from server.rooms.errands import Errands
from server.rooms.hub import LocalRoom
from server.rooms.store import Store, StoreUnavailableError

TOGETHER = 0.03  # seconds: who gets ready within them is told in one call


def ready_tally(room: Room, number: int) -> str:
    """Name the tally of a round's ready players."""
    return f"ready:{room.match}:{number}"


class Readiness:
    """Counts the ready players of this process."""

    def __init__(self, store: Store, errands: Errands) -> None:
        self._store, self._errands = store, errands
        self._process = secrets.token_hex(4)

    def hear(self, local: LocalRoom, player: str, number: int) -> None:
        """Take a seated player's word; any other round than the one about to open means nothing."""
        if number != next_round(local.room) or not plays(local.room, player):
            return
        local.ready.add(player)
        if local.telling is not local.ready:
            local.telling = local.ready
            self._errands.run(self._tell(local, local.ready, ready_tally(local.room, number)))

    async def _tell(self, local: LocalRoom, ready: set[str], tally: str) -> None:
        await asyncio.sleep(TOGETHER)
        if local.telling is ready:
            local.telling = None
        try:
            await self._store.tally(local.room, tally, self._process, len(ready))
        except StoreUnavailableError:
            return  # the question opens a moment later without it

    async def ready(self, room: Room) -> int:
        """Return how many players, of all processes, hold the picture that opens next."""
        number = next_round(room)
        return 0 if number is None else await self._store.tallied(room, ready_tally(room, number))
