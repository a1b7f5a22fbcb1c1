"""Two processes that serve the same rooms."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.audits.server_process import end, surroundings
from server.launch.private_redis import PrivateRedis
from tests.servers import ROOT, GameServer, await_answer, launch


@dataclass
class Cluster:
    """Processes on one Redis and one database."""

    servers: list[GameServer]
    data: Path
    env: dict[str, str]

    @property
    def redis_url(self) -> str:
        return self.env["REDIS_URL"]

    def manage(self, *command: str) -> subprocess.Popen[bytes]:
        """Begin a management command that sees what the servers see; its output is kept."""
        return subprocess.Popen(
            [sys.executable, ROOT / "manage.py", *command],
            cwd=ROOT,
            env=surroundings(self.data, self.env),
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )

    def start_another(self, port: int | None = None) -> GameServer:
        """Start one more process, and wait until it serves."""
        server = launch(self.data, port=port, env=self.env)
        self.servers.append(server)
        await_answer(server)
        return server


@pytest.fixture
def two_servers(game_data: Path, tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        url = stack.enter_context(PrivateRedis(tmp_path / "shared-redis")).url
        env = {"REDIS_URL": url, "DATABASE_URL": f"sqlite:///{game_data / 'db.sqlite3'}"}
        cluster = Cluster([], game_data, env)
        stack.callback(lambda: [end(server.process) for server in cluster.servers])
        cluster.servers += [launch(game_data, env=env), launch(game_data, env=env)]
        for server in cluster.servers:
            await_answer(server)
        yield cluster
