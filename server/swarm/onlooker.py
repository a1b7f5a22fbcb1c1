"""Watchers and big screens: nobody, told what all are told and nothing else; and somebody who finds the door locked."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import UNSET

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
from server.swarm.line import Line
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
        self._line: Line | None = None
        self._over = self._meant = False
        self._tries = False

    async def live(self, code: str, url: str) -> None:
        """Look on until `leave`, beginning on this address."""
        for _ in range(LIVES):
            self._meant = False
            try:
                self._line = await self._sockets.open(url, code, "")
            except NoSocketError as error:
                self.talk.complain(str(error))
                return
            self._say(Join(role=self.talk.role))
            self.talk.connected()
            self._line.hear(self._take)
            code_of_end = await self._line.closed
            if self._over or not (self._meant or self._lost(code_of_end)):
                return
            url = self._rng.choice(self._plan.urls)

    def _lost(self, code: int | None) -> bool:
        """Note that the server has closed the connection. Tells whether to come back: only where servers may die."""
        self._tally.lost += 1
        if not self._plan.chaos:
            self.talk.complain(f"the server closed a {self.talk.role}'s connection ({code})")
        return self._plan.chaos

    async def leave(self) -> None:
        """Close the tab."""
        self._over = True
        if self._line is not None:
            await self._line.close()

    def settle(self) -> None:
        """Ask whether everything that is not for onlookers was refused."""
        if self._tries and self.talk.tried != NOT_FOR_THEM:
            self.talk.complain(f"a {self.talk.role} was refused {self.talk.tried}, expected {NOT_FOR_THEM}")

    def _take(self, payload: bytes, text: bool, at: float) -> None:  # noqa: FBT001  (a Take)
        self._tally.onlooking += 1
        if not text:
            self.talk.handed(payload)
            return
        message = self.talk.heard(payload, at)
        if isinstance(message, Ping):
            self._say(Pong(n=message.n))
        elif isinstance(message, PhaseView) and self.talk.fresh:
            self._phase(message)

    def _phase(self, view: PhaseView) -> None:
        if isinstance(view, Question) and not self._tries:
            self._tries = True
            self._say(Answer(round=view.round, verdict=Truth.AI))
            self._say(Pause())
        elif self._line is not None and self._rng.random() < self._plan.reconnects:
            self._meant = True
            self._line.say_goodbye()

    def _say(self, message: Inbound) -> None:
        if self._line is not None:
            self._line.say(encode(message))


async def knock(sockets: Sockets, url: str, code: str, who: str) -> str:
    """Try to take a seat, as somebody new. Returns the code of the refusal, or the name of what was said instead."""
    line = await sockets.open(url, code, "")
    said: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def take(payload: bytes, text: bool, at: float) -> None:  # noqa: ARG001, FBT001  (a Take)
        message: OutboundMessage | None = decode(payload) if text else None
        if isinstance(message, Refused) and not said.done():
            said.set_result(message.code)
        if isinstance(message, Welcome) and not said.done():
            said.set_result(f"welcome to the {name(message.phase)}")

    line.say(encode(Join(name=who)))
    line.hear(take)
    try:
        async with asyncio.timeout(PATIENCE):
            waiting: list[asyncio.Future[Any]] = [said, line.closed]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    except TimeoutError as error:
        return repr(error)
    finally:
        await line.close()
    return said.result() if said.done() else f"closed with {line.closed.result()}"
