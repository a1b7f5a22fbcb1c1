"""The command plays on real servers: two processes, one game."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.audits.server_process import free_port
from tests.servers import copy_prepared, playing
from tests.swarm.command import swarm


@pytest.fixture(scope="module")
def two_servers(prepared_data: Path, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two `play` on one Redis and one database. Yields their addresses."""
    data = copy_prepared(prepared_data, tmp_path_factory.mktemp("swarm") / "data")
    env = {"REDIS_URL": redis_url, "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}"}
    with playing(data, env=env) as one, playing(data, env=env) as two:
        yield [one.url, two.url]


def test_whole_matches_on_two_processes(two_servers: list[str], tmp_path: Path) -> None:
    code, figures, said = swarm(
        tmp_path,
        *("--url", ",".join(two_servers), "--players", "30", "--rooms", "4", "--rounds", "3", "--window", "1"),
        *("--reconnects", "0.2", "--pictures", "0.3", "--matches", "2", "--seed", "5"),
        *("--missing", "0.1"),
    )
    assert (code, figures["errors"], figures["complaints"]) == (0, 0, []), said
    assert (figures["finished"], figures["rooms"], figures["players"], figures["rounds"]) == (4, 4, 30, 24)
    assert 30 * 3 * 2 * 0.9 < figures["answers"] <= 30 * 3 * 2  # one may come back just as a round ends
    assert figures["repeats"] > 0
    assert figures["reconnects"] > 10
    assert figures["pictures"] > 20
    assert figures["opened"] == 24
    assert figures["again"] > figures["missing"]
    assert figures["gathered_max_ms"] > 0
    assert 0 <= figures["opening_p50_ms"] <= figures["opening_max_ms"]
    assert set(figures["refused"]) <= {"round_over", "too_late"}
    assert 0 < figures["ack_p50_ms"] <= figures["ack_p99_ms"]


def test_friendly_scoring_and_hosts_that_watch(two_servers: list[str], tmp_path: Path) -> None:
    code, figures, said = swarm(
        tmp_path,
        *("--url", two_servers[0], "--players", "8", "--rooms", "2", "--rounds", "3", "--window", "0.5"),
        *("--scoring", "friendly", "--host-watches", "--doubles", "1"),
    )
    assert (code, figures["errors"], figures["complaints"]) == (0, 0, []), said
    assert (figures["answers"], figures["repeats"]) == (6 * 3, 6 * 3)


def test_no_server_is_an_error(tmp_path: Path) -> None:
    code, figures, _ = swarm(tmp_path, "--url", f"http://127.0.0.1:{free_port()}", "--players", "2", "--rooms", "1")
    assert code == 1
    assert figures["finished"] == 0
    assert "could not be made" in figures["complaints"][0]


def test_a_plan_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    code, figures, said = swarm(tmp_path, "--url", "http://127.0.0.1:1", "--players", "1", "--rooms", "1")
    assert (code, figures) == (1, {})
    assert said == "CommandError: a room takes at least two players: lower --rooms or raise --players\n"
