"""One player: answers each round at a random moment, says it again until it stands; leads, whenever it is the host."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from game.face import Truth, opposite
from game.views import House, Lobby, PhaseView, Podium, Question
from server.chaos.interruptions import Interruption
from server.chaos.line import Line
from server.chaos.notebook import Notebook
from server.chaos.plan import Kind, Plan
from server.chaos.waiting import Waiting
from server.rooms.protocol import (
    Ack,
    Answer,
    Configure,
    Join,
    OutboundMessage,
    Ping,
    Pong,
    Ready,
    Refused,
    Rematch,
    Start,
    Welcome,
)

decode = msgspec.json.Decoder(OutboundMessage).decode
AGAIN = 1.5  # seconds without an ack before an answer is sent again, as in the browser
WINDOW = 2.2  # seconds of a question within which all answer
OFTEN = 0.3  # share of the answers that a habit concerns
LEADING = 1.0  # seconds between what a host says
OVER = {"round_over", "too_late"}


class Player:
    """Plays in one room until `leave`. `house`: as told last. `doubled`, `reordered`: what the habits came to."""

    def __init__(
        self,
        plan: Plan,
        name: str,
        urls: Sequence[str],
        dice: random.Random,
        playing_on: Callable[[], bool],
        note: Callable[[Interruption], None],
    ) -> None:
        """`playing_on`: whether hosts begin further matches. `note` takes interruptions."""
        self.name, self.book, self.line = name, Notebook(), Line(urls, dice, self._join, self._hear, self._lost)
        self.house: House | None = None
        self.doubled = self.reordered = 0
        self._plan, self._dice, self._playing_on = plan, dice, playing_on
        self._waiting = Waiting(note)
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def hosts(self) -> bool:
        """Whether this player is the host, as told last."""
        return self.house is not None and self.house.host == self.book.player

    @property
    def here(self) -> bool:
        """Whether this player has not gone for good or for a while."""
        return not self.line.shut and _now() >= self.line.away

    async def live(self, code: str, cookies: str) -> None:
        """Join, play, come back."""
        self._errand(self._lead())
        try:
            await self.line.live(code, cookies)
        finally:
            for errand in self._errands:
                errand.cancel()

    # ---- what is done to it ------------------------------------------------------------------------------------------
    def vanish(self, seconds: float) -> None:
        """Go, and come back after so long."""
        self.line.away = max(self.line.away, _now() + seconds)
        self._waiting.excuse(self.line.away)
        self.line.cut()

    def deafen(self, seconds: float) -> None:
        """Stop reading for so long."""
        self._waiting.excuse(_now() + seconds)
        self.line.deafen(seconds)

    def move(self, url: str) -> None:
        """Come to this process while the socket is open."""
        self._errand(self.line.move(url))

    # ---- listening ---------------------------------------------------------------------------------------------------
    def _join(self) -> Join:
        return Join(name=self.name, token=self.book.token or UNSET)

    def _lost(self) -> None:
        self._waiting.lost(_now())

    async def _hear(self, raw: bytes) -> None:
        if raw[:1] != b"{":  # a sealed picture: it begins with its round
            if not isinstance(self.book.view, Question):
                await self.line.say(Ready(round=int.from_bytes(raw[:2])))
            return
        message: Any = decode(raw)
        match message:
            case Ping():
                await self.line.say(Pong(n=message.n))
            case Welcome():
                self.house, self.line.settled, self._waiting.player = message.house, True, message.player
                self._waiting.welcomed(message.now, _now())
                self._phase(message.phase, lambda: self.book.welcome(message, overlapping=self.line.overlapping))
            case House():
                self.house = message
            case Ack():
                self.book.ack(message)
                self._waiting.settled(message.round, _now())
            case Refused(about="join"):
                raise TimeoutError(message.code)  # come back a little later
            case Refused(about="answer", code=code) if code in OVER and isinstance(self.book.view, Question):
                self._waiting.settled(self.book.view.round, _now())
            case _ if isinstance(message, PhaseView):
                self._phase(message, lambda: self.book.hear(message))

    def _phase(self, view: PhaseView, take: Callable[[], None]) -> None:
        before = self.book.view
        take()
        fresh = (type(before), getattr(before, "round", 0)) != (type(view), getattr(view, "round", 0))
        if fresh:
            self._waiting.shown(view, _now())
        if isinstance(view, Question) and view.playing is True:
            if self.book.waits(view.round):
                self._errand(self._say_answer(view.round))  # whether it arrived, nobody said
            elif fresh:
                self._errand(self._answer(view.round, self._dice.random() * WINDOW))

    # ---- speaking ----------------------------------------------------------------------------------------------------
    async def _answer(self, number: int, after: float) -> None:
        match = self.book.match
        await asyncio.sleep(after)
        while self.book.asks(match, number):
            await self._say_answer(number)
            await asyncio.sleep(AGAIN)

    async def _say_answer(self, number: int) -> None:
        match, habits, dice = self.book.match, self._plan.faults, self._dice
        if not self.line.settled or not self.book.asks(match, number):
            return
        verdict = self.book.sent.get((match, number), [dice.choice(list(Truth))])[0]
        said = [(number, verdict)]
        if Kind.DOUBLE in habits and dice.random() < OFTEN:
            self.doubled += 1
            said += [(number, opposite(verdict)), (number, verdict)]
        if Kind.REORDER in habits and number and dice.random() < OFTEN:
            self.reordered += 1
            said.append((number - 1, dice.choice(list(Truth))))
        self._waiting.asked(number, _now())
        for which, what in said:
            self.book.say(which, what)
            await self.line.say(Answer(round=which, verdict=what))

    async def _lead(self) -> None:
        """Choose the options, start, begin again."""
        while True:
            await asyncio.sleep(LEADING)
            if not self.hosts or not self._playing_on():
                continue
            match self.book.view:
                case Lobby() if self.house and self.house.options != self._plan.options:
                    await self.line.say(Configure(options=self._plan.options))
                case Lobby():
                    await self.line.say(Start())
                case Podium(archived=True):
                    await self.line.say(Rematch())
                case _:
                    pass

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _now() -> float:
    return asyncio.get_running_loop().time()
