"""How much one socket may send, by itself and together with all the others of its network: buckets of tokens."""

from typing import Protocol

MESSAGES = 20, 10.0  # of one socket: at once, and a second
BYTES = 128 * 1024, 16 * 1024.0
PATIENCE = 200  # refused messages after which the socket is closed
LARGE = 2048  # bytes; a refused message counts once more for each


class Bucket:
    """A token bucket. It is filled by the time that passes."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        """`burst`: what it holds. `rate`: what flows in a second. `now`: a monotonic time in seconds, as for `take`."""
        self._burst, self._rate, self._at = burst, rate, now
        self._tokens = float(burst)

    def take(self, amount: float, now: float) -> bool:
        """Take tokens; False, and none taken, where there are not as many."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < amount:
            return False
        self._tokens -= amount
        return True


class Shared(Protocol):
    """What many sockets have in common."""

    def take(self, size: int, now: float) -> bool:
        """Take one message of so many bytes; False where that is too much."""


class Throttle:
    """What one socket may send. Only its own floods are held against it, not those of its neighbours."""

    __slots__ = ("_bytes", "_messages", "_refused", "_shared")

    def __init__(self, now: float, shared: Shared | None = None) -> None:
        self._messages, self._bytes = Bucket(*MESSAGES, now), Bucket(*BYTES, now)
        self._shared = shared
        self._refused = 0

    def take(self, size: int, now: float) -> bool:
        """Take one message of so many bytes at a monotonic time in seconds; False where that is too much."""
        if self._messages.take(1, now) and self._bytes.take(size, now):
            return self._shared is None or self._shared.take(size, now)
        self._refused += 1 + size // LARGE
        return False

    @property
    def abused(self) -> bool:
        """Whether somebody keeps sending although refused."""
        return self._refused > PATIENCE


def weight(text: str | bytes) -> int:
    """Return the bytes of a message."""
    if isinstance(text, bytes) or text.isascii():
        return len(text)
    return len(text.encode(errors="surrogatepass"))
