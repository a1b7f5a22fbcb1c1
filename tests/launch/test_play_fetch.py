"""`play` fetches the deck to play by itself, in the background, unless it is told not to."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.audits.server_process import free_port
from tests.decks.fetch.mirror import RAW, Answer, Mirror, mirror, write_recipe
from tests.servers import GameServer, copy_prepared, playing

ANNOUNCED = "Fetching the deck “Test faces” in the background: 12 pictures, about 2 MB, from github.com/somebody/faces."
COMPLETE = "The deck “Test faces” is complete; new rooms play it."
FAILED = "The deck “Test faces” was not fetched: "
LAST = RAW + "ai/male/2.jpg"


@pytest.fixture
def github() -> Iterator[Mirror]:
    with mirror() as here:
        yield here


@pytest.fixture
def data(prepared_data: Path, tmp_path: Path) -> Path:
    """A folder whose own recipe takes the place of the portraits."""
    data = copy_prepared(prepared_data, tmp_path / "data")
    write_recipe(data, "portraits")
    return data


def online(github: Mirror) -> dict[str, str]:
    return github.environment() | {"UNCANNY_OFFLINE": ""}


def wait_for(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + 120
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.05)


def fetchers(data: Path) -> list[int]:
    """Return the processes that fetch into the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"UNCANNY_DATA={data}\0".encode() in (process / "environ").read_bytes()
            if ours and b"fetch_deck" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def lines(server: GameServer, start: str) -> list[str]:
    return [line for line in server.said().splitlines() if line.startswith(start)]


def test_fetches_says_so_and_is_done(github: Mirror, data: Path) -> None:
    with playing(data, env=online(github)) as server:
        wait_for(lambda: COMPLETE in server.said())
        assert len(lines(server, ANNOUNCED)) == 1
        wait_for(lambda: fetchers(data) == [])
        assert server.stop() == 0
    github.asked.clear()
    with playing(data, env=online(github)) as server:
        assert "Test faces" not in server.said()
        assert fetchers(data) == []
    assert not github.asked
    assert "Traceback" not in server.said() + (data / "log" / "fetch.log").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ends_with_the_server_and_goes_on_with_the_next(github: Mirror, data: Path, number: signal.Signals) -> None:
    github.odd[LAST] = lambda _number: Answer(b"x" * 10_000, drip=0.05)
    with playing(data, env=online(github)) as server:
        wait_for(lambda: github.asked[LAST] > 0)
        (fetcher,) = fetchers(data)
        assert os.getpriority(os.PRIO_PROCESS, fetcher) > os.getpriority(os.PRIO_PROCESS, server.process.pid)
        server.stop(number)
    wait_for(lambda: fetchers(data) == [])
    assert FAILED not in server.said()
    github.odd.clear()
    github.asked.clear()
    with playing(data, env=online(github)) as server:
        wait_for(lambda: COMPLETE in server.said())
    assert github.asked.total() < 10


def test_without_a_network_one_line_once(github: Mirror, data: Path) -> None:
    nowhere = dict.fromkeys(github.environment(), f"http://127.0.0.1:{free_port()}") | {"UNCANNY_OFFLINE": ""}
    with playing(data, env=nowhere) as server:
        wait_for(lambda: FAILED in server.said())
        (line,) = lines(server, FAILED)
        assert "127.0.0.1 cannot be reached. Is this computer connected to the internet?" in line
        assert len(lines(server, ANNOUNCED)) == 1
    assert not (data / "fetched").exists()
    with playing(data, env=nowhere) as server:
        wait_for(lambda: fetchers(data) == [])  # it was started before the server answered
        assert "Test faces" not in server.said()
    with playing(data, env=online(github)) as server:
        wait_for(lambda: COMPLETE in server.said())
        assert len(lines(server, "Fetching the deck")) == 1


def test_what_fails_is_one_line_and_the_game_goes_on(github: Mirror, data: Path) -> None:
    github.truncated = True
    env = online(github) | {"LC_ALL": "zh_CN.UTF-8"}
    with playing(data, env=env) as server:
        wait_for(lambda: "未能下载" in server.said())
        assert server.process.poll() is None
        assert "Traceback" not in server.said()
        assert "测试人像" in server.said()


@pytest.mark.parametrize("recipe", [None, "slug = "])
def test_offline_nothing_is_asked_for(github: Mirror, data: Path, recipe: str | None) -> None:
    if recipe:
        write_recipe(data, "portraits", recipe)
    with playing(data, env=github.environment()) as server:  # with UNCANNY_OFFLINE=1, as all tests
        assert "Test faces" not in server.said()
        assert fetchers(data) == []
    assert not github.asked
    assert not (data / "log" / "fetch.log").exists()
