"""A WebSocket client that sends whatever bytes it is told, and hears what comes back."""

import asyncio
import base64
import contextlib
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import msgspec

from server.audits.frames import CLOSE, TEXT, encode
from server.audits.hostile import Dice

PATIENCE = 10.0  # seconds for a handshake, and for an answer
PARTING = 1.0  # seconds that a server gets to hang up


class NoHandshakeError(Exception):
    """The server did not open the socket."""


class SocketWire:
    """One connection. `refused`: code -> how often. `closed`: the server's close code, 0 for none."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rng: Dice) -> None:
        self._reader, self._writer, self._rng = reader, writer, rng
        self.refused: Counter[str] = Counter()
        self.closed = 0
        self.hung_up = False
        self._welcome: asyncio.Future[dict[str, object] | None] = asyncio.get_running_loop().create_future()
        self._told = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, url: str, code: str, rng: Dice, cookies: str = "", source: str = "") -> "SocketWire":
        """Connect and shake hands, from the local address `source`. Raises NoHandshakeError and OSError."""
        parts = urlsplit(url)
        lines = [
            f"GET /ws/room/{code}/ HTTP/1.1",
            f"Host: {parts.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(rng.randbytes(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Origin: {url}",
            *([f"Cookie: {cookies}"] if cookies else []),
        ]
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(
                parts.hostname, parts.port, local_addr=(source, 0) if source else None
            )
            try:
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
                head = await reader.readuntil(b"\r\n\r\n")
            except (OSError, asyncio.IncompleteReadError) as error:
                writer.close()
                raise NoHandshakeError(repr(error)) from error
        if b" 101 " not in head.partition(b"\r\n")[0]:
            writer.close()
            raise NoHandshakeError(head[:200].decode(errors="replace"))
        return cls(reader, writer, rng)

    async def send(self, wire: bytes) -> bool:
        """Send bytes; False where the server has hung up."""
        if self.hung_up or self._writer.is_closing():
            return False
        self._writer.write(wire)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._writer.drain()
        except (OSError, TimeoutError):
            return False
        return True

    async def answer_to_join(self, seconds: float) -> dict[str, object] | None:
        """Wait for the welcome; None where the join was refused, the server hung up, or nothing came in time."""
        waiting: list[asyncio.Future[Any]] = [self._welcome, self._listening]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return self._welcome.result() if self._welcome.done() else None

    async def heard_out(self) -> bool:
        """Ask for the time and wait for it: everything before it was dealt with. False where it does not come."""
        await self.send(encode(TEXT, b'{"t":"clock","sent":0}', self._rng))
        waiting = asyncio.create_task(self._told.wait())
        await asyncio.wait({waiting, self._listening}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return self._told.is_set() or self.closed > 0

    async def part(self) -> None:
        """Say goodbye, give the server a moment to hang up, and do so ourselves."""
        await self.send(encode(CLOSE, b"\x03\xe8", self._rng))
        await asyncio.wait({self._listening}, timeout=PARTING)
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _listen(self) -> None:
        try:
            while True:
                head = await self._reader.readexactly(2)
                size = head[1] & 127
                if size > 125:
                    size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
                payload = await self._reader.readexactly(size)
                if head[0] & 15 == CLOSE:
                    self.closed = int.from_bytes(payload[:2])
                elif head[0] & 15 == TEXT:
                    self._heard(payload)
        except (OSError, asyncio.IncompleteReadError):
            self.hung_up = True

    def _heard(self, payload: bytes) -> None:
        if payload.startswith(b'{"t":"refused"'):
            told = msgspec.json.decode(payload)
            self.refused[told["code"]] += 1
            if told["about"] == "join" and not self._welcome.done():
                self._welcome.set_result(None)
        elif payload.startswith(b'{"t":"time"'):
            self._told.set()
        elif payload.startswith(b'{"t":"welcome"') and not self._welcome.done():
            self._welcome.set_result(msgspec.json.decode(payload))
