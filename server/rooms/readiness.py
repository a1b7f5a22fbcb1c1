"""Who holds the picture of the question that opens next: told to the store, where the players of all processes meet."""

import asyncio
import secrets

from game.room import Room, next_round, plays
from server.rooms.errands import Errands
from server.rooms.local_room import LocalRoom
from server.rooms.store import Store, StoreUnavailableError

TOGETHER = 0.03  # seconds: who gets ready, or leaves, within them is told in one call


class Changes:
    """Of one room and round, what the store will be told in a moment."""

    def __init__(self, room: Room, name: str) -> None:
        self.room, self.name = room, name
        self.came: set[str] = set()
        self.went: set[str] = set()


class Readiness:
    """Keeps the store informed of this process's players.

    Each is noted together with the process, as in presence: who has come back on another one stays ready when the old
    connection ends.
    """

    def __init__(self, store: Store, errands: Errands) -> None:
        self._store, self._errands = store, errands
        self._process = secrets.token_hex(4)
        self._changes: dict[LocalRoom, Changes] = {}

    def hear(self, local: LocalRoom, player: str, number: int) -> None:
        """Take a seated player's word; any other round than the one about to open means nothing."""
        if number == next_round(local.room) and plays(local.room, player):
            changes, member = self._soon(local), self._member(player)
            changes.came.add(member)
            changes.went.discard(member)

    def leave(self, local: LocalRoom, player: str) -> None:
        """Note that a player's socket is gone."""
        if next_round(local.room) is not None:
            changes, member = self._soon(local), self._member(player)
            changes.came.discard(member)
            changes.went.add(member)

    def _soon(self, local: LocalRoom) -> Changes:
        name, changes = _name(local.room), self._changes.get(local)
        if changes is None or changes.name != name:
            changes = self._changes[local] = Changes(local.room, name)
            self._errands.run(self._tell(local, changes))
        return changes

    async def _tell(self, local: LocalRoom, changes: Changes) -> None:
        await asyncio.sleep(TOGETHER)
        if self._changes.get(local) is changes:
            del self._changes[local]
        try:
            await self._store.gather(changes.room, changes.name, changes.came, changes.went)
        except StoreUnavailableError:
            return  # the question opens a moment later without it

    async def ready(self, room: Room) -> frozenset[str]:
        """Return the players, of all processes, who hold the picture that opens next."""
        if next_round(room) is None:
            return frozenset()
        members = await self._store.gathered(room, _name(room))
        return frozenset(member.partition(" ")[0] for member in members)

    def _member(self, player: str) -> str:
        return f"{player} {self._process}"


def _name(room: Room) -> str:
    """Name the set of those who are ready for the round that opens next."""
    return f"ready:{room.match}:{next_round(room)}"
