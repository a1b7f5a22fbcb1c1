"""Two web processes behind the proxy of docker-compose.yml: its configuration is run as it is."""

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import connect

from server.audits.server_process import end, free_port
from tests.servers import ROOT, GameServer, playing

AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    include {folder}/game.conf;
}}
"""


@pytest.fixture
def servers(game_data: Path, redis_url: str) -> Iterator[list[GameServer]]:
    env = {"REDIS_URL": redis_url, "UNCANNY_PROXIED": "1"}
    with playing(game_data, env=env) as first, playing(game_data, env=env) as second:
        yield [first, second]


@pytest.fixture
def proxy(servers: list[GameServer], tmp_path: Path) -> Iterator[str]:
    """The address of the proxy in front of both."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx:
        pytest.skip("no nginx on PATH")
    port = free_port()
    values = {"LISTEN": f"127.0.0.1:{port}"}
    values |= {name: f"127.0.0.1:{server.port}" for name, server in zip(("FIRST", "SECOND"), servers, strict=True)}
    template = (ROOT / "deploy" / "nginx.conf.template").read_text()
    for name, value in values.items():
        template = template.replace(f"${{{name}}}", value)
    (tmp_path / "game.conf").write_text(template)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    process = subprocess.Popen([nginx, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def status(url: str) -> int:
    limit = time.monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)


def test_pages_and_sockets_pass_and_one_process_may_die(proxy: str, servers: list[GameServer]) -> None:
    assert [status(proxy) for _ in range(4)] == [200] * 4
    with connect(proxy.replace("http", "ws") + "/ws/room/XXXX/") as line:
        assert line.response.status_code == 101
    servers[0].process.kill()
    assert [status(proxy) for _ in range(4)] == [200] * 4
