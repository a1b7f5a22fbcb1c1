"""How a process leaves while rooms are being played: its sockets go to other processes, then what it has begun ends."""

import asyncio
import logging

from server.rooms.moving import LONGEST, move
from server.rooms.runtime import Runtime, running

log = logging.getLogger(__name__)
PATIENCE = LONGEST + 1.0  # seconds for all of it: an orchestrator kills after some more
LOOK = 0.02


async def leave() -> None:
    """Drain this event loop's runtime, if it has one."""
    if (here := running()) is not None:
        await drain(here)


async def drain(runtime: Runtime) -> None:
    """Take nobody in any more, ask all to move, and finish what was begun; return when that is done, or too slow.

    Whatever is cut off is safe: an answer without an acknowledgement is sent again, a claimed alarm comes due again.
    """
    runtime.leaving = True
    asked = len(runtime.sockets)
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.sleep(move(runtime.sockets))
            while runtime.sockets or runtime.ingest.busy:  # noqa: ASYNC110  (once in a process's life)
                await asyncio.sleep(LOOK)
            await runtime.alarms.rest()
    except TimeoutError:
        log.warning("left before everybody had moved", extra={"sockets": len(runtime.sockets)})
    else:
        log.info("everybody has moved", extra={"sockets": asked})
