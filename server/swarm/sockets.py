"""How the bots open sockets: as a browser does, not too many at once."""

import asyncio
from typing import cast
from urllib.parse import urlsplit

from picows import WSError, ws_connect

from server.swarm.line import Desk, Line

AT_ONCE = 100  # handshakes on their way
TRIES = 5
PAUSE = 0.2  # seconds between tries, growing
PATIENCE = 20.0  # seconds for one handshake
MOST = 4 * 2**20  # bytes of one frame


class NoSocketError(Exception):
    """The server could not be reached on any address."""


class Sockets:
    """Opens sockets on the given addresses."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self._urls = urls
        self._desk = Desk()
        self._turnstile = asyncio.Semaphore(AT_ONCE)

    async def open(self, url: str, code: str, cookies: str, tries: int = TRIES) -> Line:
        """Connect to a room, first on this address, then on the others. Raises NoSocketError."""
        begin = self._urls.index(url)
        said: Exception | None = None
        for number in range(tries):
            try:
                return await self._open(self._urls[(begin + number) % len(self._urls)], code, cookies)
            except (OSError, TimeoutError, WSError) as error:
                said = error
            await asyncio.sleep(PAUSE * (number + 1))
        raise NoSocketError(f"no connection in {tries} tries: {said!r}")

    async def _open(self, url: str, code: str, cookies: str) -> Line:
        parts = urlsplit(url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        async with self._turnstile:
            _, line = await ws_connect(
                lambda: Line(self._desk),
                f"{scheme}://{parts.netloc}{parts.path}/ws/room/{code}/",
                websocket_handshake_timeout=PATIENCE,
                max_frame_size=MOST,
                extra_headers={"Origin": url} | ({"Cookie": cookies} if cookies else {}),
            )
            return cast("Line", line)
