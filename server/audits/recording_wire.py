"""One client's connections as they are: every byte with the time of its arrival, headers and all."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import numpy as np
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Origin
from websockets.uri import parse_uri

from server.audits.recording import Seen, shortened

MOST = 4 * 2**20  # bytes of one message
PATIENCE = 30.0  # seconds for one page

Hear = Callable[[str, bytes, Seen], None]  # kind ("text", "binary"), the whole message, what is kept of it


class Wire(asyncio.Protocol):
    """A room's socket. `hear` is called with each message; `handshake` and `gone` are done when that has happened."""

    def __init__(self, url: str, path: str, headers: Mapping[str, str], hear: Hear) -> None:
        parts = urlsplit(url)
        address = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{parts.path}{path}"
        self._speech = ClientProtocol(parse_uri(address), origin=Origin(url), max_size=MOST)
        self._headers, self._hear = headers, hear
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._reads: list[int] = []
        self._parts: list[bytes] = []
        self._kind = ""
        self._began = self._loop.time()
        self.handshake: asyncio.Future[Seen] = self._loop.create_future()
        self.gone: asyncio.Future[None] = self._loop.create_future()

    # ---- asyncio's side ----------------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream was asked for")
        self._transport = transport
        request = self._speech.connect()
        for name, value in self._headers.items():
            request.headers[name] = value
        self._speech.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Note the read, and hand on what is complete."""
        at = self._loop.time()
        self._reads.append(len(data))
        if not self.handshake.done():
            self._head += data
        self._speech.receive_data(data)
        for event in self._speech.events_received():
            if isinstance(event, Response):
                self._shaken(at)
            elif isinstance(event, Frame):
                self._framed(event, at)
        self._flush()

    def eof_received(self) -> None:
        """Let the connection end."""
        self._speech.receive_eof()

    def connection_lost(self, _reason: Exception | None) -> None:
        """Note the end."""
        if not self.handshake.done():
            self.handshake.set_exception(ConnectionError(f"no socket: {self._head[:200]!r}"))
        if not self.gone.done():
            self.gone.set_result(None)

    # ---- the client's side -------------------------------------------------------------------------------------------
    def say(self, message: bytes) -> None:
        """Send a text message; into nothing where the socket has gone."""
        if self._speech.state is State.OPEN:
            self._speech.send_text(message)
            self._flush()

    def leave(self) -> None:
        """Close the socket at once."""
        if self._transport is not None:
            self._transport.abort()

    def _flush(self) -> None:
        for data in self._speech.data_to_send():
            if self._transport is not None and data:
                self._transport.write(data)

    def _shaken(self, at: float) -> None:
        if self._speech.handshake_exc is not None:
            self.handshake.set_exception(self._speech.handshake_exc)
            return
        head = self._head.partition(b"\r\n\r\n")[0]
        self.handshake.set_result(Seen(name="handshake", at=at, size=len(head), data=head, took=at - self._began))

    def _framed(self, frame: Frame, at: float) -> None:
        if frame.opcode in {Opcode.TEXT, Opcode.BINARY}:
            self._kind, self._parts = ("text" if frame.opcode is Opcode.TEXT else "binary"), []
        elif frame.opcode is not Opcode.CONT:
            return
        self._parts.append(bytes(frame.data))
        if not frame.fin:
            return
        data, reads, self._reads = b"".join(self._parts), tuple(self._reads), []
        seen = Seen(name=self._kind, at=at, size=len(data), data=data, reads=reads)
        if self._kind == "binary":
            seen.spectrum = tuple(np.bincount(np.frombuffer(data, np.uint8), minlength=256).tolist())
            seen.data = shortened(data)
        self._hear(self._kind, data, seen)


async def open_wire(url: str, path: str, headers: Mapping[str, str], hear: Hear, source: str) -> tuple[Wire, Seen]:
    """Open a socket from this source address ("" for any). Returns it and its handshake's answer. Raises OSError."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(
        lambda: Wire(url, path, headers, hear),
        parts.hostname or "",
        parts.port or (443 if secure else 80),
        ssl=ssl.create_default_context() if secure else None,
        local_addr=(source, 0) if source else None,
    )
    return wire, await asyncio.wait_for(wire.handshake, PATIENCE)


async def fetch(url: str, path: str, headers: Mapping[str, str], name: str, source: str) -> Seen:
    """Ask for a page on a connection of its own, and return the answer's every byte, headers first. Raises OSError."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    loop = asyncio.get_running_loop()
    began, reads, answer = loop.time(), [], b""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(
            parts.hostname,
            parts.port or (443 if secure else 80),
            ssl=ssl.create_default_context() if secure else None,
            local_addr=(source, 0) if source else None,
        )
        try:
            lines = {"Host": parts.netloc, "Connection": "close", **headers}
            head = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
            writer.write(f"GET {parts.path}{path} HTTP/1.1\r\n{head}\r\n".encode())
            while data := await reader.read(2**16):
                reads.append(len(data))
                answer += data
        finally:
            writer.transport.abort()
    at = loop.time()
    return Seen(name=name, at=at, took=at - began, size=len(answer), data=answer, reads=tuple(reads))
