"""From which pages a room's socket may be opened."""

import pytest
from channels.testing import WebsocketCommunicator

from server.rooms.routing import SameOrigin, sockets


async def accepting(scope, receive, send) -> None:
    await send({"type": "websocket.accept"})


@pytest.mark.parametrize(
    ("host", "origin", "let_in"),
    [
        ("192.168.1.5:8000", "http://192.168.1.5:8000", True),
        ("game.local", "http://game.local", True),
        ("localhost:8000", None, True),
        ("LOCALHOST:8000", "http://localhost:8000", True),
        ("192.168.1.5:8000", "http://evil.example", False),
        ("192.168.1.5:8000", "http://192.168.1.5:9000", False),
        ("192.168.1.5:8000", "null", False),
        ("evil.example", "http://evil.example", False),
        ("evil.example", None, False),
    ],
)
async def test_origins(host: str, origin: str | None, let_in: bool) -> None:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    socket = WebsocketCommunicator(SameOrigin(accepting), "/ws/room/BCDF/", headers=headers)
    connected, _ = await socket.connect()
    assert connected is let_in


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/room/BCD/", "/ws/room/BCDF", "/ws/room/B1DF/", "/r/BCDF/"])
async def test_unknown_addresses_are_refused_quietly(path: str) -> None:
    socket = WebsocketCommunicator(sockets, path, headers=[(b"host", b"localhost")])
    connected, _ = await socket.connect()
    assert not connected
