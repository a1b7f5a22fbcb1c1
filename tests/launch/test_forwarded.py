"""Whose address counts: the network's own, and what a proxy says only where there is one."""

from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.rooms.engines import emptied
from tests.servers import GameServer, playing


def code_of(server: GameServer, forwarded: str) -> int | None:
    """Open a socket; return the code it is closed with at once, None where it stays open."""
    url = server.url.replace("http", "ws") + "/ws/room/ZZZZ/"
    with connect(url, additional_headers={"X-Forwarded-For": forwarded}, proxy=None) as line:
        try:  # it may be closed before we say anything
            line.send('{"t":"clock","sent":1}')
            told = line.recv(timeout=20)
            if "too_many_joins" not in str(told):
                return None
            line.recv(timeout=20)
        except ConnectionClosed:
            pass
        return line.close_code


@pytest.mark.parametrize(("proxied", "codes"), [("", [None, None, 4102]), ("1", [None, None, None])])
def test_sockets_are_counted_by_the_address_that_can_be_trusted(
    game_data: Path, redis_url: str, proxied: str, codes: list[int | None]
) -> None:
    env = {"REDIS_URL": emptied(redis_url), "UNCANNY_PROXIED": proxied, "UNCANNY_JOINS_PER_MINUTE": "2"}
    with playing(game_data, env=env) as server:
        assert [code_of(server, f"198.51.{len(proxied)}.{number}") for number in range(3)] == codes
        if proxied:
            assert [code_of(server, "198.51.100.7") for _ in range(3)] == [None, None, 4102]
