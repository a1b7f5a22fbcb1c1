"""One player's life: joins, answers each round at a random moment, now and then comes back. Until it leaves."""

import asyncio
import contextlib
import random
from collections.abc import Coroutine
from typing import Any

from msgspec import UNSET

from game.face import Truth, opposite
from game.room import GRACE
from game.views import Question, Reveal
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.protocol import (
    Answer,
    Clock,
    Inbound,
    Join,
    Missing,
    OutboundMessage,
    Ping,
    Pong,
    Ready,
    Refused,
    Welcome,
    encode,
)
from server.swarm.conversation import Conversation
from server.swarm.gallery import Gallery
from server.swarm.line import Line
from server.swarm.plan import SLACK, Plan
from server.swarm.replies import TOLERANCE
from server.swarm.sockets import NoSocketError, Sockets
from server.swarm.tally import Tally

LIVES = 200  # connections of one bot, at most
AWAY = 0.5  # seconds, at most, between leaving and coming back
AGAIN = 0.3  # seconds before something is said again that the server could not take
REPLACED_WITHIN = 2.0  # seconds
IMPATIENT = 0.2  # share of the bots that answer while the clock stands
FOR_GOOD = range(4000, 4100)  # close codes after which a client does not come back by itself


class Bot:
    """Plays in one room. `gone`: it plays no more, whatever the reason."""

    def __init__(
        self,
        plan: Plan,
        talk: Conversation,
        *,
        room: int,
        tally: Tally,
        sockets: Sockets,
        gallery: Gallery,
        rng: random.Random,
    ) -> None:
        self.talk = talk
        self.gone = False
        self._plan, self._tally, self._sockets, self._gallery, self._rng = plan, tally, sockets, gallery, rng
        self._room = room
        self._code = self._cookies = self._url = ""
        self._came = 0.0  # when it wanted to come in
        self._socket: Line | None = None
        self._heir: Line | None = None  # the socket that takes over from the present one
        self._errands: set[asyncio.Task[None]] = set()
        self._meant = False  # the connection ends by this bot's own will
        self._over = False
        self._answering: tuple[str, int] | None = None  # the match and round whose answer is on its way

    async def live(self, code: str, url: str, cookies: str = "") -> None:
        """Play in this room, beginning on this address, until `leave`."""
        self._code, self._cookies, self._url = code, cookies, url
        self._came = asyncio.get_running_loop().time()
        try:
            for _ in range(LIVES):
                heir, self._heir = self._heir, None
                socket = heir or await self._join()
                self._meant = False
                self.talk.connected(overlapping=heir is not None)
                self._socket = socket
                await self._listen(socket)
                if self._over or self.gone:
                    return
                if self._heir is None:
                    await asyncio.sleep(self._rng.random() * AWAY)
            self.talk.complain("connected too often")
        except NoSocketError as error:
            self.talk.complain(str(error))
        finally:
            self.gone = True
            for errand in self._errands:
                errand.cancel()

    async def leave(self) -> None:
        """Close the tab."""
        self._over = True
        await self._close()

    def say(self, message: Inbound) -> None:
        """Send a message, if there is a connection."""
        if self._socket is not None:
            self._socket.say(encode(message))

    # ---- connections -------------------------------------------------------------------------------------------------
    async def _join(self) -> Line:
        socket = await self._sockets.open(self._url, self._code, self._cookies)
        socket.say(encode(Join(name=self.talk.name, token=self.talk.token or UNSET)))
        return socket

    async def _listen(self, socket: Line) -> None:
        socket.hear(self._take)
        code = await socket.closed
        if self._meant:
            return
        if self._heir is not None and code == CloseCode.REPLACED:
            return
        self.gone = code in FOR_GOOD
        self._tally.lost += 1
        if self.gone or not self._plan.chaos:
            self.talk.complain(f"the server closed the connection ({code})")
        self._url = self._rng.choice(self._plan.urls)

    def _take(self, payload: bytes, text: bool, at: float) -> None:  # noqa: FBT001  (a Take)
        if text:
            self._hear(payload, at)
        elif (number := self.talk.handed(payload)) is not None:
            self.say(Ready(round=number))

    def _hear(self, raw: bytes, at: float) -> None:
        message = self.talk.heard(raw, at)
        if message is None:
            return
        self._tally.traffic.heard(self._room, message, len(raw), at)
        if isinstance(message, Welcome) and self._came:
            self._tally.joined(self._came, at)
            self._came = 0.0
        self._react(message)

    async def _hang_up(self, after: float) -> None:
        await asyncio.sleep(after)
        await self._close()

    async def _close(self) -> None:
        self._meant = True
        if self._socket is not None:
            await self._socket.close()

    async def _come_back(self, match: str, number: int, after: float) -> None:
        """End the connection in the middle of a round, in one of three manners, and come back with the token."""
        await asyncio.sleep(after)
        view = self.talk.view
        if not isinstance(view, Question) or (self.talk.part.match, view.round) != (match, number):
            return
        self._tally.reconnects += 1
        self._url, socket = self._rng.choice(self._plan.urls), self._socket
        match self._rng.choice(("close", "abort", "replace")):
            case "close":
                await self._close()
            case "abort" if socket is not None:
                self._meant = True
                socket.abort()
            case "replace" if socket is not None:
                # The same player opens the room elsewhere: the server closes the socket that was there.
                self._heir = await self._join()
                try:
                    await asyncio.wait_for(socket.wait_closed(), REPLACED_WITHIN)
                except TimeoutError:
                    self.talk.complain("the socket that was replaced stayed open")
                    self._meant = True
                    await socket.close()

    # ---- playing -----------------------------------------------------------------------------------------------------
    def _react(self, message: OutboundMessage) -> None:
        match message:
            case Ping():
                self.say(Pong(n=message.n))
            case Question():
                self._question(message)
            case Reveal() if self.talk.fresh and self._rng.random() < self._plan.pictures:
                self._errand(self._gallery.look(self._url, message, self.talk.name))
            case Welcome():
                self.say(Clock(sent=self._rng.random()))
                if isinstance(message.phase, Question):
                    self._answer_later(message.phase)
            case Refused(about="join"):
                self._over = message.code != ProtocolCode.TRY_AGAIN
                self._errand(self._hang_up(AGAIN))
            case Refused(about="answer", code=ProtocolCode.TRY_AGAIN):
                if isinstance(self.talk.view, Question):
                    self._errand(self._answer(self.talk.view.round, AGAIN))
            case _:
                pass

    def _question(self, question: Question) -> None:
        if self.talk.fresh:
            self._ask_again(question)
            self._wander(question)
        self._answer_later(question)

    def _ask_again(self, question: Question) -> None:
        """Ask for the picture that did not come; a share of the bots does so though it has."""
        self._tally.missing += self.talk.deliveries.missing
        if self.talk.deliveries.missing or (question.playing is True and self._rng.random() < self._plan.missing):
            self._tally.again += 1
            self.talk.deliveries.ask()
            self.say(Missing(round=question.round))

    def _answer_later(self, question: Question) -> None:
        if question.playing is not True and question.aside is not True:
            return
        hand, this = self.talk.part.hand(question.round), (self.talk.part.match, question.round)
        if question.paused is not UNSET:
            if hand.sent is None and self._rng.random() < IMPATIENT:
                self._errand(self._answer_too_soon(question.round))
        elif self._answering != this:
            self._answering = this
            peeks, after = self._rng.random() < self._plan.pictures, self._rng.random() * self._plan.window
            if peeks:
                self._errand(self._answer(question.round, after, peeks=True))
            else:  # a timer is cheaper than a task, and this is what nearly all do
                asyncio.get_running_loop().call_later(after, self._answer_now, question.round)
        elif hand.sent is not None and hand.took is None:
            self._errand(self._answer(question.round, 0.0))  # whether it arrived, nobody said

    def _wander(self, question: Question) -> None:
        """Do the things that a share of the players does besides."""
        part = self.talk.part
        if self._rng.random() < self._plan.reconnects:
            self._errand(self._come_back(part.match, question.round, self._rng.random() * self._plan.window))

    async def _peek(self) -> None:
        """Try to see pictures too early. While we have not answered, the round stays open until its deadline.

        However slow the server is, it ends in time for the answer.
        """
        loop, question = asyncio.get_running_loop(), self.talk.view
        if isinstance(question, Question):
            heard = self.talk.part.hand(question.round).heard
            limit = heard + question.deadline - question.opened - SLACK
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(limit):
                    await self._gallery.peek(self._url, question, self.talk.name, lambda: loop.time() < limit)

    async def _answer(self, number: int, after: float, *, peeks: bool = False) -> None:
        await asyncio.sleep(after)
        if peeks:
            await self._peek()
        self._answer_now(number)

    def _answer_now(self, number: int) -> None:
        question = self.talk.view
        if self.gone or self._over or not isinstance(question, Question) or question.round != number:
            return
        if question.paused is not UNSET:
            self._answering = None  # the question is told again when the clock goes on
            return
        verdict = self.talk.part.hand(number).sent or self._rng.choice(list(Truth))
        self._say_answer(number, verdict)
        if self._rng.random() < self._plan.doubles:
            self._say_answer(number, opposite(verdict))  # must not count

    async def _answer_too_soon(self, number: int) -> None:
        """Answer when the clock has stood for longer than anything can have been on its way: it must not count."""
        await asyncio.sleep(GRACE + 2 * TOLERANCE)
        question, hand = self.talk.view, self.talk.part.hand(number)
        if isinstance(question, Question) and question.round == number and hand.paused_at and hand.sent is None:
            self._say_answer(number, self._rng.choice(list(Truth)))

    def _say_answer(self, number: int, verdict: Truth) -> None:
        self.talk.replies.answered(number, verdict, asyncio.get_running_loop().time())
        self.say(Answer(round=number, verdict=verdict))

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._run(work))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NoSocketError as error:
            self.talk.complain(str(error))
