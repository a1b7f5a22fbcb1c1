"""Throws frames at a running server from many sockets, while a small honest match is played next to it."""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
from django.conf import settings

from server.audits.hostile import Dice
from server.audits.playground import Playground
from server.audits.visit import Visit
from server.swarm.browser import Hosted, PageError, host

AT_ONCE = 8  # sockets
ROOMS = 5  # that are thrown at, the oldest replaced by a new one every so many frames
FRESH = 2_000  # frames
WARM = 0.2  # share of the frames after which memory is compared
GROWTH = 15.0  # MB that it may grow by from there on
QUICK = 2.0  # seconds within which the home page must come when all is over
CRASH = re.compile(r"^(?:Traceback |\S+ \S+ (?:ERROR|CRITICAL) )|^Unhandled ", re.MULTILINE)
Say = Callable[[str], None]


class Fuzz(msgspec.Struct, frozen=True):
    """What was thrown and what came of it.

    `kinds`: of frames, and `replies`: refusals and closing codes, each with how often; `growth`: MB; `honest`: what the
    bots of each match next to it counted.
    """

    frames: int
    kinds: dict[str, int]
    replies: dict[str, int]
    crashes: int
    growth: float | None
    honest: tuple[dict[str, Any], ...]
    seconds: float
    complaints: tuple[str, ...]

    def mistakes(self) -> Iterator[str]:
        """Say what the server did not stand."""
        yield from self.complaints
        if self.crashes:
            yield f"{self.crashes} crashes"
        if self.growth is not None and self.growth > GROWTH:
            yield f"the server's memory grew by {self.growth:.1f} MB"
        if not self.honest:
            yield "no honest match came to its end meanwhile"
        for figures in self.honest:
            if figures["errors"] or not figures["finished"]:
                yield f"honest players were disturbed: {figures['complaints'][:3]}"


class Thrower:
    """One run of so many frames against this address."""

    def __init__(self, url: str, frames: int, seed: int, tell: Say) -> None:
        self.url, self.frames, self.tell = url, frames, tell
        self.sent = 0
        self.kinds: Counter[str] = Counter()
        self.replies: Counter[str] = Counter()
        self.complaints: list[str] = []
        self._rng = Dice(f"fuzz {seed}")
        self._rooms: list[Hosted] = []
        self._made = 0

    async def run(self, warm: Callable[[], None]) -> None:
        """Throw all of them; `warm` is called when the share WARM of them was thrown."""
        waiting: set[asyncio.Task[None]] = set()
        warmed = False
        while self.sent < self.frames:
            await self._open_rooms()
            if not warmed and self.sent >= WARM * self.frames:
                warmed = True
                warm()
            # The order of sockets is the machine's; what each of them says is the seed's.
            rng = Dice(f"{self._rng.random()}")
            rng.seats = self._rng.seats
            waiting.add(asyncio.create_task(self._visit(rng)))
            if len(waiting) >= AT_ONCE:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for visit in done:
                    visit.result()  # a mistake of our own shall not pass for the server's patience
        await asyncio.gather(*waiting)

    async def _open_rooms(self) -> None:
        while len(self._rooms) < ROOMS or self.sent >= self._made * FRESH:
            self._made += 1
            try:
                self._rooms = [*self._rooms[-ROOMS + 1 :], await host(self.url)]
            except (PageError, httpx.HTTPError) as error:
                self.complaints.append(f"no room could be made: {error!r}")
                if not self._rooms:
                    raise

    async def _visit(self, rng: Dice) -> None:
        visit = Visit(self.url, rng.choice(self._rooms), rng)
        await visit.pay()
        before = self.sent
        self.sent += visit.kinds.total()
        self.kinds += visit.kinds
        self.replies += visit.replies
        self.complaints += visit.complaints
        if before // 10_000 != self.sent // 10_000:
            self.tell(f"{self.sent} of {self.frames} frames thrown")


async def fuzz(server: Playground, frames: int, seed: int = 0, tell: Say = lambda _line: None) -> Fuzz:
    """Throw that many frames at a server of our own."""
    began, quiet = time.monotonic(), len(server.said())
    thrower = Thrower(server.url, frames, seed, lambda line: tell(f"{line}; {server.memory():.1f} MB"))
    warm = [server.memory()]
    honest: list[dict[str, Any]] = []
    over = asyncio.Event()
    playing = asyncio.create_task(_play(server.url, seed, honest, over))
    try:
        await thrower.run(lambda: warm.append(server.memory()))
    finally:
        over.set()
        await playing
    complaints = list(thrower.complaints)
    if server.alive():
        complaints += await _look(server.url)
    else:
        complaints.append("the server is dead")
    said = server.said()[quiet:]
    crashes = len(CRASH.findall(said)) + (not server.alive())
    if said.strip():
        complaints.append(f"the server's log: {said.strip()[:2000]}")
    growth = server.memory() - warm[-1] if server.alive() else None
    tell(f"memory: {warm[0]:.1f} MB before, {warm[-1]:.1f} MB warm, {warm[-1] + (growth or 0):.1f} MB at the end")
    return Fuzz(
        frames=thrower.sent,
        kinds=dict(thrower.kinds.most_common()),
        replies=dict(thrower.replies.most_common()),
        crashes=crashes,
        growth=growth,
        honest=tuple(honest),
        seconds=round(time.monotonic() - began, 1),
        complaints=tuple(complaints),
    )


async def _look(url: str) -> Iterator[str]:
    began = time.monotonic()
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.get(url)
    except httpx.HTTPError as error:
        return iter([f"the home page does not come any more: {error!r}"])
    took = time.monotonic() - began
    fine = answer.status_code == httpx.codes.OK and took < QUICK
    return iter([] if fine else [f"the home page came with {answer.status_code} after {took:.1f} s"])


async def _play(url: str, seed: int, honest: list[dict[str, Any]], over: asyncio.Event) -> None:
    """Let bots in another process play small matches, one after the other, until it is over; at least one."""
    number = 0
    while not honest or not over.is_set():
        command = [str(settings.ROOT / "manage.py"), "swarm", "--url", url, "--players", "6", "--rooms", "1"]
        command += ["--rounds", "3", "--seconds", "4", "--window", "2", "--seed", str(seed + number), "--json"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        try:
            honest.append(json.loads(out))
        except ValueError:
            honest.append({"errors": 1, "finished": 0, "complaints": [err.decode()[-500:]]})
        number += 1
