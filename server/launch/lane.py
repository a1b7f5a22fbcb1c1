"""The short way through daphne: ready WebSocket frames, straight into a connection's socket, and messages straight out.

The usual way of a message is ASGI, daphne, autobahn, Twisted's buffer, and the socket in the loop's next turn: that is
most of what a round costs. This one writes the frame at once where nothing waits before it, and into Twisted's buffer
where something does: so the order is that of the calls. What a browser says is handed over where it is read, without
daphne's queue and the task behind it (see websocket.py). What it needs of daphne's insides is looked at first; where
that is not as it was, there is no lane, and messages go the usual way.
"""

import struct
from collections.abc import Callable
from typing import Any

from server.launch.reading import read_directly
from server.rooms.figures import figures

TEXT, BINARY = 0x81, 0x82  # the last frame of a message, and the only one (RFC 6455, 5.2)
MOST_UNSENT = 512 * 1024  # bytes that may wait for a browser that does not read, before it is dropped


class Lane:
    """An Outlet of one daphne WebSocket."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    @property
    def open(self) -> bool:
        """Whether the browser is still there."""
        return bool(self._protocol.state == self._protocol.STATE_OPEN)

    def text(self, payload: bytes) -> None:
        """Send a text message."""
        self._send(frames.of(TEXT, payload), len(payload))

    def binary(self, payload: bytes) -> None:
        """Send a binary message."""
        self._send(frames.of(BINARY, payload), len(payload))

    def close(self, code: int) -> None:
        """Close the socket."""
        figures.closed[code] += self.open
        self._protocol.serverClose(int(code))  # a plain number: autobahn takes no member of an enum

    def listen(self, take: Callable[[bytes], None]) -> None:
        """Hand over what the browser says."""
        self._protocol.take = take
        read_directly(self._protocol)

    def _send(self, frame: bytes, size: int) -> None:
        figures.sent += 1
        figures.bytes_sent += size
        protocol = self._protocol
        if protocol.state != protocol.STATE_OPEN:
            return
        transport = protocol.transport
        if transport.connected and not transport.dataBuffer and not transport._tempDataLen:  # noqa: SLF001
            try:
                sent = transport.socket.send(frame)
            except BlockingIOError:
                sent = 0
            except OSError:
                return  # the connection is gone: Twisted reads of it in a moment, and tells everybody
            if sent < len(frame):
                transport.write(frame[sent:])
        elif unsent(transport) > MOST_UNSENT:
            protocol.dropConnection(abort=True)
        else:
            transport.write(frame)


class Frames:
    """Makes frames; the last one is kept, as the same message mostly goes to many."""

    def __init__(self) -> None:
        self._kind, self._payload, self._frame = 0, b"", b""

    def of(self, kind: int, payload: bytes) -> bytes:
        """Return the frame of a message."""
        if payload is not self._payload or kind != self._kind:
            self._kind, self._payload, self._frame = kind, payload, framed(kind, payload)
        return self._frame


frames = Frames()


def framed(kind: int, payload: bytes) -> bytes:
    """Return a message in one frame, unmasked as a server's are (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:  # longer lengths stand in two more bytes, or in eight
        return bytes((kind, size)) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", kind, 126, size) + payload
    return struct.pack("!BBQ", kind, 127, size) + payload


def unsent(transport: Any) -> int:
    """Return the bytes that wait in Twisted's buffers of a TCP connection; 0 where these are not as they were."""
    try:
        return len(transport.dataBuffer) - int(transport.offset) + int(transport._tempDataLen)  # noqa: SLF001
    except (AttributeError, TypeError):
        return 0  # nobody knows; the usual way must go on


def lane_of(protocol: Any) -> Lane | None:
    """Return a lane for a connection, or None where something is in between, or not as it was."""
    transport = getattr(protocol, "transport", None)
    known = (
        isinstance(getattr(transport, "dataBuffer", None), bytes)
        and isinstance(getattr(transport, "offset", None), int)
        and isinstance(getattr(transport, "_tempDataLen", None), int)
        and callable(getattr(getattr(transport, "socket", None), "send", None))
        and callable(getattr(transport, "write", None))
        and hasattr(transport, "connected")
        and not getattr(transport, "TLS", True)
        and isinstance(getattr(protocol, "STATE_OPEN", None), int)
        and hasattr(protocol, "state")
        and hasattr(protocol, "muted")
        and callable(getattr(protocol, "serverClose", None))
        and callable(getattr(protocol, "dropConnection", None))
    )
    return Lane(protocol) if known else None
