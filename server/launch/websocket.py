"""A browser's WebSocket in daphne: bounded in what waits either way, and quick with what players say."""

import time
from collections.abc import Callable
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from server.launch.lane import MOST_UNSENT, unsent

LARGEST_MESSAGE = 64 * 1024  # bytes a browser may send in one WebSocket message
MOST_AFTER = 4 * LARGEST_MESSAGE  # bytes of a message over the limit that are still read, so that we part in form
MOST_UNREAD = 64  # messages that may wait for the application, where it does not listen to a lane
# A small message as browsers send it: whole, text, masked, less than 126 bytes (RFC 6455, 5.2).
WHOLE_TEXT, MASKED, LONGER, HEAD = 0x81, 0x80, 0xFE, 6


class Socket(WebSocketProtocol):
    """A WebSocket that is dropped when its browser stops reading, or sends more than is read: memory has an end."""

    # Otherwise autobahn breaks off without a close code, and a browser is not told that its message was too long.
    failByDrop = False  # noqa: N815  (autobahn's name)
    take: Callable[[bytes], None] | None = None  # who listens to a lane
    _after = 0  # bytes that came after we gave up on this connection

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        """Take what comes in; who goes on and on after a mistake is cut off, as each byte of it costs time."""
        if getattr(self, "failedByMe", False):
            self._after += len(data)
            if self._after > MOST_AFTER:
                self.dropConnection(abort=True)
                return
        elif self.take is not None and self.state == self.STATE_OPEN and not self._halfway:
            data = self._quickly(data)
            if not data:
                return
        super().dataReceived(data)

    @property
    def _halfway(self) -> bool:
        """Whether autobahn holds the beginning of something; also where its insides are not as they were."""
        return bool(
            getattr(self, "data", True) or getattr(self, "current_frame", True) or getattr(self, "inside_message", True)
        )

    def _quickly(self, data: bytes) -> bytes:
        """Hand over the small messages that data begins with; return the rest, which autobahn understands."""
        at, size = 0, len(data)
        while size - at > HEAD and data[at] == WHOLE_TEXT and MASKED < data[at + 1] < LONGER:
            end = at + HEAD + (data[at + 1] & 0x7F)
            if end > size:
                break
            payload = unmasked(data[at + HEAD : end], data[at + 2 : at + HEAD])
            if not payload.isascii():
                break  # autobahn checks whether it is UTF-8
            at = end
            self._hand_over(payload)
            if self.state != self.STATE_OPEN:
                break
        return data[at:] if at else data

    def _hand_over(self, payload: bytes) -> None:
        if self.muted or self.take is None or self.state != self.STATE_OPEN:
            return  # after a farewell nothing counts
        self.last_ping = time.time()  # as daphne does: who speaks need not be asked whether he is there
        self.take(payload)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: FBT001, N802, N803  (autobahn's names)
        """Hand a message to the application, unless so many wait that nobody can have meant them."""
        if self.take is not None:
            self._hand_over(payload)
            return
        if self.application_queue.qsize() >= MOST_UNREAD:
            self.dropConnection(abort=True)
            return
        super().onMessage(payload, isBinary)  # type: ignore[no-untyped-call]

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: FBT001, FBT002, N802  (daphne's name)
        """Send, unless too much waits already."""
        if unsent(self.transport) > MOST_UNSENT:
            self.dropConnection(abort=True)
            return
        # autobahn holds us to the limit meant for browsers; a big room's snapshot is longer.
        self.maxMessagePayloadSize = 0
        try:
            super().serverSend(content, binary)  # type: ignore[no-untyped-call]
        finally:
            self.maxMessagePayloadSize = LARGEST_MESSAGE


def unmasked(payload: bytes, mask: bytes) -> bytes:
    """Take a browser's mask of four bytes off (RFC 6455, 5.3): one XOR of two large numbers."""
    size = len(payload)
    pad = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")
