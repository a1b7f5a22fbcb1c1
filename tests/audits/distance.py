"""Lines of any length in a world whose time is a number: what comes when is exact, whatever machine this runs on."""

import heapq
import json
from collections.abc import Callable
from itertools import count

from server.rooms.roundtrip import RoundTrip


class World:
    """Time, and what is due when. To a RoundTrip it is its event loop."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()

    def time(self) -> float:
        return self.now

    def call_later(self, wait: float, call: Callable[[], object]) -> None:
        heapq.heappush(self._due, (self.now + wait, next(self._order), call))

    def turn(self, until: float) -> None:
        while self._due and self._due[0][0] <= until:
            self.now, _order, call = heapq.heappop(self._due)
            call()
        self.now = until


class Line:
    """A player's connection. `way`: seconds one way; `pong_after`: how long the n-th pong is held back."""

    def __init__(self, world: World, way: float, pong_after: Callable[[int], float] = lambda _n: 0.0) -> None:
        self.world, self.way, self._pong_after = world, way, pong_after
        self.trip = RoundTrip(self)
        self.trip._loop = world

    def text(self, payload: bytes) -> None:
        """Carry a ping there and its pong back."""
        n = json.loads(payload)["n"]
        self.world.call_later(2 * self.way + self._pong_after(n), lambda: self.trip.pong(n))

    def binary(self, _payload: bytes) -> None:
        raise AssertionError("only pings travel here")

    def close(self, _code: int) -> None:
        raise AssertionError("nobody is silent here")
