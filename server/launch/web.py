"""The web server: daphne in this process, with a long queue for joiners and limits on what a socket may pile up.

Importing this installs daphne's reactor: only `play` does.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from autobahn.websocket import protocol as autobahn
from daphne import http_protocol
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory
from django.conf import settings
from django.utils.module_loading import import_string
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from server.launch.addresses import refused
from server.launch.garbage import settle
from server.launch.lane import lane_of
from server.launch.private_port import open_private_port
from server.launch.request import Request
from server.launch.websocket import LARGEST_MESSAGE, Socket
from server.rooms.draining import leave
from server.rooms.outlets import OUTLET
from server.rooms.runtime import begin, stop

log = logging.getLogger(__name__)
BACKLOG = 4096  # connections that may wait while a whole hall joins at once; daphne's own is 50
FINISHING = 2.0  # seconds that requests get to be answered when the server stops
PARTING = 3.0  # seconds that applications get to end after that


def serve(host: str, port: int, ready: Callable[[], None], *, proxied: bool = False) -> None:
    """Serve the ASGI application until Ctrl-C or SIGTERM; `ready` is called when it listens.

    `proxied`: a proxy of ours stands in front, and its X-Forwarded-For is true.
    Raises Obstacle when the address, or that of the metrics, is taken.
    """
    if settings.METRICS:
        open_private_port(reactor, *settings.METRICS)
    interface = host.replace(":", r"\:")
    WebSocketFactory.protocol = Socket
    autobahn.pformat = repr  # type: ignore[attr-defined, assignment]  # of a line nobody logs: a twentieth of a join
    http_protocol.WebRequest = Request  # type: ignore[misc]
    server: WebServer = WebServer(
        import_string(settings.ASGI_APPLICATION),
        endpoints=[f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"],
        websocket_max_message_size=LARGEST_MESSAGE,
        websocket_max_frame_size=LARGEST_MESSAGE,
        proxy_forwarded_address_header="X-Forwarded-For" if proxied else None,
        server_name="uncanny",
        ready_callable=lambda: None if server.error else listening(ready),
    )
    server.run()  # type: ignore[no-untyped-call]
    if server.error:
        raise refused(host, port, getattr(server.error, "errno", None), str(server.error))


def listening(ready: Callable[[], None]) -> None:
    """Say so, and take up the rooms that an earlier process may have left in the middle of a round."""
    settle()
    ready()
    reactor.callLater(0, begin)  # type: ignore[arg-type]


class WebServer(Server):
    """daphne's server that tells why it cannot listen, and leaves in form when it stops."""

    error: Exception | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self.ports: list[Any] = []

    def listen_error(self, failure: Any) -> None:
        """Keep the reason; the server then stops before it starts."""
        self.error = getattr(failure.value, "socketError", failure.value)
        self.stop()  # type: ignore[no-untyped-call]

    def listen_success(self, port: Any) -> None:
        """Keep the port, to close it first when the server stops."""
        super().listen_success(port)  # type: ignore[no-untyped-call]
        self.ports.append(port)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Offer a room's socket the short way out."""
        if isinstance(protocol, Socket) and (lane := lane_of(protocol)) is not None:
            scope.setdefault("extensions", {})[OUTLET] = lane
        return super().create_application(protocol, scope)  # type: ignore[no-untyped-call]

    def kill_all_applications(self) -> Deferred[None]:
        """Leave in form: take nobody in, ask players to move, answer what was asked; then cancel what still runs."""
        for port in self.ports:
            port.stopListening()
        return Deferred.fromFuture(asyncio.ensure_future(self._leave())).addErrback(_log_failure)

    async def _leave(self) -> None:
        await leave()
        if unanswered := self._unanswered():
            await asyncio.wait(unanswered, timeout=FINISHING)
        # daphne's own stumbles over connections without an application, and waits for ever for one that goes on.
        self.connections = {line: seen for line, seen in self.connections.items() if "application_instance" in seen}
        ended: Deferred[None] = super().kill_all_applications()  # type: ignore[no-untyped-call]
        await ended.addTimeout(PARTING, reactor).addErrback(lambda _failure: None).asFuture(asyncio.get_running_loop())
        await stop()

    def _unanswered(self) -> list[asyncio.Future[Any]]:
        applications = (seen.get("application_instance") for seen in self.connections.values())
        return [application for application in applications if application is not None and not application.done()]


def _log_failure(failure: Any) -> None:
    log.error("the server did not stop in form: %s", failure)
