"""One room that plays to be recorded: a host and players who guess at random, and a spectator."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from game.room import COUNTDOWN, Kind
from server.audits.recording import Dealt, Past, Watched
from server.audits.recording_client import Client, Message
from server.audits.recording_latecomers import Latecomers

SECONDS, REVEAL = 3, 2  # the shortest that there are
LONGEST = 12.0  # seconds of one round, pauses of a busy machine included
MEETING = 60.0  # seconds for everybody to come in, and for a match to begin and to end
THINKING = 0.25  # seconds, at most, before a verdict; it depends on nothing


class Stage:
    """Plays matches in one room, and hands out what was recorded."""

    def __init__(self, url: str, code: str, number: int, *, rounds: int, kind: Kind, seed: int, source: str) -> None:
        self._rng = random.Random(f"{seed} {number}")  # noqa: S311  (repeatable, no secret)
        self._number, self._rounds, self._kind, self._code = number, rounds, kind, code
        self._host = Client(url, code, name="Host", source=source, react=self._host_hears)
        self._player = Client(url, code, name="Player", source=source, react=self._player_hears)
        self._spectator = Client(url, code, role="watcher", source=source, react=self._spectator_hears)
        self._screen = Client(url, code, role="screen", source=source, react=self._screen_hears)
        self._late = Latecomers(
            url, code, source=source, rounds=rounds, rng=self._rng, later=self._later, thinking=THINKING
        )
        self._clients = (self._host, self._player, self._spectator, self._screen)
        self._welcomed = 0
        self._phase: Message = {}  # as the host was told
        self._options: Message = {}
        self._match = ""
        self._looks: list[asyncio.Task[None]] = []
        self._matches: list[str] = []

    async def play(self, cookies: str, matches: int) -> list[Dealt]:
        """Play. `cookies`: of the browser that made the room. Raises OSError, TimeoutError."""
        try:
            async with asyncio.timeout(MEETING):
                await self._host.enter(cookies)
                await self._player.enter()
                await self._spectator.enter()
                await self._screen.enter()
                await self._late.back.enter()
                await self._until(lambda: self._welcomed == len(self._clients) and bool(self._late.back.token))
                options = {"rounds": self._rounds, "kind": str(self._kind), "seconds": SECONDS, "reveal": REVEAL}
                wanted = self._options | options
                self._host.say({"t": "configure", "options": wanted})
                await self._until(lambda: self._options == wanted)
            for number in range(matches):
                async with asyncio.timeout(MEETING + COUNTDOWN + self._rounds * LONGEST):
                    await self._match_of(again=number > 0)
        finally:
            for client in (*self._clients, self._late):
                client.leave()
            for look in self._looks:
                look.cancel()
            ended = await asyncio.gather(*self._looks, return_exceptions=True)
        for failed in (end for end in ended if isinstance(end, Exception)):
            raise failed
        return self._dealt()

    async def _match_of(self, *, again: bool) -> None:
        if again:
            self._host.say({"t": "rematch"})
            await self._until(lambda: self._phase["t"] == "lobby")
        self._host.say({"t": "start"})
        await self._until(lambda: self._phase["t"] == "podium" and self._phase["archived"])
        self._matches.append(self._match)

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait for what the clients hear. Raises ConnectionError when one is lost."""
        while not done():
            if self._late.back.lost or any(client.lost for client in self._clients):
                raise ConnectionError("the server closed a recorder's socket")
            await asyncio.sleep(0.02)

    # ---- what they do ------------------------------------------------------------------------------------------------
    def _host_hears(self, message: Message) -> None:
        if message["t"] in {"lobby", "countdown", "question", "reveal", "podium"}:
            self._phase = message
        match message["t"]:
            case "welcome":
                self._phase, self._options = message["phase"], message["house"]["options"]
            case "house":
                self._options = message["options"]
            case "countdown":
                self._match = message["sealed"]["match"]
        self._plays(self._host, message)

    def _player_hears(self, message: Message) -> None:
        match message["t"]:
            case "countdown":
                self._later(self._player.reload())
            case "question":
                self._later(self._curious(message["round"]))
        self._plays(self._player, message)

    def _spectator_hears(self, message: Message) -> None:
        match message["t"]:
            case "countdown":
                self._later(self._spectator.reload())
            case "sealed" if self._match and message["round"] % 3 == 2:
                self._later(self._spectator.look(self._picture(message["round"]), "coming"))
        self._common(self._spectator, message)

    def _screen_hears(self, message: Message) -> None:
        if message["t"] == "countdown":
            self._later(self._screen.reload())
        self._common(self._screen, message)

    def _plays(self, client: Client, message: Message) -> None:
        match message["t"]:
            case "sealed":
                client.say({"t": "ready", "round": message["round"]})
            case "question" if client is self._host:
                self._answer_later(client, message["round"])
        self._common(client, message)

    def _common(self, client: Client, message: Message) -> None:
        match message["t"]:
            case "ping":
                client.say({"t": "pong", "n": message["n"]})
            case "welcome":
                self._welcomed += 1

    async def _curious(self, number: int) -> None:
        """Try to get the running or the next picture, then answer: so nothing can come after a reveal.

        Not both, and not the spectator in the same round: to keep the server busy would blur the times.
        """
        match number % 3:
            case 0:
                await self._player.look(self._picture(number), "now")
            case 1:
                await self._player.look(self._picture(number + 1), "next")
        self._answer_later(self._player, number)

    def _answer_later(self, client: Client, number: int) -> None:
        answer = {"t": "answer", "round": number, "verdict": self._rng.choice(("real", "ai"))}
        asyncio.get_running_loop().call_later(self._rng.random() * THINKING, client.say, answer)

    def _picture(self, number: int) -> str:
        return f"faces/{self._match}/{number}.jpg"

    def _later(self, look: Coroutine[Any, Any, None]) -> None:
        self._looks = [known for known in self._looks if not known.done() or known.exception()]
        self._looks.append(asyncio.create_task(look))

    # ---- what is kept ------------------------------------------------------------------------------------------------
    def _dealt(self) -> list[Dealt]:
        dealt: list[Dealt] = []
        earlier: list[Past] = []
        for match in self._matches:
            for number in range(self._rounds):
                told = self._player.cuts[match, number]
                watched = {
                    "player": told.watched,
                    "spectator": self._spectator.cuts[match, number].watched,
                    "screen": self._screen.cuts[match, number].watched,
                    "latecomer": self._late.watched(match, number),
                }
                dealt.append(
                    Dealt(
                        room=self._number,
                        match=match,
                        round=number,
                        ai=told.ai,
                        face=told.face,
                        partner=told.partner,
                        nonce=told.nonce,
                        code=self._code,
                        clock=told.clock,
                        since=told.since,
                        played=number,
                        earlier=list(earlier),
                        watched={role: ordered(one) for role, one in watched.items()},
                    )
                )
                earlier.append(Past(told.ai, told.face))
        return dealt


def ordered(watched: Watched) -> Watched:
    """Return the same in the order of arrival: an answer over HTTP is kept when it is whole."""
    watched.seen.sort(key=lambda seen: seen.at)
    return watched
