"""Those who come in the middle of a question: one who loses the connection in every round, and a newcomer a match."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from itertools import product
from typing import Any

from msgspec.structs import replace

from server.audits.recording import Seen, Watched
from server.audits.recording_client import Client, Message

NAMES = tuple(map("".join, product("bdfgkmnprstvz", "aeiou")))  # of newcomers: none looks like another
Later = Callable[[Coroutine[Any, Any, None]], None]


class Latecomers:
    """Plays along, and keeps what they were sent. `back` comes in with everybody else.

    In each round: back loses the socket when the question opens, returns with the seat's token, gets the picture, says
    that it is missing, gets it again, and answers. Nobody else can end the question before that.
    """

    def __init__(
        self, url: str, code: str, *, source: str, rounds: int, rng: random.Random, later: Later, thinking: float
    ) -> None:
        """`later`: starts what takes time. `thinking`: seconds before an answer, at most."""
        self._url, self._code, self._source, self._rounds = url, code, source, rounds
        self._rng, self._later, self._thinking = rng, later, thinking
        self.back = Client(url, code, name="Back", source=source, react=self._back_hears)
        self._round: int | None = None  # that is open
        self._sealed = 0  # pictures of it that came since
        self._came = True  # the newcomer of this round, if there is one
        self._chosen = -1  # the round of this match that has one
        self._newcomers: list[Client] = []

    def leave(self) -> None:
        """Close all tabs."""
        for client in (self.back, *self._newcomers):
            client.leave()

    def watched(self, match: str, number: int) -> Watched:
        """Return what they were sent in a round: nothing where back was away for all of it."""
        told = self.back.cuts.get((match, number))
        known = told.watched if told else Watched(seen=[], context=[])
        seen = list(known.seen)
        for newcomer in self._newcomers:
            if cut := newcomer.cuts.get((match, number)):
                page, handshake = cut.watched.context[:2]
                seen += [_renamed(one) for one in (page, handshake, *cut.watched.seen)]
        return Watched(seen=seen, context=known.context)

    def _back_hears(self, message: Message) -> None:
        match message["t"]:
            case "ping":
                self.back.say({"t": "pong", "n": message["n"]})
            case "countdown":
                self._chosen, self._round = self._rng.randrange(self._rounds), None
            case "question":
                self._round, self._sealed, self._came = message["round"], 0, self._chosen != message["round"]
                self._later(self.back.come_back())
                if not self._came:
                    self._later(self._welcome_somebody())
            case "sealed" if self._round is None:
                self.back.say({"t": "ready", "round": message["round"]})
            case "sealed":
                self._sealed += 1
                if self._sealed == 1:
                    self.back.say({"t": "missing", "round": self._round})
                self._answer_when_all_is_done()
            case "reveal":
                self._round = None
            case "welcome" if message["phase"]["t"] == "reveal":
                self._round = None

    async def _welcome_somebody(self) -> None:
        number = len(self._newcomers)

        def hears(message: Message) -> None:
            self._newcomer_hears(self._newcomers[number], message)

        name = f"Guest {NAMES[number % len(NAMES)]}"
        self._newcomers.append(Client(self._url, self._code, name=name, source=self._source, react=hears))
        await self._newcomers[number].enter()

    def _newcomer_hears(self, newcomer: Client, message: Message) -> None:
        match message["t"]:
            case "ping":
                newcomer.say({"t": "pong", "n": message["n"]})
            case "sealed":
                self._came = True
                self._answer_when_all_is_done()
            case "reveal":
                newcomer.leave()

    def _answer_when_all_is_done(self) -> None:
        if self._round is not None and self._sealed == 2 and self._came:
            answer = {"t": "answer", "round": self._round, "verdict": self._rng.choice(("real", "ai"))}
            self._sealed += 1  # once is enough
            asyncio.get_running_loop().call_later(self._rng.random() * self._thinking, self.back.say, answer)


def _renamed(seen: Seen) -> Seen:
    return replace(seen, name=f"newcomer {seen.name}")
