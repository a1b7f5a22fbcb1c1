"""A player whose reactions are known exactly: answers each question so long after it was received, and says so."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import UNSET
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from game.face import Truth
from game.views import Podium, Question, Reveal
from server.rooms.protocol import (
    Ack,
    Answer,
    Inbound,
    Join,
    OutboundMessage,
    Ping,
    Pong,
    Ready,
    Refused,
    Welcome,
    encode,
)

decode = msgspec.json.Decoder(OutboundMessage).decode
Plan = Callable[[int], tuple[float, Truth]]  # round -> seconds from receiving the question to the answer, verdict


class Racer:
    """Plays one match. `stakes`: round -> points won or lost; `took`: round -> seconds as the server counts them.

    `pong_after`: seconds that each pong is held back, and nothing else.
    """

    def __init__(self, name: str, plan: Plan | None, pong_after: float = 0.0) -> None:
        self.name = name
        self.player = ""
        self.stakes: dict[int, int] = {}
        self.took: dict[int, float] = {}
        self.refused: list[str] = []
        self.seated = asyncio.Event()
        self.archived = asyncio.Event()
        self._plan, self._pong_after = plan, pong_after
        self._socket: ClientConnection | None = None
        self._errands: set[asyncio.Task[None]] = set()

    async def play(self, url: str, code: str, cookies: str = "") -> None:
        """Join over this address and play until the connection is closed."""
        async with connect(
            f"{url.replace('http', 'ws', 1)}/ws/room/{code}/",
            origin=url,  # type: ignore[arg-type]  # a NewType of str
            additional_headers={"Cookie": cookies} if cookies else None,
            compression=None,
            ping_interval=None,
            max_size=None,
            proxy=None,
        ) as socket:
            self._socket = socket
            await self.say(Join(name=self.name))
            try:
                while True:
                    raw = await socket.recv(decode=False)
                    if raw[:1] == b"{":
                        self._heard(decode(raw))
                    else:  # a sealed picture: it begins with its round
                        self._later(0.0, Ready(round=int.from_bytes(raw[:2])))
            except ConnectionClosed:
                return

    async def say(self, message: Inbound) -> None:
        """Send a message; on a line that has gone it is lost."""
        if self._socket is not None:
            try:
                await self._socket.send(encode(message), text=True)
            except ConnectionClosed:
                return

    def _heard(self, message: Any) -> None:
        match message:
            case Ping():
                self._later(self._pong_after, Pong(n=message.n))
            case Welcome():
                self.player = message.player
                self.seated.set()
            case Question() if self._plan is not None and message.playing is True:
                reaction, verdict = self._plan(message.round)
                self._later(reaction, Answer(round=message.round, verdict=verdict))
            case Ack():
                self.took[message.round] = message.took
            case Reveal():
                if message.own is not UNSET:
                    self.stakes[message.round] = abs(message.own.gained)
            case Podium(archived=True):
                self.archived.set()
            case Refused():
                self.refused.append(f"{message.about}: {message.code}")

    def _later(self, seconds: float, message: Inbound) -> None:
        async def say() -> None:
            await asyncio.sleep(seconds)
            await self.say(message)

        errand = asyncio.create_task(say())  # the next message may be due before this one
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)
