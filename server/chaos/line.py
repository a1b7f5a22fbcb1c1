"""One player's connection: comes back as the browser's does, and can be cut, stopped and opened elsewhere."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from server.rooms.codes import CloseCode
from server.rooms.protocol import Inbound, Join, encode

OPENING = 20.0  # seconds until the room must have answered, as in the browser
FIRST, LONGEST = 0.4, 8.0  # seconds before an attempt to connect, as in the browser: doubling, the upper half at random
REPLACING = 3.0  # seconds for a socket to be replaced by another
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection
FOR_GOOD = range(4000, 4100)
BROKEN = (OSError, TimeoutError, InvalidHandshake, ConnectionClosed)


class Line:
    """Connects again and again, to any of the addresses.

    `join`: gives what is said first. `hear`: takes what comes; a TimeoutError of it ends the connection, which then
    comes back. `lost` is called when a connection that was `settled` is gone. `shut`: the code with which the server
    closed the door for good, 0 for none.
    """

    def __init__(
        self,
        urls: Sequence[str],
        dice: random.Random,
        join: Callable[[], Join],
        hear: Callable[[bytes], Awaitable[None]],
        lost: Callable[[], None],
    ) -> None:
        self.shut = 0
        self.settled = False
        self.away = 0.0  # until then nobody comes back
        self._urls, self._dice, self._join, self._hear, self._lost = urls, dice, join, hear, lost
        self._code = self._cookies = ""
        self._socket: ClientConnection | None = None
        self._heir: ClientConnection | None = None  # the socket that takes over from the present one
        self._moving = False
        self.overlapping = False  # this connection began while another one was still heard
        self._over = False

    async def live(self, code: str, cookies: str) -> None:
        """Connect until `leave`, or until the server shuts the door."""
        self._code, self._cookies = code, cookies
        attempt = 0
        while not self._over and not self.shut:
            if (wait := self.away - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(wait)
            heir, self._heir = self._heir, None
            self.overlapping = heir is not None
            with contextlib.suppress(*BROKEN):
                await self._listen(heir or await self._open(self._dice.choice(self._urls)))
            if self.settled:
                self._lost()
                attempt = 0
            self.settled, self._socket = False, None
            if self._heir is None and not self._over:
                full = min(LONGEST, FIRST * 2**attempt)
                attempt += 1
                await asyncio.sleep(full / 2 * (1 + self._dice.random()))

    async def leave(self) -> None:
        """Close the tab."""
        self._over = True
        if self._socket is not None:
            await self._socket.close()

    async def say(self, message: Inbound) -> None:
        """Send a message. Where the connection just ends, or is not settled, it is lost."""
        if self._socket is not None and self.settled:
            try:
                await self._socket.send(encode(message), text=True)
            except ConnectionClosed:
                return

    # ---- what is done to it ------------------------------------------------------------------------------------------
    def cut(self) -> None:
        """Reset the connection."""
        if self._socket is not None:
            raw = self._socket.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._socket.transport.abort()

    def deafen(self, seconds: float) -> None:
        """Stop reading for so long."""
        if self._socket is not None:
            self._socket.transport.pause_reading()
            asyncio.get_running_loop().call_later(seconds, _read_again, self._socket)

    async def move(self, url: str) -> None:
        """Open the room on this process, too: the socket that is there is replaced."""
        line = self._socket
        if line is None or not self.settled or self._moving:
            return
        self._moving = True
        try:
            self._heir = await self._open(url)
            await asyncio.wait_for(line.wait_closed(), REPLACING)
        except BROKEN:
            await line.close()
        finally:
            self._moving = False

    # ---- connections -------------------------------------------------------------------------------------------------
    async def _open(self, url: str) -> ClientConnection:
        line = await connect(
            f"{url.replace('http', 'ws', 1)}/ws/room/{self._code}/",
            origin=url,  # type: ignore[arg-type]  # a NewType of str
            additional_headers={"Cookie": self._cookies} if self._cookies else None,
            compression=None,
            ping_interval=None,  # browsers send none
            open_timeout=OPENING,
            close_timeout=1,
            max_size=None,
            max_queue=None,
            proxy=None,
        )
        await line.send(encode(self._join()), text=True)
        return line

    async def _listen(self, line: ClientConnection) -> None:
        self._socket = line
        try:
            while True:
                async with asyncio.timeout(None if self.settled else OPENING):
                    raw = await line.recv(decode=False)
                await self._hear(raw)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 0
            if code in FOR_GOOD and not self._over and not (code == CloseCode.REPLACED and self._heir):
                self.shut = code
        finally:
            line.transport.abort()


def _read_again(line: ClientConnection) -> None:
    """Read again, where there is still something to read from."""
    if not line.transport.is_closing():
        line.transport.resume_reading()
