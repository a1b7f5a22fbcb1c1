"""One room's bots and what they do together: host, gather, play whole matches, compare notes."""

import asyncio
import random
from collections.abc import Callable

from game.room import COUNTDOWN, PATIENCE
from game.views import Countdown, Lobby, Podium, Question
from server.rooms.protocol import Configure, Inbound, Rematch, Start
from server.swarm.audit import audit
from server.swarm.bot import Bot
from server.swarm.browser import Hosted, host
from server.swarm.conversation import Conversation
from server.swarm.gallery import Gallery
from server.swarm.ledger import Ledger
from server.swarm.plan import Plan
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally

LOOK = 0.05  # seconds between looks at what others have come to
GATHERING = 30.0  # seconds for everybody to come in, and a second more for every fifty
LEADING = 5.0  # seconds for what the host says to happen, then it is said again
TRIES = 3
ARCHIVING = 20.0  # seconds between the last reveal and the word that the match is archived


class StuckError(Exception):
    """A room does not go on."""


class Party:
    """Plays in one room, from its making to the last podium."""

    def __init__(self, plan: Plan, number: int, sockets: Sockets, tally: Tally) -> None:
        self._plan, self._number, self._sockets, self._tally = plan, number, sockets, tally
        self._code = ""
        self._ledger = Ledger(plan.options.reveal, tally)
        self._bots: list[Bot] = []
        self._lives: list[asyncio.Task[None]] = []

    async def play(self, hosted: Hosted) -> None:
        """Play the plan's matches in this room. Mistakes go to the tally; returns when all bots have left."""
        self._code = hosted.code
        gallery = Gallery(hosted.code, self._plan.urls, self._tally, self._ledger.vault, chaos=self._plan.chaos)
        self._bots = [self._bot(number, gallery) for number in range(self._plan.party(self._number))]
        try:
            self._live(0, hosted.cookies)
            await self._configure()
            for number in range(1, len(self._bots)):
                self._live(number, "")
            await self._gather()
            for match in range(self._plan.matches):
                await self._match()
                if match + 1 < self._plan.matches:
                    await self._lead(Rematch(), self._in_lobby)
                    await self._until(lambda: all(self._there(bot, Lobby) for bot in self._bots), LEADING, "the lobby")
            self._tally.finished += 1
        except StuckError as error:
            self._complain(str(error))
        finally:
            await self._disband()
            await gallery.close()

    def _bot(self, number: int, gallery: Gallery) -> Bot:
        rng = random.Random(f"{self._plan.seed} {self._number} {number}")  # noqa: S311  (repeatable, no secret)
        name = f"Host {self._number}" if number == 0 else f"Bot {self._number}-{number}"
        talk = Conversation(
            name, self._plan.options, self._ledger, lambda sentence: self._complain(f"{name}: {sentence}")
        )
        return Bot(self._plan, talk, tally=self._tally, sockets=self._sockets, gallery=gallery, rng=rng)

    def _live(self, number: int, cookies: str) -> None:
        url = self._plan.address(self._number + number)
        self._lives.append(asyncio.create_task(self._bots[number].live(self._code, url, cookies)))

    # ---- one match ---------------------------------------------------------------------------------------------------
    async def _configure(self) -> None:
        await self._until(lambda: self._there(self._bots[0], Lobby), GATHERING, "its host in the lobby")
        talk, wanted = self._bots[0].talk, self._plan.options
        if talk.player != talk.host:
            raise StuckError("the host's cookie does not make its bot the host")
        await self._lead(
            Configure(options=wanted), lambda: isinstance(talk.view, Lobby) and talk.view.options == wanted
        )

    async def _gather(self) -> None:
        number, host_talk = len(self._bots), self._bots[0].talk
        seconds = GATHERING + number / 50
        await self._until(lambda: all(self._there(bot, Lobby) for bot in self._bots), seconds, "all its bots")

        def complete() -> bool:
            people = host_talk.people
            return people is not None and (people.seats, people.here) == (number, number)

        await self._until(complete, GATHERING, f"the word that {number} are here")

    async def _match(self) -> None:
        await self._lead(Start(), lambda: isinstance(self._bots[0].talk.view, Countdown | Question))
        options = self._plan.options
        playing = COUNTDOWN + options.rounds * (options.seconds + options.reveal + PATIENCE) + ARCHIVING
        await self._until(lambda: all(self._archived(bot) for bot in self._bots), playing, "the archived podium")
        parts = [bot.talk.part for bot in self._bots]
        for sentence in audit(options, self._ledger.questions, self._ledger.reveals, parts):
            self._complain(sentence)
        self._ledger.new_match()
        self._tally.rounds += options.rounds

    async def _lead(self, message: Inbound, done: Callable[[], bool]) -> None:
        """Say something as the host, until it has happened."""
        for _ in range(TRIES):
            await self._bots[0].say(message)
            try:
                await self._until(done, LEADING, f"{type(message).__name__} to happen")
            except StuckError as error:
                stuck = error
            else:
                return
        raise stuck

    def _in_lobby(self) -> bool:
        return isinstance(self._bots[0].talk.view, Lobby)

    @staticmethod
    def _there(bot: Bot, phase: type) -> bool:
        return bot.gone or (bot.talk.welcomed and isinstance(bot.talk.view, phase))

    @staticmethod
    def _archived(bot: Bot) -> bool:
        return bot.gone or (isinstance(bot.talk.view, Podium) and bot.talk.view.archived)

    async def _until(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        loop = asyncio.get_running_loop()
        limit = loop.time() + seconds
        while not done():
            if loop.time() > limit or self._bots[0].gone:
                raise StuckError(f"waited {seconds:.0f} s in vain for {what}")
            await asyncio.sleep(LOOK)

    # ---- the end -----------------------------------------------------------------------------------------------------
    async def _disband(self) -> None:
        await asyncio.gather(*(bot.leave() for bot in self._bots), return_exceptions=True)
        for life in self._lives:
            life.cancel()
        for result in await asyncio.gather(*self._lives, return_exceptions=True):
            if isinstance(result, Exception):
                self._complain(f"a bot failed: {result!r}")
        for bot in self._bots:
            self._tally.answers += bot.talk.replies.answers
            self._tally.repeats += bot.talk.replies.repeats
            self._tally.refused += bot.talk.replies.refused
            self._tally.delays += bot.talk.replies.delays

    def _complain(self, sentence: str) -> None:
        self._tally.complain(f"room {self._code}, {sentence}")


async def make_room(plan: Plan, number: int) -> Hosted:
    """Make the room of this number, as a browser. Raises PageError and httpx.HTTPError."""
    return await host(plan.address(number))
