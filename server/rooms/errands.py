"""Work that nobody waits for: kept until it is done (the loop holds tasks only weakly), ended with its process."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds before work that failed is begun again


class Errands:
    """Running tasks of one runtime."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin, and return at once. An error is logged. After the end nothing begins: the store is being closed."""
        if self._stopped:
            work.close()
            return
        # In a context of its own: what is begun on behalf of many is not about the socket that happened to come last.
        context = Context()
        task = asyncio.create_task(work, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._done, context=context)

    def keep(self, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin work that goes on for ever; after an unexpected error it is begun again."""
        self.run(self._keep(make))

    async def _keep(self, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await make()
            except Exception:
                log.exception("work that must go on had an error")
                await asyncio.sleep(PAUSE)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an errand failed", exc_info=error)

    async def stop(self) -> None:
        """Cancel what still runs and wait for its end."""
        self._stopped = True
        await end(*self._tasks)


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they have ended: once is not enough, as redis-py may swallow a cancellation."""
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=0.1)
