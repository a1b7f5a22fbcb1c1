"""Codes of rooms cannot be found by trying: codes that do not exist are counted, by network and all together."""

import asyncio
from weakref import WeakValueDictionary

from server.players.networks import network_of
from server.rooms.store import Store

WINDOW = 60  # seconds
MISSES = 120  # in a window, from one network (which may be a whole school)
FLOOD = 300  # in a window, from everywhere: somebody tries from many networks
EVERYWHERE = "lookup:*"

_turns: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()


async def guess(store: Store, address: str, *, hit: bool) -> bool:
    """Tell whether somebody who brought nothing but a code may hear if there is such a room. `hit`: there is.

    A miss is counted. One after the other for each network, so that who asks a thousand times at once is counted too.
    Who has a seat in the room, its host, and who was given its link is not guessing, and need not be asked about here.
    """
    name = network_of(address)
    turn = _turns.setdefault(name, asyncio.Lock())
    async with turn:
        own, all_together = await store.uses(f"lookup:{name}", EVERYWHERE)
        if own >= MISSES or all_together >= FLOOD:
            return False
        if not hit:
            await store.allow(f"lookup:{name}", MISSES, WINDOW)
            await store.allow(EVERYWHERE, FLOOD, WINDOW)
        return True
