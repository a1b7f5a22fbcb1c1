"""The metrics' own port. Not a page of the site: what the proxy in front passes on, everybody could read."""

from typing import Any

from twisted.internet.error import CannotListenError
from twisted.web.resource import Resource
from twisted.web.server import Site

from server.launch.obstacle import Obstacle
from server.rooms.metrics import CONTENT_TYPE, metrics


class Metrics(Resource):
    """Answers GET and HEAD of /metrics. In the event loop's thread: what it reads stands still meanwhile."""

    def render_GET(self, request: Any) -> bytes:  # noqa: N802  (Twisted's name)
        """Return all metrics."""
        request.setHeader("Content-Type", CONTENT_TYPE)
        request.setHeader("Cache-Control", "no-store")
        return metrics()


def open_private_port(reactor: Any, host: str, port: int) -> None:
    """Listen there until the reactor stops. Raises Obstacle when the address is taken."""
    root: Any = Resource()  # type: ignore[no-untyped-call]
    root.putChild(b"metrics", Metrics())  # type: ignore[no-untyped-call]
    try:
        reactor.listenTCP(port, Site(root), interface=host)  # type: ignore[no-untyped-call]
    except CannotListenError as error:
        why = error.socketError.strerror or error.socketError
        raise Obstacle(
            f"The metrics cannot be told at {host} port {port} ({why}): choose another port with UNCANNY_METRICS; each"
            " process needs its own.",
            f"无法在 {host} 端口 {port} 提供指标（{why}）：请用 UNCANNY_METRICS 换一个端口；每个进程需要各自的端口。",
        ) from error
