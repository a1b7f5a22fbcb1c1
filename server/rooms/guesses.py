"""Codes of rooms cannot be found by trying: codes that do not exist are counted, by network and all together."""

from server.rooms.networks import network_of
from server.rooms.store import Store

WINDOW = 60  # seconds
MISSES = 120  # in a window, from one network (which may be a whole school)
FLOOD = 1200  # in a window, from everywhere: somebody tries from many networks
FEW = 3  # in a window: wrong letters. Who missed no more is let through even in a flood
EVERYWHERE = "lookup:*"


def _counter(address: str) -> str:
    return f"lookup:{network_of(address)}"


async def guessing(store: Store, address: str) -> bool:
    """Tell whether an address has tried too many codes that do not exist to be told about another."""
    misses = await store.uses(_counter(address))
    if misses <= FEW:
        return False
    return misses >= MISSES or await store.uses(EVERYWHERE) >= FLOOD


async def missed(store: Store, address: str) -> None:
    """Count a code that does not exist."""
    await store.allow(_counter(address), MISSES, WINDOW)
    await store.allow(EVERYWHERE, FLOOD, WINDOW)
