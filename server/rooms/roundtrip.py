"""A connection's round-trip time, measured by the server: what lag is forgiven, and who has gone silent."""

import asyncio
from collections import deque

from server.rooms.codes import CloseCode
from server.rooms.outlets import Outlet
from server.rooms.protocol import Ping, encode

FIRST = (0.0, 0.5, 1.0, 2.0)  # seconds after joining
INTERVAL = 10.0  # seconds between pings later
RECENT = 6  # measurements that count
SILENCE = 25.0  # seconds without an answer after which the next ping closes: within 30 a dead line is found


class RoundTrip:
    """Pings one socket. The smallest recent round trip is the lag; who delays answers gains at most the cap."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._loop = asyncio.get_running_loop()
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._sent = 0
        self._sent_at = 0.0
        self._waiting = False
        self._answered_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def lag(self) -> float:
        """Seconds; 0 until something was measured. The rules cap it."""
        return min(self._recent, default=0.0)

    def begin(self) -> None:
        """Start to ping."""
        self._answered_at = self._loop.time()
        self._ping()

    def _ping(self) -> None:
        now = self._loop.time()
        if now - self._answered_at > SILENCE:
            self._outlet.close(CloseCode.SILENT)
            return
        if not self._waiting:  # a late pong to an older ping must not pass for a quick one
            self._sent += 1
            self._sent_at, self._waiting = now, True
            self._outlet.text(encode(Ping(n=self._sent)))
        sent = self._sent
        wait = FIRST[sent] - FIRST[sent - 1] if sent < len(FIRST) else INTERVAL
        self._timer = self._loop.call_later(wait, self._ping)

    def pong(self, n: int) -> None:
        """Take the answer to a ping; any other number means nothing."""
        if self._waiting and n == self._sent:
            self._waiting = False
            self._answered_at = self._loop.time()
            self._recent.append(self._answered_at - self._sent_at)

    def end(self) -> None:
        """Stop."""
        if self._timer is not None:
            self._timer.cancel()
