"""How much one client may ask: a bucket of tokens for each socket."""

BURST = 20  # messages at once
RATE = 10.0  # messages a second
PATIENCE = 200  # refused messages after which the socket is closed


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
