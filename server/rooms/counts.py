"""How many have answered: told now and then, in a large room to a few sockets at a time.

Players who have still to answer are not told: nothing moves for those who look at the face, and nobody is pressed by
the haste of others.
"""

import asyncio

from game.room import Phase, Room
from server.rooms.errands import Errands
from server.rooms.local_room import LocalRoom
from server.rooms.outlets import Outlet, broadcast
from server.rooms.protocol import Count, encode

BIG = 100  # players: told less often
SECONDS = (0.25, 0.5)  # least time between two counts in small rooms, in big ones
MOST = 5000  # counts that one room is sent in a second
TOGETHER = 250  # sockets told without a pause: a few milliseconds, in which nobody's answer is read


class Counts:
    """Live counts of this process's rooms. A room's own are in LocalRoom."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    def begin(self, local: LocalRoom) -> None:
        """Begin anew: a question has opened."""
        local.answered = local.told = local.discounted = 0
        local.decided.clear()
        local.next_count = asyncio.get_running_loop().time() + _pause(local)

    def hear(self, local: LocalRoom, rows: int) -> None:
        """Take how many answers are written down, and tell it soon."""
        if local.room.phase is Phase.QUESTION and local.room.options.counts:
            local.answered = max(local.answered, rows - local.discounted)
            self._schedule(local)

    def _schedule(self, local: LocalRoom) -> None:
        if local.counting is None and local.answered > local.told:
            loop = asyncio.get_running_loop()
            local.counting = loop.call_at(max(local.next_count, loop.time()), self._tell, local)

    def _tell(self, local: LocalRoom) -> None:
        if local.room.phase is not Phase.QUESTION or local.answered <= local.told:
            local.counting = None
            return
        local.told = local.answered
        local.next_count = asyncio.get_running_loop().time() + _pause(local)
        payload = encode(Count(round=local.room.round, answered=local.answered))
        waiting = [outlet for player, outlet in local.sockets.items() if not local.judges(player)]
        listeners = [*waiting, *local.onlookers]
        broadcast(listeners[:TOGETHER], payload)
        if len(listeners) > TOGETHER:
            self._errands.run(self._tell_rest(local, local.room, listeners[TOGETHER:], payload))
        else:
            local.counting = None

    async def _tell_rest(self, local: LocalRoom, asked: Room, rest: list[Outlet], payload: bytes) -> None:
        """Tell the others; until then no other count begins. Nobody hears of it after what has ended the question."""
        for start in range(0, len(rest), TOGETHER):
            await asyncio.sleep(0)
            room = local.room
            if room.phase is not Phase.QUESTION or (room.match, room.round) != (asked.match, asked.round):
                break
            broadcast(rest[start : start + TOGETHER], payload)
        local.counting = None
        self._schedule(local)


def _pause(local: LocalRoom) -> float:
    """Return the seconds between two live counts."""
    eligible = local.room.eligible
    return max(SECONDS[eligible >= BIG], eligible / MOST)
