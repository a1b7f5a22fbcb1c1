"""Which sockets there are, and from which pages they may be opened."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.urls import re_path

from server.hosts import allowed
from server.rooms.consumers import RoomConsumer

Application = Callable[..., Awaitable[None]]


class SameOrigin:
    """Lets in sockets that a page of this very server opens, and clients that are no browsers (they say no origin)."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass the handshake on, or refuse it with 403."""
        headers = {name: value.decode("latin1") for name, value in scope["headers"] if name in (b"host", b"origin")}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        ours = origin is None or urlsplit(origin).netloc.lower() == host.lower()
        await (self._application if ours and allowed(host) else WebsocketDenier())(scope, receive, send)


_routes = URLRouter(
    [
        re_path(r"^ws/room/(?P<code>[A-Za-z]{4,5})/$", RoomConsumer.as_asgi()),
        re_path(r"", WebsocketDenier.as_asgi()),  # anything else: 403, and nobody needs to read of it
    ]
)
sockets = SameOrigin(CookieMiddleware(_routes))
