"""How much one client may ask: a bucket of tokens for each socket, and so many wrong codes from each address."""

from server.rooms.store import Store

BURST = 20  # messages at once
RATE = 10.0  # messages a second
PATIENCE = 200  # refused messages after which the socket is closed
MISSES = 120  # unknown codes a minute from one address (which may be a whole school): nobody finds rooms by trying


async def guessing(store: Store, address: str) -> bool:
    """Tell whether an address has tried too many codes that do not exist to be told about another."""
    return await store.uses(f"lookup:{address}") >= MISSES


async def missed(store: Store, address: str) -> None:
    """Count a code that does not exist."""
    await store.allow(f"lookup:{address}", MISSES, 60)


class Bucket:
    """A token bucket. It is filled by the time that passes."""

    __slots__ = ("_at", "_tokens", "refused")

    def __init__(self, now: float) -> None:
        self._tokens = float(BURST)
        self._at = now
        self.refused = 0

    def take(self, now: float) -> bool:
        """Take one token at a monotonic time in seconds; False where there is none."""
        self._tokens = min(BURST, self._tokens + (now - self._at) * RATE)
        self._at = now
        if self._tokens < 1:
            self.refused += 1
            return False
        self._tokens -= 1
        return True

    @property
    def abused(self) -> bool:
        """Whether somebody keeps asking although refused."""
        return self.refused > PATIENCE
