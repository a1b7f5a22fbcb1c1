"""Watchers and big screens: nobody, told what all are told and nothing else; and somebody who finds the door locked."""

import asyncio
import random
from collections.abc import Callable

import msgspec
from msgspec import UNSET
from picows.websockets.asyncio.client import ClientConnection
from picows.websockets.exceptions import ConnectionClosed

from game.decisions import Code
from game.face import Truth
from game.room import Options
from game.views import PhaseView, Question
from server.rooms.codes import ProtocolCode, Role
from server.rooms.protocol import (
    Ack,
    Answer,
    Inbound,
    Join,
    Named,
    OutboundMessage,
    Pause,
    Ping,
    Pong,
    Refused,
    Welcome,
    encode,
)
from server.swarm.ledger import Ledger, less_personal
from server.swarm.listening import Listening, decode
from server.swarm.order import name
from server.swarm.plan import Plan
from server.swarm.sockets import NoSocketError, Sockets
from server.swarm.tally import Tally

LIVES = 200  # connections, at most
PATIENCE = 20.0  # seconds for a reply at the door
NOT_FOR_THEM = {("answer", str(ProtocolCode.NOT_SEATED)), ("pause", str(Code.NOT_HOST))}


class Onlooking(Listening):
    """What a watcher or a big screen was told: never what is personal."""

    def __init__(self, role: Role, options: Options, ledger: Ledger, complain: Callable[[str], None]) -> None:
        super().__init__(options, ledger, complain)
        self.role = role
        self.names: set[str] = set()  # ids that it was given
        self.tried: set[tuple[str, str]] = set()  # what it was refused

    def begun(self, welcome: Welcome, at: float) -> None:  # noqa: ARG002
        """Ask whether this is nobody, and another nobody each time."""
        if welcome.seated or welcome.token or welcome.name or welcome.points or welcome.rank:
            self.complain(f"a {self.role} is told of a seat: {welcome}")
        if welcome.player in self.names:
            self.complain(f"a {self.role} came back as {welcome.player}")
        self.names.add(welcome.player)

    def shown(self, before: PhaseView | None, view: PhaseView, at: float) -> None:  # noqa: ARG002
        """Ask whether nothing in it is personal."""
        told = msgspec.structs.replace(view, answered=UNSET) if isinstance(view, Question) else view
        if less_personal(told) != told:
            self.complain(f"a {self.role} is told what is personal: {view}")

    def told(self, message: OutboundMessage, at: float) -> None:  # noqa: ARG002
        """Take a refusal; nothing else is for a watcher alone."""
        if isinstance(message, Refused) and (message.about, message.code) in NOT_FOR_THEM:
            self.tried.add((message.about, message.code))
        elif isinstance(message, Refused | Ack | Named):
            self.complain(f"a {self.role} was told {message}")


class Onlooker:
    """The browser of one: comes, tries once what is not for it, now and then loads the page again."""

    def __init__(self, plan: Plan, talk: Onlooking, *, sockets: Sockets, tally: Tally, rng: random.Random) -> None:
        self.talk = talk
        self._plan, self._sockets, self._tally, self._rng = plan, sockets, tally, rng
        self._socket: ClientConnection | None = None
        self._over = self._meant = False
        self._tries = False

    async def live(self, code: str, url: str) -> None:
        """Look on until `leave`, beginning on this address."""
        for _ in range(LIVES):
            self._meant = False
            try:
                self._socket = await self._sockets.open(url, code, "")
                await self._say(Join(role=self.talk.role))
                self.talk.connected()
                await self._listen(self._socket)
            except NoSocketError as error:
                self.talk.complain(str(error))
                return
            except ConnectionClosed as closed:
                if not (self._over or self._meant) and not self._lost(closed):
                    return
                url = self._rng.choice(self._plan.urls)
            if self._over:
                return

    def _lost(self, closed: ConnectionClosed) -> bool:
        """Note that the server has closed the connection. Tells whether to come back: only where servers may die."""
        self._tally.lost += 1
        if not self._plan.chaos:
            self.talk.complain(f"the server closed a {self.talk.role}'s connection ({closed})")
        return self._plan.chaos

    async def leave(self) -> None:
        """Close the tab."""
        self._over = True
        if self._socket is not None:
            await self._socket.close()

    def settle(self) -> None:
        """Ask whether everything that is not for onlookers was refused."""
        if self._tries and self.talk.tried != NOT_FOR_THEM:
            self.talk.complain(f"a {self.talk.role} was refused {self.talk.tried}, expected {NOT_FOR_THEM}")

    async def _listen(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        while True:
            raw = await socket.recv()
            self._tally.onlooking += 1
            if isinstance(raw, bytes):
                self.talk.handed(raw)
                continue
            message = self.talk.heard(raw.encode(), loop.time())
            if isinstance(message, Ping):
                await self._say(Pong(n=message.n))
            elif isinstance(message, PhaseView) and self.talk.fresh:
                await self._phase(message)

    async def _phase(self, view: PhaseView) -> None:
        if isinstance(view, Question) and not self._tries:
            self._tries = True
            await self._say(Answer(round=view.round, verdict=Truth.AI))
            await self._say(Pause())
        elif self._socket is not None and self._rng.random() < self._plan.reconnects:
            self._meant = True
            await self._socket.close()

    async def _say(self, message: Inbound) -> None:
        if self._socket is not None:
            await self._socket.send(encode(message), text=True)


async def knock(sockets: Sockets, url: str, code: str, who: str) -> str:
    """Try to take a seat, as somebody new. Returns the code of the refusal, or the name of what was said instead."""
    socket = await sockets.open(url, code, "")
    try:
        await socket.send(encode(Join(name=who)), text=True)
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await socket.recv()
                message: OutboundMessage | None = decode(raw) if isinstance(raw, str) else None
                if isinstance(message, Refused):
                    return message.code
                if isinstance(message, Welcome):
                    return f"welcome to the {name(message.phase)}"
    except (ConnectionClosed, TimeoutError) as error:
        return repr(error)
    finally:
        await socket.close()
