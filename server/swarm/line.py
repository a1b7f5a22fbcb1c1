"""A bot's WebSocket: what comes is stamped as it is read, and handed over when there is time to check it.

A thousand frames of one moment arrive within a few milliseconds, and take a hundred to check. Were each checked before
the next is read, the server would seem as slow as we are.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

AT_ONCE = 10  # messages that are checked before the sockets are read again
PARTING = 5.0  # seconds that the server gets to say goodbye
NO_FRAMES = (WSMsgType.PING, WSMsgType.PONG)  # picows answers


# Takes a message: its payload, whether that is text, and when it was read, in seconds of the loop's clock.
Take = Callable[[bytes, bool, float], None]
Read = tuple[bytes, bool, float]


class Desk:
    """What has been read on all lines, in the order in which it was."""

    def __init__(self) -> None:
        self._work: deque[Callable[[], None]] = deque()

    def put(self, work: Callable[[], None]) -> None:
        """Do this after all that came before."""
        if not self._work:
            asyncio.get_running_loop().call_soon(self._go_on)
        self._work.append(work)

    def _go_on(self) -> None:
        for _ in range(min(AT_ONCE, len(self._work))):
            self._work[0]()
            self._work.popleft()
        if self._work:
            asyncio.get_running_loop().call_soon(self._go_on)


class Line(WSListener):
    """One connection. `closed`: done with the server's close code, None where it broke off, when all was heard."""

    def __init__(self, desk: Desk) -> None:
        self.closed: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._desk = desk
        self._transport: WSTransport | None = None
        self._take: Take | None = None
        self._early: list[Read] = []  # before anybody listened
        self._parts: list[bytes] = []  # of a message in several frames
        self._text = True  # whether that is text
        self._code: int | None = None
        self._ended = False  # the connection

    def hear(self, take: Take) -> None:
        """Hand over what comes, first what has come by now."""
        self._take = take
        for read in self._early:
            self._desk.put(partial(self._hand_over, read))
        self._early.clear()
        if self._ended:
            self._desk.put(self._end)

    def say(self, text: bytes) -> None:
        """Send a text message. Where the connection just ends it is lost, and the listener sees that, too."""
        if self._transport is not None and not self._transport.is_disconnected:
            self._transport.send(WSMsgType.TEXT, text)

    def say_goodbye(self) -> None:
        """Begin to close."""
        if self._transport is not None and not self._transport.is_disconnected:
            self._transport.send_close(WSCloseCode.OK)

    async def close(self) -> None:
        """Close, and wait for the end."""
        self.say_goodbye()
        if self._transport is not None:
            try:
                async with asyncio.timeout(PARTING):
                    await self._transport.wait_disconnected()
            except TimeoutError:
                self.abort()

    def abort(self) -> None:
        """End without a word."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    async def wait_closed(self) -> None:
        """Return when the connection has ended."""
        if self._transport is not None:
            await self._transport.wait_disconnected()

    # ---- picows' side ------------------------------------------------------------------------------------------------
    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the connection."""
        self._transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Stamp a frame, and put it on the desk when its message is whole."""
        at = asyncio.get_running_loop().time()
        kind = frame.msg_type
        if kind == WSMsgType.CLOSE:
            self._code = frame.get_close_code().value
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()
        elif kind not in NO_FRAMES:
            if kind != WSMsgType.CONTINUATION:
                self._text = kind == WSMsgType.TEXT
            payload = frame.get_payload_as_bytes()
            if self._parts or not frame.fin:
                self._parts.append(payload)
            if frame.fin:
                if self._parts:
                    payload, self._parts = b"".join(self._parts), []
                self._put((payload, self._text, at))

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        """Tell of the end after all that came before it."""
        self._ended = True
        if self._take is not None:
            self._desk.put(self._end)

    def _put(self, read: Read) -> None:
        if self._take is None:
            self._early.append(read)
        else:
            self._desk.put(partial(self._hand_over, read))

    def _hand_over(self, read: Read) -> None:
        if self._take is None or self.closed.done():
            return
        try:
            self._take(*read)
        except Exception as error:  # noqa: BLE001  (whoever waits for the end raises it)
            self.closed.set_exception(error)
            self.abort()

    def _end(self) -> None:
        if not self.closed.done():
            self.closed.set_result(self._code)
