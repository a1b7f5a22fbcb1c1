"""`play` as a process of its own: serves, says where, stops clean, comes back."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from server.audits.server_process import end, free_port
from server.launch.private_redis import PrivateRedis
from tests.servers import await_answer, copy_prepared, launch, playing


@pytest.fixture(scope="module")
def played_data(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_prepared(prepared_data, tmp_path_factory.mktemp("play") / "data")


def left_on(data: Path) -> list[str]:
    """Return the processes that work on the data folder: told so by a variable (play), or working in it (Valkey)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = f"UNCANNY_DATA={data}\0".encode() in (process / "environ").read_bytes()
            if told or (process / "cwd").readlink().is_relative_to(data):
                found.append(f"{process.name} {(process / 'cmdline').read_bytes()!r}")
        except OSError:
            continue
    return found


def get(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serves_and_leaves_nothing_behind(played_data: Path, number: signal.Signals) -> None:
    with playing(played_data) as server:
        assert f"On this computer:  {server.url}/" in server.said()
        assert get(server.url)[0] == 200
        assert len(left_on(played_data)) == 2
        assert server.stop(number) == 0
        assert server.said().endswith("Stopped.\n")
    assert left_on(played_data) == []
    assert "Traceback" not in server.said()


def test_stops_with_sockets_open(played_data: Path) -> None:
    with playing(played_data) as server, socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.recv(100)
        assert server.stop() == 0
    assert "Traceback" not in server.said()


def test_the_second_start_takes_seconds_and_no_network(played_data: Path) -> None:
    nowhere = "http://127.0.0.1:9/"
    offline = {"PIP_INDEX_URL": nowhere, "UV_DEFAULT_INDEX": nowhere, "npm_config_registry": nowhere}
    offline |= {"http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "127.0.0.1"}
    started = time.monotonic()
    with playing(played_data, env=offline) as server:
        assert time.monotonic() - started < 30  # 1.5 s on an idle machine
        assert "Installing" not in server.said()
        assert "Building" not in server.said()


def test_a_killed_game_takes_its_valkey_along_and_keeps_the_data(played_data: Path) -> None:
    with playing(played_data) as server:
        valkey_of(played_data, lambda client: client.set("kept", "1"))
        server.process.kill()
        server.process.wait()
    limit = time.monotonic() + 10
    while left_on(played_data) and time.monotonic() < limit:
        time.sleep(0.05)
    assert left_on(played_data) == []
    with playing(played_data):
        assert valkey_of(played_data, lambda client: client.getdel("kept")) == b"1"


def test_says_when_its_valkey_ended_and_starts_it_again(played_data: Path) -> None:
    with playing(played_data) as server:
        valkey = valkey_of(played_data, lambda client: client.info("server")["process_id"])
        os.kill(valkey, signal.SIGKILL)
        limit = time.monotonic() + 10
        while "started again" not in server.said() and time.monotonic() < limit:
            time.sleep(0.05)
        assert "The private Valkey had ended (signal 9) and was started again" in server.said()
        assert get(server.url)[0] == 200


def valkey_of(data: Path, ask: Callable[[redis.Redis], Any]) -> Any:
    """Ask the Valkey of a running game."""
    with PrivateRedis(data / "redis") as shared, redis.Redis.from_url(shared.url) as client:
        assert shared.pid is None
        return ask(client)


def test_a_busy_port_is_one_sentence(played_data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = launch(played_data, port=taken.getsockname()[1])
        assert server.process.wait(30) == 1
    assert server.said().strip().count("\n") == 0
    assert "already in use" in server.said()


def test_a_redis_that_does_not_answer_is_one_sentence(played_data: Path) -> None:
    server = launch(played_data, env={"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"})
    assert server.process.wait(30) == 1
    assert server.said().strip().count("\n") == 0
    assert "REDIS_URL does not answer" in server.said()


def test_several_processes_on_one_redis_and_one_database(game_data: Path, redis_url: str) -> None:
    env = {"REDIS_URL": redis_url, "DATABASE_URL": f"sqlite:///{game_data / 'db.sqlite3'}"}
    servers = [launch(game_data, env=env) for _ in range(2)]
    try:
        for server in servers:
            await_answer(server)
        assert not (game_data / "redis").exists()
        assert [server.stop() for server in servers] == [0, 0]
    finally:
        for server in servers:
            end(server.process)


def overfill(line: ClientConnection) -> None:
    line.send("x" * (64 * 1024 + 1))
    while True:
        line.recv(timeout=10)


def test_turns_away_foreign_names_and_messages_over_the_limit(played_data: Path) -> None:
    with playing(played_data) as server:
        assert get(server.url, Host="evil.example")[0] == 400
        assert get(server.url, Host=f"teacher.local:{server.port}")[0] == 200
        line = connect(f"{server.ws_url}/ws/room/XXXX/")
        with line, pytest.raises(ConnectionClosed) as closed:
            overfill(line)
        assert closed.value.rcvd.code == 1009
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{server.ws_url}/ws/nothing/")
        assert refused.value.response.status_code == 403
        assert server.stop() == 0
        assert "Traceback" not in server.said()
        assert "nothing" not in server.said()
