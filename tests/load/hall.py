"""The server side of `tests.load.transport`: daphne as `play` runs it, and of the game just the handing out.

`python -m tests.load.hall PORT CORE`. A socket on /ws/ is a player's: what it says is acknowledged. After POST
/tell/MANNER/ROUND every player gets the round's picture; the reply is the monotonic second in which that began.
/faces/ROUND.jpg is the same picture over HTTP, answered before any framework is asked.
"""

import asyncio
import os
import random
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
django.setup()

from daphne.ws_protocol import WebSocketFactory  # noqa: E402

from server.launch.web import BACKLOG, LARGEST_MESSAGE, Socket, WebServer  # noqa: E402
from server.rooms.outlets import AsgiOutlet, _begin  # noqa: E402
from tests.load.picture import PICTURE  # noqa: E402

PACE = 50  # sockets between two turns of the loop
ACK = b'{"t":"ack","round":3,"verdict":"real","took":1.234,"at":1.534}'
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
HEADERS = [
    (b"content-type", b"application/octet-stream"),
    (b"content-length", str(PICTURE).encode()),
    (b"cache-control", b"public, max-age=600, immutable"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", POLICY.encode()),
]
outlets: set[AsgiOutlet] = set()
protocols: set["Line"] = set()


class Line(Socket):
    """A player's connection, known here so that bytes can be written past ASGI."""

    def onOpen(self) -> None:  # noqa: N802  (autobahn's name)
        super().onOpen()
        protocols.add(self)

    def onClose(self, *args: Any) -> None:  # noqa: N802
        protocols.discard(self)
        super().onClose(*args)


def picture(number: str) -> bytes:
    """Return a round's picture: as good as random, the same for everybody."""
    return random.Random(number).randbytes(PICTURE)


async def tell(manner: str, body: bytes) -> None:
    match manner:
        case "frame":
            for outlet in list(outlets):
                _begin(outlet._send({"type": "websocket.send", "bytes": body}))
        case "paced":
            for told, outlet in enumerate(list(outlets), 1):
                _begin(outlet._send({"type": "websocket.send", "bytes": body}))
                if told % PACE == 0:
                    await asyncio.sleep(0)
        case "written" | "paced-written":
            frame = b"\x82\x7e" + len(body).to_bytes(2) + body  # final, binary, unmasked; 16 bits of length
            for told, line in enumerate(list(protocols), 1):
                line.transport.write(frame)
                if manner == "paced-written" and told % PACE == 0:
                    await asyncio.sleep(0)
        case _:
            raise LookupError(manner)


async def player(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    outlet = AsgiOutlet(send)
    outlets.add(outlet)
    while (message := await receive())["type"] == "websocket.receive":
        assert message["text"]
        outlet.text(ACK)
    outlets.discard(outlet)


async def request(path: str, send: Any) -> None:
    body, headers = b"", HEADERS
    match path.split("/"):
        case ["", "faces", name]:
            body = picture(name.removesuffix(".jpg"))
        case ["", "tell", manner, number]:
            drawn = picture(number)
            asyncio.get_running_loop().call_soon(asyncio.ensure_future, tell(manner, drawn))
            body, headers = str(time.monotonic()).encode(), []
        case ["", "players"]:
            body, headers = str(len(outlets)).encode(), []
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (player(receive, send) if scope["type"] == "websocket" else request(scope["path"], send))


def main(port: str, core: str) -> None:
    os.sched_setaffinity(0, {int(core)})
    WebSocketFactory.protocol = Line
    WebServer(
        application,
        endpoints=[f"tcp:port={port}:interface=127.0.0.1:backlog={BACKLOG}"],
        websocket_max_message_size=LARGEST_MESSAGE,
        websocket_max_frame_size=LARGEST_MESSAGE,
        server_name="uncanny",
    ).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
