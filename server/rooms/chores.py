"""What a process does by itself at its start and then once an hour: no timer of the machine has to be set up for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
EVERY = 3600.0  # seconds


class Chores:
    """Work of the kind that may be done by any process, twice, or an hour later."""

    def __init__(self, work: Callable[[], Awaitable[None]], every: float = EVERY) -> None:
        self._work, self._every = work, every

    async def keep(self) -> None:
        """Do it for ever; for a task of its own."""
        while True:
            try:
                await self._work()
            except Exception:  # a database that is away today is there in an hour
                log.exception("chores could not be done")
            await asyncio.sleep(self._every)
