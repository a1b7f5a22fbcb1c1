"""How the bots open sockets: as a browser does, not too many at once."""

import asyncio
from urllib.parse import urlsplit

from picows.websockets.asyncio.client import ClientConnection, connect
from picows.websockets.exceptions import InvalidHandshake

AT_ONCE = 100  # handshakes on their way
TRIES = 5
PAUSE = 0.2  # seconds between tries, growing
PATIENCE = 20.0  # seconds for one handshake
MOST = 4 * 2**20  # bytes of one message


class NoSocketError(Exception):
    """The server could not be reached on any address."""


class Sockets:
    """Opens sockets on the given addresses."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self._urls = urls
        self._turnstile = asyncio.Semaphore(AT_ONCE)

    async def open(self, url: str, code: str, cookies: str, tries: int = TRIES) -> ClientConnection:
        """Connect to a room, first on this address, then on the others. Raises NoSocketError."""
        begin = self._urls.index(url)
        said: Exception | None = None
        for number in range(tries):
            try:
                return await self._open(self._urls[(begin + number) % len(self._urls)], code, cookies)
            except (OSError, TimeoutError, InvalidHandshake) as error:
                said = error
            await asyncio.sleep(PAUSE * (number + 1))
        raise NoSocketError(f"no connection in {tries} tries: {said!r}")

    async def _open(self, url: str, code: str, cookies: str) -> ClientConnection:
        parts = urlsplit(url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        async with self._turnstile:
            return await connect(
                f"{scheme}://{parts.netloc}{parts.path}/ws/room/{code}/",
                origin=url,
                additional_headers={"Cookie": cookies} if cookies else None,
                compression=None,
                ping_interval=None,  # browsers send none
                open_timeout=PATIENCE,
                close_timeout=5,
                max_size=MOST,
                max_queue=None,
                proxy=None,
            )
