"""A slow line: a TCP relay that holds back every byte in both directions, in order, as distance does."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

CHUNK = 64 * 1024


@asynccontextmanager
async def link(url: str, trip: float, jitter: float = 0.0, seed: int = 0) -> AsyncIterator[str]:
    """Yield an address that leads to the server over a line of this round trip, in seconds.

    `jitter`: each way takes up to so much longer, at random; what was sent later never overtakes.
    """
    parts, rng = urlsplit(url), random.Random(f"link {seed} {trip}")  # noqa: S311  (repeatable, no secret)
    lines: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        if line is None:
            raise RuntimeError("a connection is served by a task")
        lines.add(line)
        try:
            there, back = await asyncio.open_connection(parts.hostname, parts.port)
            with contextlib.closing(back):
                await asyncio.gather(
                    _carry(reader, back, trip / 2, jitter, rng), _carry(there, writer, trip / 2, jitter, rng)
                )
        except (OSError, asyncio.CancelledError):
            return  # one side went away, or the audit is over
        finally:
            writer.close()
            lines.discard(line)

    relay = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{relay.sockets[0].getsockname()[1]}"
    finally:
        relay.close()
        for line in set(lines):
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: float, jitter: float, rng: random.Random
) -> None:
    """Take from one side and give to the other, each chunk when its time has come, until the first one ends."""
    loop, last = asyncio.get_running_loop(), 0.0
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, chunk = await under_way.get()
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            if not chunk:
                writer.close()
                return
            writer.write(chunk)

    async with asyncio.TaskGroup() as group:
        group.create_task(deliver())
        while True:
            try:
                chunk = await reader.read(CHUNK)
            except OSError:
                chunk = b""
            last = max(last, loop.time() + way + jitter * rng.random())
            under_way.put_nowait((last, chunk))
            if not chunk:
                return
