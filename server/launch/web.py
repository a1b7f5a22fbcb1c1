"""The web server: daphne in this process, with a long queue for joiners and a small limit on what a socket may say."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from server.launch.addresses import refused
from server.launch.obstacle import Obstacle

BACKLOG = 4096  # connections that may wait while a whole hall joins at once; daphne's own is 50
LARGEST_MESSAGE = 64 * 1024  # bytes a browser may send in one WebSocket message


def serve(host: str, port: int, ready: Callable[[], None], *, proxied: bool = False) -> None:
    """Serve the ASGI application until Ctrl-C or SIGTERM; `ready` is called when it listens.

    `proxied`: a proxy of ours stands in front, and its X-Forwarded-For is true.
    Raises Obstacle when the address is taken.
    """
    # Importing daphne installs its reactor: only where a server is wanted.
    from daphne.server import Server  # noqa: PLC0415

    class WebServer(Server):
        obstacle: Obstacle | None = None

        def listen_success(self, port: object) -> None:
            super().listen_success(port)  # type: ignore[no-untyped-call]
            ready()

        def listen_error(self, failure: object) -> None:
            error = getattr(getattr(failure, "value", None), "socketError", None)
            self.obstacle = refused(host, port, getattr(error, "errno", None), str(error))
            self.stop()  # type: ignore[no-untyped-call]

    interface = host.replace(":", r"\:")
    server = WebServer(  # type: ignore[no-untyped-call]
        import_string(settings.ASGI_APPLICATION.replace(":", ".")),
        endpoints=[f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"],
        websocket_max_message_size=LARGEST_MESSAGE,
        websocket_max_frame_size=LARGEST_MESSAGE,
        proxy_forwarded_address_header="X-Forwarded-For" if proxied else None,
        server_name="uncanny",
    )
    server.run()  # type: ignore[no-untyped-call]
    if server.obstacle:
        raise server.obstacle
