"""How late the event loop turns to what is due: the first sign that a process has too much to do."""

import asyncio

from server.rooms.figures import figures

EVERY = 0.25  # seconds


async def pulse() -> None:
    """Look for ever; for a task of its own."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY
        await asyncio.sleep(EVERY)
        figures.loop_lag.add(loop.time() - due)
