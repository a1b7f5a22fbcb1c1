"""Reads a browser's socket in the loop's own callback, without the four calls that Twisted's reactor makes for each.

Only the callback is exchanged: Twisted goes on to believe that it watches the socket, and stops watching it as ever. At
anything but plain data, and wherever its insides are not as they were, Twisted reads.
"""

import logging
from typing import Any

log = logging.getLogger(__name__)
SIZE = 64 * 1024  # bytes read at once, as Twisted does


class Reading:
    """Reads one connection."""

    __slots__ = ("_protocol", "_reactor", "_receive", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._protocol, self._transport = protocol, protocol.transport
        self._reactor = protocol.transport.reactor
        self._receive = protocol.transport.socket.recv

    def __call__(self) -> None:
        """Take what has come."""
        try:
            data = self._receive(SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._reactor._readOrWrite(self._transport, True)  # noqa: SLF001
            return
        try:
            self._protocol.dataReceived(data)
        except Exception as error:
            log.exception("what a browser sent could not be read")
            self._reactor._disconnectSelectable(self._transport, error, True)  # noqa: SLF001


def read_directly(protocol: Any) -> None:
    """Read this connection without Twisted, if that watches it and looks as it did when this was written."""
    transport: Any = getattr(protocol, "transport", None)
    reactor = getattr(transport, "reactor", None)
    loop, watched = getattr(reactor, "_asyncioEventloop", None), getattr(reactor, "_readers", None)
    if (
        loop is not None
        and isinstance(watched, dict)
        and transport in watched
        and getattr(transport, "protocol", None) is protocol
        and callable(getattr(reactor, "_readOrWrite", None))
        and callable(getattr(reactor, "_disconnectSelectable", None))
    ):
        loop.add_reader(transport.fileno(), Reading(protocol))
