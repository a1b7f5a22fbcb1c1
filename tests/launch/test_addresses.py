"""What `play` says about where the game is, and which addresses it refuses to take."""

import errno
import socket

import pytest

from server.launch import addresses
from server.launch.obstacle import Obstacle


def test_a_busy_port_is_one_sentence_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Obstacle, match=f"Port {port} is already in use.*--port {port + 1}"):
            addresses.claim_check("127.0.0.1", port)


def test_a_free_port_is_left_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    addresses.claim_check("127.0.0.1", port)
    addresses.claim_check("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.77", 8000), ("no.such.name.invalid", 8000)])
def test_impossible_addresses_are_refused(host: str, port: int) -> None:
    with pytest.raises(Obstacle, match="Cannot listen"):
        addresses.claim_check(host, port)


@pytest.mark.parametrize("port", [-1, 0, 65_536, 70_000])
def test_what_is_no_port_is_one_sentence(port: int) -> None:
    with pytest.raises(Obstacle, match=f"^{port} is no port: choose a number from 1 to 65535, such as --port 8000.$"):
        addresses.claim_check("127.0.0.1", port)


def test_the_highest_port_is_no_reason_to_try_one_higher() -> None:
    assert "--port 65534" in str(addresses.refused("127.0.0.1", 65_535, errno.EADDRINUSE, ""))


def test_a_port_of_the_system_is_one_sentence() -> None:
    assert "above 1023" in str(addresses.refused("0.0.0.0", 80, errno.EACCES, ""))


@pytest.mark.parametrize(
    ("host", "here", "network"),
    [
        ("0.0.0.0", "http://localhost:8000/", "http://192.168.1.23:8000/"),
        ("::", "http://localhost:8000/", "http://192.168.1.23:8000/"),
        ("127.0.0.1", "http://127.0.0.1:8000/", None),
        ("localhost", "http://localhost:8000/", None),
        ("10.1.2.3", "http://10.1.2.3:8000/", "http://10.1.2.3:8000/"),
        ("fd00::1", "http://[fd00::1]:8000/", "http://[fd00::1]:8000/"),
    ],
)
def test_what_is_printed(monkeypatch: pytest.MonkeyPatch, host: str, here: str, network: str | None) -> None:
    monkeypatch.setattr(addresses, "local_network_address", lambda: "192.168.1.23")
    assert addresses.addresses(host, 8000) == (here, network)


def test_without_a_network_only_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "local_network_address", lambda: None)
    assert addresses.addresses("0.0.0.0", 80) == ("http://localhost/", None)


def test_the_terminal_code_draws_every_module() -> None:
    rows = addresses.terminal_qr("http://192.168.1.23:8000/").splitlines()
    assert {len(row) for row in rows} == {3 + 25 + 4}  # version 2 and a border of two
    assert len(rows) == 15
    assert rows[0] == "   " + "█" * 29
