"""Who may open a socket: so many of one network at once in this process, so many a minute in all of them."""

import asyncio

from django.conf import settings

from server.players.networks import network_of
from server.rooms.networks import Network, Networks
from server.rooms.runtime import Runtime
from server.rooms.throttles import Throttle

WINDOW = 60  # seconds


class Admitted:
    """A socket that was let in: what it may send, and that it counts until it leaves."""

    __slots__ = ("_network", "_networks", "throttle")

    def __init__(self, networks: Networks, network: Network) -> None:
        self._networks, self._network = networks, network
        self.throttle = Throttle(_now(), network)

    def leave(self) -> None:
        """Count it no longer. Once."""
        self._networks.leave(self._network, _now())


async def admit(runtime: Runtime, address: str) -> Admitted | None:
    """Let a new socket in, or return None: too many came from there. Raises StoreUnavailableError."""
    name = network_of(address)
    network = runtime.networks.enter(name, _now())
    if network is None:
        return None
    admitted = Admitted(runtime.networks, network)
    try:
        allowed = await runtime.store.allow(f"join:{name}", settings.JOINS_PER_MINUTE, WINDOW)
    except BaseException:
        admitted.leave()
        raise
    if not allowed:
        admitted.leave()
        return None
    return admitted


def _now() -> float:
    return asyncio.get_running_loop().time()
