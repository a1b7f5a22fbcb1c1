"""One time for all processes: the store's clock, carried on between readings by this machine's monotonic one."""

import asyncio
import time
from typing import Protocol

from server.rooms.store import Store, StoreUnavailableError

READINGS = 3  # at each setting; the one with the shortest round trip is the most exact
INTERVAL = 10.0  # seconds between settings: clocks drift
DRIFT = 200e-6  # seconds a second, at most


class Clock(Protocol):
    """Tells the game's time, in seconds since the epoch."""

    def now(self) -> float:
        """Return the time."""


class StoreClock:
    """The store's time, however wrong this machine's own is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._offset = 0.0
        self._error = float("inf")  # seconds, at most, when the offset was read
        self._read = 0.0

    def now(self) -> float:
        """Return the store's time as this process knows it. Use `set` once before."""
        return time.monotonic() + self._offset

    async def set(self) -> None:
        """Read the store's clock. On a busy machine a reading may say less than the one before still does."""
        for _ in range(READINGS):
            before = time.monotonic()
            told = await self._store.time()
            after = time.monotonic()
            offset, error = told - (before + after) / 2, (after - before) / 2
            known = self._error + DRIFT * (after - self._read)
            moved = abs(offset - self._offset) > error + known  # the store's clock itself, or another store
            if error <= known or moved:
                self._offset, self._error, self._read = offset, error, after

    async def keep(self) -> None:
        """Set the clock again and again; for a task of its own."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.set()
            except StoreUnavailableError:
                continue  # it runs on by itself meanwhile
