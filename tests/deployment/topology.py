"""What docker-compose.yml describes, from plain processes: its Redis's command, its web's environment, its Caddyfile.

Each web process has an address of its own, and one name leads to both, as containers have it.
"""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.audits.server_process import await_answer, end, free_port, surroundings
from server.launch import frontend, valkey
from tests.deployment.compose import compose
from tests.deployment.names import Names
from tests.deployment.postgres import Postgres
from tests.servers import ROOT, copy_prepared

SITES = ("localhost", "uncanny.localhost")
ADDRESSES = ("127.0.0.2", "127.0.0.3")
BALANCER = "127.0.0.200"  # stands before the proxy
JOINS = 40  # sockets a minute from one address: more than the bots need
PATIENCE = 60.0  # seconds
SET_UP = """
import sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from server.decks.models import Deck, Face
call_command("migrate", verbosity=0)
settings.DATABASES["made"] = connections.databases["made"] = connections["default"].settings_dict | {
    "ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1], "OPTIONS": {}
}
for model in (Deck, Face):
    model.objects.bulk_create(model.objects.using("made"))
call_command("prepare", static=True)
"""
OLD = "/static/assets/old-12345678.js"  # a script of an earlier release


@dataclass
class Deployment:
    """All of it, running."""

    folder: Path
    data: Path
    env: dict[str, str]  # of each web process
    redis: str
    names: Names
    webs: list[subprocess.Popen[bytes]]
    web_port: int
    metrics: int  # a port of each web process
    http_port: int
    port: int

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def authority(self) -> Path:
        """The certificate of the proxy's own CA."""
        return self.folder / "certificates" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def get(
        self, path: str, *, name: str = "localhost", come_from: str = "127.0.0.1", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask the proxy over TLS, from some address of this machine. Returns status, headers (lower case), body."""
        line = http.client.HTTPSConnection(name, self.port, timeout=20, context=self.trust())
        line._create_connection = lambda *_args, **_more: self.dial(come_from)  # type: ignore[attr-defined]
        return answer(line, path, headers)

    def get_plainly(self, path: str, port: int, host: str = "127.0.0.1", **headers: str) -> tuple[int, dict, bytes]:
        """Ask somebody over http: the proxy's other port, or a web process itself."""
        return answer(http.client.HTTPConnection(host, port, timeout=20), path, headers)

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def dial(self, come_from: str) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(come_from, 0))

    def manage(self, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a management command as a container of the game would."""
        return manage(self.data, env or self.env, "manage.py", *command)


def answer(line: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[int, dict, bytes]:
    try:
        line.request("GET", path, headers=dict(headers))
        told = line.getresponse()
        return told.status, {name.lower(): value for name, value in told.getheaders()}, told.read()
    finally:
        line.close()


def manage(data: Path, env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the game's environment. What it says is kept, and shown if it fails."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=surroundings(data, env) | {"DJANGO_SETTINGS_MODULE": "server.settings"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done


@contextmanager
def redis_server(folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run Debian's redis-server as the container runs Valkey, on a folder of its own. `url`: unix://…"""
    binary = program("redis-server", "redis-server")
    command = compose({"POSTGRES_PASSWORD": "x"})["services"]["redis"]["command"]
    path = Path(url.removeprefix("unix://"))
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [binary, *command[1:], "--port", "0", "--unixsocket", path, "--dir", folder, "--logfile", folder / "log"],
        stdin=subprocess.DEVNULL,
    )
    try:
        await_true(lambda: valkey.ping(path), process, folder / "log")
        yield process
    finally:
        end(process)


@contextmanager
def deployed(folder: Path, database: Postgres, prepared: Path) -> Iterator[Deployment]:
    """Start everything in the order of docker-compose.yml."""
    caddy = program("caddy", "caddy")
    data = copy_prepared(prepared, folder / "data")
    redis, sites = f"unix://{valkey.socket_folder()}/{os.getpid()}-deployed.sock", ", ".join(SITES)
    given = {"POSTGRES_PASSWORD": "x", "DATABASE_URL": database.create("deployed"), "REDIS_URL": redis}
    told = compose(given | {"ALLOWED_HOSTS": ",".join(SITES)})["services"]["web"]["environment"]
    env = {**told, "UNCANNY_DATA": str(data), "UNCANNY_JOINS_PER_MINUTE": str(JOINS), "SECRET_KEY": "k" * 50}
    http_port, port, probe, web_port, metrics = [free_port() for _ in range(5)]
    with ExitStack() as stack:
        stack.enter_context(redis_server(folder / "redis", redis))
        frontend.build(folder)  # as manage.py does before every command of ours
        old = data / OLD.lstrip("/")
        old.parent.mkdir(parents=True)
        old.write_text(OLD)
        # Making the starter deck takes long: its rows come from the prepared folder.
        manage(data, env, "-c", SET_UP, str(data / "db.sqlite3"))
        names = stack.enter_context(Names.served("web", *ADDRESSES))
        webs = [web(stack, data, env, address, web_port, metrics) for address in ADDRESSES]
        proxied = os.environ | {
            "SITE": sites,
            "TRUSTED_PROXIES": BALANCER,
            "LISTEN_HTTP": str(http_port),
            "LISTEN_HTTPS": str(port),
            "LISTEN_PROBE": str(probe),
            "WEB_PORT": str(web_port),
            "RESOLVER": f"udp/{names.address}",
            "STATIC": str(data),
            "XDG_DATA_HOME": str(folder / "certificates"),
            "XDG_CONFIG_HOME": str(folder),
        }
        log = (folder / "caddy.log").open("wb")
        stack.callback(log.close)
        words = [caddy, "run", "--config", ROOT / "deploy" / "Caddyfile", "--adapter", "caddyfile"]
        proxy = subprocess.Popen(words, env=proxied, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        stack.callback(end, proxy)
        for process, address in zip(webs, ADDRESSES, strict=True):
            said = (folder / f"{address}.log").read_text
            await_answer(f"http://{address}:{web_port}/readyz", process, said, PATIENCE)
        await_answer(f"http://127.0.0.1:{probe}/", proxy, (folder / "caddy.log").read_text, PATIENCE)
        running = Deployment(folder, data, env, redis, names, webs, web_port, metrics, http_port, port)
        await_true(running.authority.exists, proxy, folder / "caddy.log")
        yield running


def web(
    stack: ExitStack, data: Path, env: Mapping[str, str], address: str, port: int, metrics: int
) -> subprocess.Popen[bytes]:
    """Start one web process; it is ended with the rest."""
    log = stack.enter_context((data.parent / f"{address}.log").open("wb"))
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "play", "--host", address, "--port", str(port)],
        cwd=ROOT,
        env=surroundings(data, {**env, "UNCANNY_METRICS": f"{address}:{metrics}"}),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    stack.callback(end, process)
    return process


def program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} (install {package})")
    return found


def await_true(wanted, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while not wanted():
        alive = process.poll() is None and time.monotonic() < limit
        assert alive, log.read_text(errors="replace")[-3000:]
        time.sleep(0.02)
