"""Everything that runs: a Redis, server processes, the proxy, a database; and what can be done to them."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from server.audits.playground import bring_deck, make_deck
from server.audits.server_process import free_port, surroundings
from server.chaos.plan import Plan
from server.chaos.proxy import proxy
from server.chaos.redis_process import RedisProcess
from server.chaos.web_process import WebProcess

DRAINING = 40.0  # seconds: it needs nine at most by its own limits, on a busy machine somewhat more


class Stage:
    """`urls`: what players open. `webs`: the server processes; those in `busy` are being replaced."""

    def __init__(self, data: Path, redis: RedisProcess, webs: list[WebProcess], urls: tuple[str, ...]) -> None:
        self.data, self.redis, self.webs, self.urls = data, redis, webs, urls
        self.busy: set[WebProcess] = set()
        self.slow_ends: list[str] = []

    @property
    def idle(self) -> list[WebProcess]:
        """The processes that serve."""
        return [web for web in self.webs if web not in self.busy]

    async def replace(self, web: WebProcess, number: signal.Signals) -> None:
        """End a process, and start it again."""
        self.busy.add(web)
        web.signal(number)
        code = await asyncio.to_thread(web.wait, DRAINING)
        if code is None or (number == signal.SIGTERM and code != 0):
            self.slow_ends.append(f"a process that got {number.name} ended with {code}")
            web.signal(signal.SIGKILL)
        await asyncio.to_thread(web.start)
        self.busy.discard(web)

    def boards_different(self) -> tuple[int, str]:
        """Return whether the leaderboards differ from the archive (1, else 0), and what was said about it."""
        return self._manage("rebuild_leaderboards", "--check")

    def _manage(self, *command: str) -> tuple[int, str]:
        done = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, str(settings.ROOT / "manage.py"), *command],
            cwd=settings.ROOT,
            env=surroundings(self.data, environment(self.data, self.redis)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return int(done.returncode != 0), (done.stdout + done.stderr).decode(errors="replace")[-2000:]


def environment(data: Path, redis: RedisProcess) -> dict[str, str]:
    """Return what makes processes share rooms and archive."""
    return {"REDIS_URL": redis.url, "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}"}


@contextmanager
def stage(plan: Plan, deck_of: Path, folder: Path) -> Iterator[Stage]:
    """Start everything; end it with the block. `deck_of`: a data folder whose deck is copied."""
    data = folder / "data"
    data.mkdir()
    if not bring_deck(deck_of, data):
        make_deck(data, {})
    with ExitStack() as stack:
        redis = stack.enter_context(RedisProcess(folder / "redis", free_port(), plan.fsync))
        webs = [WebProcess(data, environment(data, redis)) for _ in range(plan.processes)]
        for web in webs:
            stack.callback(web.end)
        with ThreadPoolExecutor() as threads:
            list(threads.map(WebProcess.start, webs))
        urls = stack.enter_context(proxy(folder / "proxy", [web.port for web in webs]))
        yield Stage(data, redis, webs, urls)
