"""One room's bots and what they do together: host, gather, play whole matches, compare notes."""

import asyncio
import random

from game.views import Lobby
from server.rooms.codes import Role
from server.swarm.audit import audit
from server.swarm.bot import Bot
from server.swarm.browser import Hosted, host
from server.swarm.conductor import GATHERING, Conductor, StuckError
from server.swarm.controls import Controls
from server.swarm.conversation import Conversation
from server.swarm.gallery import Gallery
from server.swarm.gate import Gate
from server.swarm.ledger import Ledger
from server.swarm.onlooker import Onlooker, Onlooking
from server.swarm.plan import Plan
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally

Gates = tuple[Gate, Gate]


class Party:
    """Plays in one room, from its making to the last podium."""

    def __init__(self, plan: Plan, number: int, sockets: Sockets, tally: Tally, gates: Gates) -> None:
        """`gates`: where the rooms wait for each other, before their matches and after."""
        self._plan, self._number, self._sockets, self._tally = plan, number, sockets, tally
        self._gates = list(gates)
        self._code = ""
        self._ledger = Ledger(plan.options, tally)
        self._bots: list[Bot] = []
        self._onlookers: list[Onlooker] = []
        self._lives: list[asyncio.Task[None]] = []

    async def play(self, hosted: Hosted) -> None:
        """Play the plan's matches in this room. Mistakes go to the tally; returns when all bots have left."""
        self._code = hosted.code
        gallery = Gallery(hosted.code, self._plan.urls, self._tally, self._ledger.vault, chaos=self._plan.chaos)
        self._bots = [self._bot(number, gallery) for number in range(self._plan.party(self._number))]
        self._onlookers = [self._onlooker(number) for number in range(self._plan.watchers)]
        conductor = self._conductor()
        try:
            self._live(0, hosted.cookies)
            await conductor.configure()
            begun = asyncio.get_running_loop().time()
            for number in range(1, len(self._bots)):
                self._live(number, "")
            for number, onlooker in enumerate(self._onlookers):
                self._lives.append(asyncio.create_task(onlooker.live(self._code, self._plan.address(number))))
            await self._gather(conductor)
            self._tally.gathered.append(asyncio.get_running_loop().time() - begun)
            await self._gates.pop(0).pass_through()
            for match in range(self._plan.matches):
                if match:
                    await conductor.rematch()
                await self._match(conductor)
            self._tally.finished += 1
            await self._gates.pop(0).pass_through()
        except StuckError as error:
            self._complain(str(error))
        finally:
            for gate in self._gates:
                gate.leave()
            await self._disband()
            await gallery.close()

    def _conductor(self) -> Conductor:
        plan, rng = self._plan, self._dice("host")
        if not plan.controls:
            return Conductor(plan, self._bots, self._ledger, rng)
        return Controls(
            plan,
            self._bots,
            self._ledger,
            rng,
            code=self._code,
            sockets=self._sockets,
            tally=self._tally,
            complain=self._complain,
        )

    def _dice(self, who: object) -> random.Random:
        return random.Random(f"{self._plan.seed} {self._number} {who}")  # noqa: S311  (repeatable, no secret)

    def _bot(self, number: int, gallery: Gallery) -> Bot:
        rng = self._dice(number)
        name = f"Host {self._number}" if number == 0 else f"Bot {self._number}-{number}"
        talk = Conversation(
            name, self._plan.options, self._ledger, lambda sentence: self._complain(f"{name}: {sentence}")
        )
        return Bot(
            self._plan,
            talk,
            room=self._number,
            tally=self._tally,
            sockets=self._sockets,
            gallery=gallery,
            rng=rng,
        )

    def _live(self, number: int, cookies: str) -> None:
        url = self._plan.address(self._number + number)
        self._lives.append(asyncio.create_task(self._bots[number].live(self._code, url, cookies)))

    def _onlooker(self, number: int) -> Onlooker:
        role = (Role.WATCHER, Role.SCREEN)[number % 2]
        talk = Onlooking(
            role, self._plan.options, self._ledger, lambda sentence: self._complain(f"{role} {number}: {sentence}")
        )
        return Onlooker(
            self._plan,
            talk,
            sockets=self._sockets,
            tally=self._tally,
            rng=self._dice(f"onlooker {number}"),
        )

    # ---- one match ---------------------------------------------------------------------------------------------------
    async def _gather(self, conductor: Conductor) -> None:
        number, host_talk = len(self._bots), self._bots[0].talk
        await conductor.until(lambda: conductor.there(Lobby), GATHERING + number / 50, "all its bots")
        await conductor.until(
            lambda: all(onlooker.talk.welcomed for onlooker in self._onlookers), GATHERING, "all who look on"
        )

        def complete() -> bool:
            people = host_talk.people
            return people is not None and (people.seats, people.here) == (number, number)

        await conductor.until(complete, GATHERING, f"the word that {number} are here")

    async def _match(self, conductor: Conductor) -> None:
        await conductor.choose_teams()
        await conductor.start()
        await conductor.conduct()
        parts = [bot.talk.part for bot in self._bots]
        for sentence in audit(self._ledger, parts, conductor.wishes):
            self._complain(sentence)
        self._tally.rounds += len(self._ledger.reveals)
        self._tally.player_rounds += len(self._ledger.reveals) * len(self._bots)
        self._tally.traffic.forget(self._number)
        self._ledger.new_match()

    # ---- the end -----------------------------------------------------------------------------------------------------
    async def _disband(self) -> None:
        tabs = [*(bot.leave() for bot in self._bots), *(onlooker.leave() for onlooker in self._onlookers)]
        await asyncio.gather(*tabs, return_exceptions=True)
        for life in self._lives:
            life.cancel()
        for result in await asyncio.gather(*self._lives, return_exceptions=True):
            if isinstance(result, Exception):
                self._complain(f"a bot failed: {result!r}")
        for bot in self._bots:
            self._tally.answers += bot.talk.replies.answers
            self._tally.asides += bot.talk.replies.asides
            self._tally.repeats += bot.talk.replies.repeats
            self._tally.refused += bot.talk.replies.refused
            self._tally.delays += bot.talk.replies.delays
        for onlooker in self._onlookers:
            onlooker.settle()

    def _complain(self, sentence: str) -> None:
        self._tally.complain(f"room {self._code}, {sentence}")


async def make_room(plan: Plan, number: int) -> Hosted:
    """Make the room of this number, as a browser. Raises PageError and httpx.HTTPError."""
    return await host(plan.address(number))
