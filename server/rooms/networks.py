"""Networks: what all sockets of one address may do in this process together."""

from collections import deque

from server.rooms.throttles import Bucket

# Generous: one address may be a whole conference.
MESSAGES = 10_000, 5_000.0  # at once, and a second, at least
EACH = 2, 1.0  # the same for each socket that it may have open
BYTES = 16 * 2**20, 4 * 2**20
REMEMBERED = 10.0  # seconds after the last socket; until then its buckets are full again


class Network:
    """One network, as long as it has sockets here, and a little longer."""

    __slots__ = ("_bytes", "_messages", "left", "name", "sockets")

    def __init__(self, name: str, now: float, most: int) -> None:
        self.name = name
        self.sockets = 0
        self.left = now  # when a socket ended last
        at_once, rate = (max(least, each * most) for least, each in zip(MESSAGES, EACH, strict=True))
        self._messages, self._bytes = Bucket(at_once, rate, now), Bucket(*BYTES, now)

    def take(self, size: int, now: float) -> bool:
        """Take one message of so many bytes; False where that is too much."""
        return self._messages.take(1, now) and self._bytes.take(size, now)


class Networks:
    """All networks with sockets in this process. Times are monotonic, in seconds."""

    def __init__(self, most: int) -> None:
        """`most`: the sockets that one network may have open."""
        self._most = most
        self._known: dict[str, Network] = {}
        self._leaving: deque[tuple[float, Network]] = deque()  # in order of time; one entry for each that ran empty

    def enter(self, name: str, now: float) -> Network | None:
        """Count one more socket; None where there are too many."""
        self._forget(now)
        network = self._known.get(name)
        if network is None:
            network = self._known[name] = Network(name, now, self._most)
        if network.sockets >= self._most:
            return None
        network.sockets += 1
        return network

    def leave(self, network: Network, now: float) -> None:
        """Count one socket less."""
        network.sockets -= 1
        if network.sockets == 0:
            network.left = now
            self._leaving.append((now, network))
        self._forget(now)

    def _forget(self, now: float) -> None:
        while self._leaving and self._leaving[0][0] + REMEMBERED <= now:
            left, network = self._leaving.popleft()
            if network.sockets == 0 and network.left == left:
                self._known.pop(network.name, None)

    def __len__(self) -> int:
        """Return how many are known."""
        return len(self._known)
