"""A whole run: rooms are made, matches begin again and again, faults happen, all is played to its end and reckoned."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from game.views import Lobby, Podium
from server.chaos.faults import Faults
from server.chaos.interruptions import Interruption, joined, longest, met
from server.chaos.notebook import Notebook
from server.chaos.plan import Kind, Plan
from server.chaos.player import Player
from server.chaos.reckoning import Reckoning, reckon
from server.chaos.schedule import schedule
from server.chaos.stage import Stage, stage
from server.swarm.browser import host

LAST = 90.0  # seconds for the matches that run when the faults are over
LOOK = 0.2
SHOWN = 20  # interruptions that are told of, the longest ones
LOSSES = (
    "answers_lost",
    "answers_scored_twice",
    "versions_repeated",
    "versions_skipped",
    "rooms_stuck",
    "matches_archived_twice",
    "matches_lost",
    "boards_different",
    "thrown_out",
)
Say = Callable[[str], None]


def run(plan: Plan, deck_of: Path, say: Say = lambda _: None) -> dict[str, Any]:
    """Play on a stage of our own, and return what `manage.py chaos` prints.

    `deck_of`: a data folder whose deck is used.
    """
    with tempfile.TemporaryDirectory(prefix="uncanny-chaos-") as folder:
        Path(folder).chmod(0o755)  # nginx works as somebody else
        with stage(plan, deck_of, Path(folder)) as ready:
            return asyncio.run(Run(plan, ready, say).play())


class Run:
    """One run on a stage."""

    def __init__(self, plan: Plan, ready: Stage, say: Say) -> None:
        self._plan, self._stage, self._say = plan, ready, say
        self._goes_on, self._began = True, 0.0
        self._noted: list[Interruption] = []
        self._rooms: list[list[Player]] = []

    async def play(self) -> dict[str, Any]:
        """Play all of it."""
        lives: list[asyncio.Task[None]] = []
        for number in range(self._plan.rooms):
            hosted = await host(self._stage.urls[0])
            room = [self._player(number, seat) for seat in range(self._plan.party(number))]
            self._rooms.append(room)
            lives += [
                asyncio.create_task(player.live(hosted.code, "" if seat else hosted.cookies))
                for seat, player in enumerate(room)
            ]
        faults = Faults(self._stage, self._rooms, self._plan.seed)
        await self._suffer(faults)
        self._goes_on = False
        self._say("         the last matches")
        await faults.settle()
        stuck = await self._finish()
        self._say("         reckoning")
        self._tell_slowest(faults)
        for player in self._everybody:
            await player.line.leave()
        for life in lives:
            life.cancel()
        ends = await asyncio.gather(*lives, return_exceptions=True)
        found = await asyncio.to_thread(reckon, self._stage.data / "db.sqlite3", self._books)
        found.complaints += [f"a player failed: {end!r}" for end in ends if isinstance(end, Exception)]
        different, said = await asyncio.to_thread(self._stage.boards_different)
        found.complaints += self._stage.slow_ends + ([said] if different else [])
        return self._figures(found, faults, stuck, different)

    def _player(self, room: int, seat: int) -> Player:
        dice = random.Random(f"{self._plan.seed} {room} {seat}")  # noqa: S311  (repeatable, no secret)
        name = f"Bot {room}-{seat}"
        return Player(self._plan, name, self._stage.urls, dice, lambda: self._goes_on, self._noted.append)

    @property
    def _everybody(self) -> list[Player]:
        return [player for room in self._rooms for player in room]

    @property
    def _books(self) -> list[Notebook]:
        return [player.book for player in self._everybody]

    async def _suffer(self, faults: Faults) -> None:
        loop = asyncio.get_running_loop()
        began = self._began = loop.time()
        for at, kind in schedule(self._plan):
            if (wait := began + at - loop.time()) > 0:
                await asyncio.sleep(wait)
            self._say(f"{loop.time() - began:7.1f} s  {kind}")
            await faults.do(kind)
        if (wait := began + self._plan.seconds - loop.time()) > 0:
            await asyncio.sleep(wait)

    async def _finish(self) -> list[str]:
        """Wait for all rooms to be at a podium that is archived. Returns those that are not."""
        loop = asyncio.get_running_loop()
        limit = loop.time() + LAST
        while (stuck := [room for room in self._rooms if not _done(room)]) and loop.time() < limit:  # noqa: ASYNC110
            await asyncio.sleep(LOOK)
        return [f"a room is stuck: {[type(player.book.view).__name__ for player in room]}" for room in stuck]

    def _tell_slowest(self, faults: Faults) -> None:
        for each in sorted(joined(self._noted), key=lambda each: -each.seconds)[:SHOWN]:
            kinds = ", ".join(sorted(met(each, faults.done))) or "nothing"
            at = each.began - self._began
            self._say(f"{at:7.1f} s  for {each.seconds:.2f} s {each.player} saw nothing ({each.what}): {kinds}")

    def _figures(self, found: Reckoning, faults: Faults, stuck: list[str], different: int) -> dict[str, Any]:
        books, everybody = self._books, self._everybody
        thrown_out = [f"{player.name} was thrown out: {player.line.shut}" for player in everybody if player.line.shut]
        habits = {Kind.DOUBLE: sum(p.doubled for p in everybody), Kind.REORDER: sum(p.reordered for p in everybody)}
        counted = Counter(fault.kind for fault in faults.done)
        return {
            "rooms": self._plan.rooms,
            "players": self._plan.players,
            "matches": len(set[str]().union(*(book.matches for book in books))),
            "acknowledged": found.acknowledged,
            "answers_lost": found.answers_lost,
            "answers_scored_twice": found.answers_scored_twice,
            "versions_repeated": sum(book.repeated for book in books),
            "versions_skipped": sum(book.skipped for book in books),
            "rooms_stuck": len(stuck),
            "matches_archived_twice": found.matches_archived_twice,
            "matches_lost": found.matches_lost,
            "boards_different": different,
            "thrown_out": len(thrown_out),
            "faults": {str(kind): counted[kind] or habits.get(kind, 0) for kind in self._plan.faults},
            "longest_interruption_s": longest(self._noted, faults.done),
            "complaints": [*stuck, *thrown_out, *found.complaints][:100],
        }


def _done(room: list[Player]) -> bool:
    """Tell whether everybody who is there was told that the match is archived, or is in a lobby."""
    views = [player.book.view for player in room if player.here]
    return all(isinstance(view, Lobby) or (isinstance(view, Podium) and view.archived) for view in views)


def lost(figures: dict[str, Any]) -> bool:
    """Say whether a loss is not 0, or something else went wrong."""
    return any(figures[name] for name in LOSSES) or bool(figures["complaints"])
