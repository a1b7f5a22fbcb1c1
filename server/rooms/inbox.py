"""What one browser says, on its way to its session: at once where nothing waits, else in order, one after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context, copy_context

from server.rooms.codes import CloseCode
from server.rooms.outlets import Outlet

log = logging.getLogger(__name__)
MOST = 64  # messages that may wait; a browser that plays says three times less in a second
MOST_BYTES = 64 * 1024  # of them together
BROKEN = 1011  # the close code of an internal error (RFC 6455, 7.4.1)
Hear = Callable[[str | bytes], Awaitable[None] | None]  # what is returned must be awaited before the next message


class Inbox:
    """Takes messages from the moment a socket is accepted; hands them over from `begin` on."""

    __slots__ = ("_context", "_ended", "_hear", "_outlet", "_waiting", "_work")

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._hear: Hear | None = None
        self._context: Context | None = None
        self._waiting: deque[str | bytes] = deque()
        self._work: asyncio.Task[None] | None = None
        self._ended = False

    def begin(self, hear: Hear) -> None:
        """Hand messages over, those first that have come by now. Logs name what they name where this is called."""
        self._hear, self._context = hear, copy_context()
        if self._waiting:
            self._begin_work(None)

    def take(self, message: str | bytes) -> None:
        """Take a message. Never raises. Who says more than is heard is closed."""
        if self._ended:
            return
        if self._hear is None or self._context is None or self._work is not None:
            if len(self._waiting) < MOST and sum(map(len, self._waiting)) + len(message) <= MOST_BYTES:
                self._waiting.append(message)
            else:
                self._close(CloseCode.ABUSE)
            return
        try:
            work = self._context.run(self._hear, message)
        except Exception:
            log.exception("a message could not be taken")
            self._close(BROKEN)
        else:
            if work is not None:
                self._begin_work(work)

    async def finish(self) -> None:
        """Take nothing any more, and wait until all that was said is done."""
        self._ended = True
        if self._work is not None:
            await asyncio.wait([self._work])

    def end(self) -> None:
        """Break off."""
        self._ended = True
        if self._work is not None:
            self._work.cancel()

    def _begin_work(self, work: Awaitable[None] | None) -> None:
        self._work = asyncio.create_task(self._go_on(work), context=self._context)

    async def _go_on(self, work: Awaitable[None] | None) -> None:
        """Do this work, then hand over what has come meanwhile."""
        try:
            while True:
                if work is not None:
                    await work
                if not self._waiting or self._hear is None:
                    return
                work = self._hear(self._waiting.popleft())
        except Exception:
            log.exception("a message could not be taken")
            self._close(BROKEN)
        finally:
            self._work = None

    def _close(self, code: int) -> None:
        self._ended = True
        self._waiting.clear()
        self._outlet.close(code)
