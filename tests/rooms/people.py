"""Players at a room's socket, without a socket: a session whose outlet keeps what it is told."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from game.room import Options
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from server.rooms.session import Session

HOST = "host-player-id-1"
QUICK = Options(deck="test", rounds=3, seconds=3, reveal=2)
Processes = Callable[[], Awaitable[Runtime]]  # each call starts one on the same Redis
PATIENCE = 10.0  # seconds; only a broken server uses them up


class Ear:
    """An outlet that keeps what was sent. `open`: as the server knows it."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.on_frame: Callable[[bytes], object] = lambda _frame: None
        self.closed: int | None = None
        self.open = True
        self._news = asyncio.Event()

    def text(self, payload: bytes) -> None:
        self.heard.append(json.loads(payload))
        self._news.set()

    def binary(self, payload: bytes) -> None:
        self.frames.append(payload)
        self._news.set()
        self.on_frame(payload)

    def close(self, code: int) -> None:
        if self.closed is None:
            self.closed = code
        self._news.set()

    async def until(self, wanted: Callable[[], Any]) -> Any:
        """Wait until something is true of what was heard."""
        async with asyncio.timeout(PATIENCE):
            while not (found := wanted()):
                self._news.clear()
                await self._news.wait()
        return found


class Client:
    """One socket of one player, who says that a picture is here as soon as it is, unless not `prompt`."""

    def __init__(self, process: Runtime, code: str, cookie: str | None = None, *, prompt: bool = True) -> None:
        self.ear = Ear()
        if prompt:
            self.ear.on_frame = self._ready
        self.session = Session(process, code, self.ear, cookie)

    async def say(self, **message: Any) -> None:
        waiting = self.session.hear(json.dumps(message))
        if waiting is not None:
            await waiting

    def _ready(self, frame: bytes) -> None:
        # After the turn in which it came: it may come within the very call that lets the player in.
        message = json.dumps({"t": "ready", "round": int.from_bytes(frame[:2])})
        asyncio.get_running_loop().call_soon(self.session.hear, message)

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.ear.heard if message["t"] == kind]

    async def next(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the first message of a kind with these fields, waiting for it."""
        fits = lambda m: m["t"] == kind and all(m.get(name) == value for name, value in fields.items())  # noqa: E731
        return await self.ear.until(lambda: next(filter(fits, self.ear.heard), None))

    async def join(self, name: str = "Ann", **more: Any) -> dict[str, Any]:
        await self.say(t="join", name=name, **more)
        return await self.next("welcome")

    async def answer(self, number: int, verdict: str = "real") -> None:
        await self.say(t="answer", round=number, verdict=verdict)

    @property
    def codes(self) -> list[str]:
        return [message["code"] for message in self.all("refused")]

    def leave(self) -> None:
        self.session.close()


async def room_of(runtime: Runtime, host: str = HOST) -> str:
    """Open a room for a short match; return its code."""
    return (await create_room(runtime.store, host, QUICK)).code
