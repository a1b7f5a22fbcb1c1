"""From which pages a room's socket may be opened."""

import pytest
from channels.testing import WebsocketCommunicator

from server.rooms.routing import SameOrigin, sockets


async def accepting(scope, receive, send) -> None:
    await send({"type": "websocket.accept"})


async def let_in(*headers: tuple[str, str]) -> bool:
    """Tell whether a handshake with these headers is passed on."""
    sent = [(name.encode(), value.encode("latin1")) for name, value in headers]
    socket = WebsocketCommunicator(SameOrigin(accepting), "/ws/room/BCDF/", headers=sent)
    connected, _ = await socket.connect()
    return connected


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("192.168.1.5:8000", "https://192.168.1.5:8000"),  # something in front ends TLS
        ("[fe80::1]:8000", "http://[fe80::1]:8000"),
        ("game.local", "http://game.local"),
        ("LOCALHOST:8000", "http://localhost:8000"),
    ],
)
async def test_our_own_pages(host: str, origin: str) -> None:
    assert await let_in(("host", host), ("origin", origin))


async def test_clients_that_are_no_browsers_say_no_origin() -> None:
    assert await let_in(("host", "localhost:8000"))


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://game.local:9000",
        "http://game.local:80",
        "http://www.game.local",
        "http://game.local.evil.example",
        "http://game.local@evil.example",
        "http://evil.example@game.local",
        "http://user:word@game.local",
        "http://evil.example#game.local",
        "http://evil.example/game.local",
        "http://game.local/",
        "http://game.local\\@evil.example",
        "//game.local",
        "game.local",
        "ftp://game.local",
        "file://game.local",
        "file://",
        "chrome-extension://game.local",
        "null",
        "",
        " ",
        "http://game.local http://evil.example",
        "http://[game.local",
        "http://gäme.local",
    ],
)
async def test_foreign_pages(origin: str) -> None:
    assert not await let_in(("host", "game.local"), ("origin", origin))


@pytest.mark.parametrize("origin", ["http://evil.example", None])
async def test_foreign_names_of_ours(origin: str | None) -> None:
    assert not await let_in(("host", "evil.example"), *([("origin", origin)] if origin else []))


@pytest.mark.parametrize("host", ["", "user@game.local", "game.local/", "evil.example@localhost"])
async def test_hosts_that_are_none(host: str) -> None:
    assert not await let_in(("host", host), ("origin", f"http://{host}"))


async def test_nothing_may_be_said_twice_and_a_host_must_be() -> None:
    host, ours, foreign = ("host", "game.local"), ("origin", "http://game.local"), ("origin", "http://evil.example")
    assert not await let_in(host, foreign, ours)
    assert not await let_in(host, ours, foreign)
    assert not await let_in(host, ("host", "localhost"), ours)
    assert not await let_in(ours)
    assert not await let_in()


async def test_behind_https_a_plain_page_is_foreign(settings) -> None:
    settings.HTTPS = True
    assert await let_in(("host", "game.local"), ("origin", "https://game.local"))
    assert not await let_in(("host", "game.local"), ("origin", "http://game.local"))


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/room/BCD/", "/ws/room/BCDF", "/ws/room/B1DF/", "/r/BCDF/"])
async def test_unknown_addresses_are_refused_quietly(path: str) -> None:
    socket = WebsocketCommunicator(sockets, path, headers=[(b"host", b"localhost")])
    connected, _ = await socket.connect()
    assert not connected
