"""A host who uses every control while a match runs; what follows from each is checked."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from game.room import GRACE
from game.views import Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import End, HandOver, Lock, Pause, PlayAlong, Resume, Skip, Start
from server.swarm.bot import Bot
from server.swarm.conductor import LEADING, Conductor
from server.swarm.ledger import Ledger
from server.swarm.onlooker import knock
from server.swarm.plan import Plan
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally

STANDING = 0.4, 0.8  # seconds that a pause lasts, from and to
CLOCKS = 0.05  # seconds that two clocks may count differently
HAPPENED = {  # what was said again when it had happened, or a moment too late
    ("pause", "paused"),
    ("resume", "not_paused"),
    ("skip", "round_over"),
    ("hand_over", "not_host"),
    ("hand_over", "no_such_player"),
    ("end", "not_running"),
}
Control = Callable[[PhaseView], Awaitable[None]]


class Controls(Conductor):
    """Deals the controls to the rounds of a match, all but the last; in some matches the last one is broken off."""

    def __init__(
        self,
        plan: Plan,
        bots: Sequence[Bot],
        ledger: Ledger,
        rng: random.Random,
        *,
        code: str,
        sockets: Sockets,
        tally: Tally,
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(plan, bots, ledger, rng)
        self._code, self._sockets, self._tally, self._complain = code, sockets, tally, complain
        self._due: deque[Control] = deque()
        self._ends = False

    async def start(self) -> None:
        """Begin a match, after one that was begun by mistake."""
        for bot in self.bots:
            bot.talk.replies.allowed |= HAPPENED | {("start", "already_started")}
        await super().start()
        await self.lead(End(), lambda: isinstance(self.bots[0].talk.view, Lobby))
        await self.until(lambda: self.there(Lobby), LEADING, "the lobby after a false start")
        self.ledger.new_match()
        controls: list[Control] = [self._pause, self._lock, self._hand_over]
        if self.plan.options.host_plays:
            controls.append(self._sit_out)
        self.rng.shuffle(controls)
        self._due, self._ends = deque([self._skip, *controls]), self.rng.random() < 0.5
        await self.lead(Start(), lambda: isinstance(self.bots[0].talk.view, Countdown | Question))

    async def moment(self, view: PhaseView) -> None:
        """Use what is due: a pause in the countdown, one control in each question, a pause in the first reveal."""
        last = isinstance(view, Question | Reveal) and view.round + 1 == view.of
        match view:
            case Countdown():
                await self._pause(view)
            case Question() if last and view.round and self._ends:
                await self._end()
            case Question() if not last:
                share = -(-len(self._due) // (view.of - view.round - 1))
                for _ in range(share):
                    await self._due.popleft()(self.bots[0].talk.view or view)
            case Reveal(round=0) if not last:
                await self._pause(view)
        await super().moment(view)

    async def _pause(self, _view: PhaseView) -> None:
        """Stop the clock, and let it go on: everything to come moves by exactly that."""
        loop, ledger = asyncio.get_running_loop(), self.ledger
        stops, shifts, began = ledger.stops, len(ledger.shifts), loop.time()
        await self.lead(Pause(), lambda: ledger.stops > stops)
        stands = loop.time()
        await asyncio.sleep(max(GRACE, self.rng.uniform(*STANDING)))
        resumed = loop.time()
        await self.lead(Resume(), lambda: len(ledger.shifts) > shifts)
        least, most, moved = resumed - stands - CLOCKS, loop.time() - began + CLOCKS, ledger.shifts[-1]
        if not least <= moved <= most:
            self._complain(f"a pause of {least:.3f} to {most:.3f} s has moved the clock by {moved:.3f} s")
        self._tally.controls["pause"] += 1

    async def _skip(self, view: PhaseView) -> None:
        if not isinstance(view, Question):
            return  # answered by all in the meantime
        self.ledger.skips.add(view.round)
        await self.lead(Skip(round=view.round), lambda: view.round in self.ledger.reveals)
        self._tally.controls["skip"] += self.ledger.reveals[view.round].skipped

    async def _lock(self, _view: PhaseView) -> None:
        await self.lead(Lock(locked=True), lambda: self._told(lambda bot: bot.talk.locked))
        said = await knock(self._sockets, self.plan.urls[0], self._code, "Too Late")
        if said != "door_locked":
            self._complain(f"somebody who knocked at the locked door was told {said}")
        await self.lead(Lock(locked=False), lambda: self._told(lambda bot: not bot.talk.locked))
        self._tally.controls["lock"] += 1

    async def _hand_over(self, _view: PhaseView) -> None:
        """Make somebody else host, who is obeyed while the first one is not, and gives the role back."""
        first, heir = self.bots[0], self.rng.choice([bot for bot in self.bots[1:] if not bot.gone])
        await self._make_host(heir)
        replies = first.talk.replies
        replies.allowed.add(("lock", "not_host"))
        refused = replies.refusals["lock", "not_host"]
        first.say(Lock(locked=True))
        await self.until(lambda: replies.refusals["lock", "not_host"] > refused, LEADING, "a former host's refusal")
        await self._make_host(first)
        self._tally.controls["hand over"] += 1

    async def _make_host(self, bot: Bot) -> None:
        player = bot.talk.player
        await self.lead(HandOver(player=player), lambda: self._told(lambda other: other.talk.host == player))

    async def _sit_out(self, view: PhaseView) -> None:
        """Only host from the next question on; `moment` lets him play again."""
        first = self.bots[0].talk
        await self.lead(PlayAlong(plays=False), lambda: first.house is not None and not first.house.options.host_plays)
        self._due.append(self._play_along)
        if isinstance(view, Question) and view.round + 2 >= view.of:
            await self._play_along(view)
            self._due.remove(self._play_along)

    async def _play_along(self, _view: PhaseView) -> None:
        first = self.bots[0].talk
        await self.lead(PlayAlong(plays=True), lambda: first.house is not None and first.house.options.host_plays)
        self._tally.controls["play along"] += 1

    async def _end(self) -> None:
        self.ledger.ended = True
        await self.lead(End(), lambda: isinstance(self.bots[0].talk.view, Podium))
        self._tally.controls["end"] += 1

    def _told(self, what: Callable[[Bot], bool]) -> bool:
        return all(bot.gone or what(bot) for bot in self.bots)
