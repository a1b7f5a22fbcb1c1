"""Real server processes for tests: started by the product's own `play`, on a free port, ended whatever happens."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the surroundings may hold and a test must choose itself.
CHOSEN_HERE = (
    "REDIS_URL",
    "DATABASE_URL",
    "UNCANNY_DATA",
    "ALLOWED_HOSTS",
    "UNCANNY_HTTPS",
    "UNCANNY_PROXIED",
    "UNCANNY_ROOMS_PER_MINUTE",
    "UNCANNY_JOINS_PER_MINUTE",
    "UNCANNY_SOCKETS_PER_ADDRESS",
    "DEBUG",
)
START = 60  # seconds


@dataclass
class GameServer:
    """One running `play`. Its output is in `log`."""

    port: int
    data: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def playing(
    data: Path, *, port: int | None = None, env: Mapping[str, str] | None = None, ready_path: str = "/"
) -> Iterator[GameServer]:
    """Run `manage.py play` on the data folder until the block ends; wait until it answers."""
    server = launch(data, port=port, env=env)
    try:
        await_answer(server, ready_path)
        yield server
    except BaseException:
        print(f"--- what the server on port {server.port} said\n{server.said()[-6000:]}")
        raise
    finally:
        end(server.process)


def launch(data: Path, *, port: int | None = None, env: Mapping[str, str] | None = None) -> GameServer:
    """Start `manage.py play` and return at once; the caller ends it."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    log = data / f"play-{port}.log"
    command = [sys.executable, ROOT / "manage.py", "play", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(data, env), stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    return GameServer(port, data, log, process)


def surroundings(data: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables for a command on this data folder, free of the developer's own choices."""
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
    return kept | {"UNCANNY_DATA": str(data), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | dict(env or {})


def await_answer(server: GameServer, path: str = "/") -> None:
    """Wait until it serves the path. Raises RuntimeError when it ends before, TimeoutError when it takes too long."""
    limit = time.monotonic() + START
    while time.monotonic() < limit:
        if server.process.poll() is not None:
            raise RuntimeError(f"play ended with code {server.process.returncode}:\n{server.said()[-3000:]}")
        try:
            with urllib.request.urlopen(server.url + path, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"no answer in {START} s:\n{server.said()[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process for good, gently first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepared() -> Path:
    """Return a folder with database and starter deck, kept from run to run as long as what it is made from stays."""
    made_from = hashlib.sha256()
    for source in sorted([*ROOT.glob("server/*/migrations/*.py"), *ROOT.glob("server/decks/**/*.*")]):
        if "__pycache__" not in source.parts:
            made_from.update(source.read_bytes())
    data = ROOT / "var" / "prepared" / made_from.hexdigest()[:12]
    for old in data.parent.glob("*"):
        if old != data:
            shutil.rmtree(old, ignore_errors=True)
    downloads = ROOT / "var" / "wheels"
    downloads.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "wheels").is_symlink():
        (data / "wheels").symlink_to(downloads)
    command = [sys.executable, ROOT / "manage.py", "prepare"]
    subprocess.run(command, cwd=ROOT, env=surroundings(data), stdin=subprocess.DEVNULL, check=True, timeout=300)
    return data


def copy_prepared(prepared: Path, data: Path) -> Path:
    """Copy a prepared folder (database, pictures), for a server with a game of its own."""
    return shutil.copytree(prepared, data, symlinks=True, ignore=shutil.ignore_patterns("redis", "*.log"))
