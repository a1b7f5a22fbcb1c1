"""A server that is watched, from outside: its metrics' own port, and log lines that name nobody."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect

from server.audits.server_process import free_port, surroundings
from tests.rooms.visitors import boot
from tests.servers import ROOT, GameServer, copy_prepared, playing

NAME = "Zebedee Quux"
PLAYERS = 4


class Watched(NamedTuple):
    """A server on which a match was played and a visitor made trouble; all that the visitor knows that is secret."""

    server: GameServer
    metrics: str
    lines: list[str]
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def watched(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    data = copy_prepared(prepared_data, tmp_path_factory.mktemp("watched") / "data")
    port = free_port()
    with playing(data, env={"UNCANNY_METRICS": str(port), "UNCANNY_LOGS": "json"}) as server:
        swarm = [f"--url={server.url}", f"--players={PLAYERS}", "--rooms=1", "--rounds=3", "--reveal=2", "--window=0.2"]
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "swarm", *swarm], cwd=ROOT, env=surroundings(data), check=True
        )
        secrets = visit(server)
        yield Watched(server, f"http://127.0.0.1:{port}/metrics", server.said().splitlines(), secrets)


def visit(server: GameServer) -> dict[str, str]:
    """Open a room, come into it under a name, and talk nonsense; return what must not be read in any log."""
    with httpx.Client(base_url=server.url, follow_redirects=True) as browser:
        csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/").text)
        assert csrf is not None
        told = boot(browser.post("/host/", data={"csrfmiddlewaretoken": csrf.group(1)}).text)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        player = browser.cookies["player"]
    with connect(f"{server.ws_url}/ws/room/{told['code']}/", additional_headers={"Cookie": cookies}) as line:
        line.send(json.dumps({"t": "join", "name": NAME, "token": told["token"]}))
        assert json.loads(line.recv(10))["t"] == "welcome"
        line.send("nonsense")
        while json.loads(line.recv(10))["t"] != "refused":
            continue
    link = told["join_url"].partition("k=")[2]
    assert link
    return {"name": NAME, "token": told["token"], "cookie": player, "csrf": csrf.group(1), "link": link}


def samples(text: str) -> dict[str, float]:
    """Return each sample by how it is written."""
    return {
        f"{sample.name}{''.join(f'.{value}' for value in sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_metrics_tell_what_was_played(watched: Watched) -> None:
    answer = httpx.get(watched.metrics)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    told = samples(answer.text)
    assert told["uncanny_ack_latency_seconds_count"] >= PLAYERS * 3
    assert told["uncanny_refusals_total.malformed"] == 1
    assert told["uncanny_messages_received_total"] > PLAYERS * 4
    assert told["uncanny_messages_sent_total"] > PLAYERS * 10
    assert told["uncanny_redis_latency_seconds_count"] > 50
    assert told["uncanny_loop_lag_seconds_count"] > 4
    assert told["uncanny_alarm_lateness_seconds_count"] > 6
    assert told["process_resident_memory_bytes"] > 1e7


@pytest.mark.parametrize("path", ["/metrics", "/metrics/"])
def test_the_site_itself_has_no_metrics(watched: Watched, path: str) -> None:
    assert httpx.get(watched.server.url + path).status_code == 404


def test_the_private_port_is_this_machine_s_and_serves_nothing_else(watched: Watched) -> None:
    port = int(watched.metrics.rpartition(":")[2].partition("/")[0])
    connections = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [here for _, here, _, state, *_ in connections if here.endswith(f":{port:04X}") and state == "0A"]
    assert listening == [f"0100007F:{port:04X}"]
    for path in ("/", "/healthz", "/metrics/more"):
        assert httpx.get(f"http://127.0.0.1:{port}{path}").status_code == 404


def test_a_taken_port_is_one_sentence(watched: Watched, tmp_path: Path) -> None:
    port = watched.metrics.rpartition(":")[2].partition("/")[0]
    said = subprocess.run(
        [sys.executable, ROOT / "manage.py", "play", "--port", str(free_port())],
        cwd=ROOT,
        env=surroundings(watched.server.data, {"UNCANNY_METRICS": port}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert f"The metrics cannot be told at 127.0.0.1 port {port}" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_log_follows_a_match_by_room_and_seat(watched: Watched) -> None:
    told = [json.loads(line) for line in watched.lines if line.startswith("{")]
    assert {line["level"] for line in told} == {"info"}
    room = told[0]["room"]
    messages = [line["message"] for line in told if line.get("room") == room]
    assert messages[0] == "a room was opened"
    assert messages.count("somebody came in") == messages.count("somebody left") == PLAYERS
    assert "a match was archived" in messages
    phases = [line["phase"] for line in told if line["message"] == "a room went on" and line["room"] == room]
    assert phases.count("reveal") == 3
    assert len({line["seat"] for line in told if line["message"] == "somebody came in"}) == PLAYERS + 1


def test_the_log_names_nobody(watched: Watched) -> None:
    log = "\n".join(line for line in watched.lines if line.startswith("{"))
    assert log.count("\n") > 20
    for what, text in watched.secrets.items():
        assert text not in log, what
    assert re.findall(r"Bot \d|Host \d|Zebedee|Quux", log) == []
    assert re.findall(r"[\w-]{32,}", log) == [], "a signature"
    assert re.findall(r"\d+\.\d+\.\d+\.\d+|nonsense", log) == []
