"""How bytes leave for one socket: through ASGI's send, without a task for each message."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Iterable
from typing import Any, Protocol

from server.rooms.figures import figures

log = logging.getLogger(__name__)
OUTLET = "uncanny.outlet"  # an ASGI extension: an Outlet of the server's own, shorter than ASGI's send
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outlet(Protocol):
    """One socket, as the fan-out sees it."""

    @property
    def open(self) -> bool:
        """Whether the browser is still there, as far as is known."""

    def text(self, payload: bytes) -> None:
        """Send a text message. Never blocks, never raises."""

    def binary(self, payload: bytes) -> None:
        """Send a binary message. Never blocks, never raises."""

    def close(self, code: int) -> None:
        """Close the socket."""

    def listen(self, take: Callable[[bytes], None]) -> None:
        """Hand over what the browser says; where that is left to ASGI, it comes as its events."""


class AsgiOutlet:
    """Works on every ASGI server. The coroutine is stepped once here: only a send that blocks becomes a task."""

    __slots__ = ("_send",)
    open = True  # ASGI tells by an event

    def __init__(self, send: Send) -> None:
        self._send = send

    def text(self, payload: bytes) -> None:
        """Send a text message."""
        figures.sent += 1
        figures.bytes_sent += len(payload)
        _begin(self._send({"type": "websocket.send", "text": payload.decode()}))

    def binary(self, payload: bytes) -> None:
        """Send a binary message."""
        figures.sent += 1
        figures.bytes_sent += len(payload)
        _begin(self._send({"type": "websocket.send", "bytes": payload}))

    def close(self, code: int) -> None:
        """Close the socket."""
        figures.closed[code] += 1
        # A plain number: autobahn takes no member of an enum, and what it raises is only logged here.
        _begin(self._send({"type": "websocket.close", "code": int(code)}))

    def listen(self, take: Callable[[bytes], None]) -> None:
        """Leave it to ASGI."""


def broadcast(outlets: Iterable[Outlet], payload: bytes) -> None:
    """Send one message to many."""
    for outlet in outlets:
        outlet.text(payload)


def _begin(sending: Awaitable[None]) -> None:
    steps = sending.__await__()
    try:
        blocked = next(steps)
    except StopIteration:
        return
    except Exception as error:  # noqa: BLE001  (whatever the server raises for a socket that is going)
        log.debug("a message to a closing socket was dropped: %r", error)
        return
    task = asyncio.ensure_future(_finish(steps, blocked))
    _unfinished.add(task)
    task.add_done_callback(_unfinished.discard)


_unfinished: set[asyncio.Future[None]] = set()  # the loop itself holds tasks only weakly


def blocked() -> int:
    """Return how many sends wait for their sockets."""
    return len(_unfinished)


async def _finish(steps: Generator[Any, Any, None], blocked: Any) -> None:
    while True:
        if blocked is None:
            await asyncio.sleep(0)
        else:
            blocked._asyncio_future_blocking = False  # noqa: SLF001  (what a task does before it waits)
            await asyncio.wait([blocked])
        try:
            blocked = next(steps)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001
            log.debug("a message to a closing socket was dropped: %r", error)
            return
