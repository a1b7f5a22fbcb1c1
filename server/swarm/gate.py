"""Where all rooms wait for each other, so that what is measured between two gates is a match and nothing else."""

import asyncio
from collections.abc import Callable


class Gate:
    """Opens, once, when as many have come as are expected. `opened` is called at that moment."""

    def __init__(self, expected: int, opened: Callable[[], None]) -> None:
        self._missing, self._opened = expected, opened
        self._open = asyncio.Event()

    async def pass_through(self) -> None:
        """Come, and wait for the others."""
        self.leave()
        await self._open.wait()

    def leave(self) -> None:
        """Be no longer expected: because of having come, or of not coming any more."""
        self._missing -= 1
        if self._missing == 0:
            self._opened()
            self._open.set()
