"""Gives a room's orders: whoever of its bots hosts configures, starts, goes on, and says them again where needed."""

import asyncio
import random
from collections.abc import Callable, Sequence

from game.room import COUNTDOWN, PATIENCE, Mode
from game.views import Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import PEOPLE, ChooseTeam, Configure, Inbound, Next, Rematch, Start
from server.swarm.bot import Bot
from server.swarm.ledger import Ledger
from server.swarm.plan import Plan
from server.swarm.retelling import paused

LOOK = 0.02  # seconds between looks at what others have come to
GATHERING = 30.0  # seconds for everybody to come in, and a second more for every fifty
LEADING = 5.0  # seconds for what the host says to happen, then it is said again
TRIES = 3
ARCHIVING = 20.0  # seconds between the last reveal and the word that the match is archived
CHOOSING = 0.3  # share of the players who choose their team
READING = 0.4, 0.8  # seconds until a host goes on, from and to
HAPPENED = {("next", "round_over"), ("next", "not_over"), ("next", "not_running")}  # said again, it had happened


class StuckError(Exception):
    """A room does not go on."""


class Conductor:
    """The first of the bots hosts."""

    def __init__(self, plan: Plan, bots: Sequence[Bot], ledger: Ledger, rng: random.Random) -> None:
        self.plan, self.bots, self.ledger, self.rng = plan, bots, ledger, rng
        self.wishes: dict[str, int] = {}

    @property
    def host(self) -> Bot:
        """Whoever hosts now."""
        told = self.bots[0].talk.host
        return next((bot for bot in self.bots if bot.talk.player == told), self.bots[0])

    # ---- before a match ----------------------------------------------------------------------------------------------
    async def configure(self) -> None:
        """Choose the plan's options."""
        talk, wanted = self.bots[0].talk, self.plan.options
        await self.until(lambda: self.there(Lobby, self.bots[:1]), GATHERING, "its host in the lobby")
        if talk.player != talk.host:
            raise StuckError("the host's cookie does not make its bot the host")
        await self.lead(Configure(options=wanted), lambda: talk.house is not None and talk.house.options == wanted)

    async def choose_teams(self) -> None:
        """Let some choose their team, one of them by the host."""
        teams, here = self.plan.options.teams, [bot for bot in self.bots if not bot.gone]
        if self.plan.options.mode is not Mode.TEAMS or self.wishes or len(here) > PEOPLE:
            return
        for bot in here:
            if bot is here[-1] or self.rng.random() < CHOOSING:
                bot.talk.wish = self.wishes[bot.talk.player] = self.rng.randrange(teams)
                by = self.host if bot is here[-1] else bot
                by.say(ChooseTeam(team=bot.talk.wish, player=bot.talk.player))

        def known() -> bool:
            people = self.host.talk.listed
            return all(people.get(player) == team for player, team in self.wishes.items())

        await self.until(known, GATHERING, "the word that the teams are chosen")

    async def start(self) -> None:
        """Begin a match."""
        await self.lead(Start(), lambda: isinstance(self.bots[0].talk.view, Countdown | Question))

    async def rematch(self) -> None:
        """Go back to the lobby with everybody."""
        await self.lead(Rematch(), lambda: isinstance(self.bots[0].talk.view, Lobby))
        await self.until(lambda: self.there(Lobby), LEADING, "the lobby")

    # ---- a match -----------------------------------------------------------------------------------------------------
    async def conduct(self) -> None:
        """Do what a host does in a match, until everybody was told that it is archived."""
        for bot in self.bots:
            bot.talk.replies.allowed |= HAPPENED
        options, loop = self.plan.options, asyncio.get_running_loop()
        each = options.seconds + options.reveal + PATIENCE + LEADING * self.plan.controls
        limit = loop.time() + COUNTDOWN + options.rounds * each + ARCHIVING
        known: tuple[type, int] | None = None
        while not all(self._archived(bot) for bot in self.bots):
            view = self.bots[0].talk.view
            moment = (type(view), view.round if isinstance(view, Question | Reveal) else -1)
            if view is not None and moment != known:
                known = moment
                await self.moment(view)
            await self._look(limit, "the archived podium")

    async def moment(self, view: PhaseView) -> None:
        """Do what this phase asks of a host; called once for each."""
        if isinstance(view, Reveal) and view.waits:
            await asyncio.sleep(self.rng.uniform(*READING))
            await self.lead(Next(round=view.round), lambda: self._gone_on(view))

    def _gone_on(self, reveal: Reveal) -> bool:
        view = self.bots[0].talk.view
        return not isinstance(view, Reveal) or view.round != reveal.round or view.until < reveal.until

    # ---- how it is done ----------------------------------------------------------------------------------------------
    async def lead(self, message: Inbound, done: Callable[[], bool]) -> None:
        """Say something as the host, until it has happened."""
        for _ in range(TRIES):
            self.host.say(message)
            try:
                await self.until(done, LEADING, f"{type(message).__name__} to happen")
            except StuckError as error:
                stuck = error
            else:
                return
        raise stuck

    async def until(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait. Raises StuckError when it takes longer, or the first host has gone."""
        limit = asyncio.get_running_loop().time() + seconds
        while not done():
            await self._look(limit, what)

    async def _look(self, limit: float, what: str) -> None:
        if asyncio.get_running_loop().time() > limit or self.bots[0].gone:
            view = self.bots[0].talk.view
            raise StuckError(f"waited in vain for {what}; paused is {view and paused(view)}, shown is {view}")
        await asyncio.sleep(LOOK)

    def there(self, phase: type, bots: Sequence[Bot] | None = None) -> bool:
        """Tell whether these bots, or all, are shown this phase."""
        return all(bot.gone or (bot.talk.welcomed and isinstance(bot.talk.view, phase)) for bot in bots or self.bots)

    @staticmethod
    def _archived(bot: Bot) -> bool:
        return bot.gone or (isinstance(bot.talk.view, Podium) and bot.talk.view.archived)
