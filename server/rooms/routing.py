"""Which sockets there are, and from which pages they may be opened."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.conf import settings
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
        hosts, origins = (_said(scope, name) for name in (b"host", b"origin"))
        ours = len(hosts) == 1 and allowed(hosts[0]) and (not origins or origins in _origins(hosts[0]))
        await (self._application if ours else WebsocketDenier())(scope, receive, send)


def _said(scope: dict[str, Any], header: bytes) -> list[str]:
    return [value.decode("latin1").lower() for name, value in scope["headers"] if name == header]


def _origins(host: str) -> list[list[str]]:
    """Return what a browser says on a page of ours, to the letter: no part of an address is left to be read wrongly.

    Without UNCANNY_HTTPS both schemes are ours: something in front may end TLS and tell nobody.
    """
    return [[f"{scheme}://{host}"] for scheme in (("https",) if settings.HTTPS else ("https", "http"))]


_routes = URLRouter(
    [
        re_path(r"^ws/room/(?P<code>[A-Za-z]{4,5})/$", RoomConsumer.as_asgi()),
        re_path(r"", WebsocketDenier.as_asgi()),  # anything else: 403, and nobody needs to read of it
    ]
)
sockets = SameOrigin(CookieMiddleware(_routes))
