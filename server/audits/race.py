"""One race: a room whose players all react alike and say the same, each over a line of its own."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack

import msgspec

from game.face import Truth
from game.room import Options
from server.audits.link import link
from server.audits.racer import Racer
from server.rooms.protocol import Configure, Start
from server.swarm.browser import host

REFERENCE = 0  # ms
LATE, JITTERY = "Late pongs", "Jittery line"
JITTER = 0.04  # seconds, each way
GATHERING = 15.0  # seconds
SETTLING = 2.5  # seconds from joining until the first round trips have been measured


class Entry(msgspec.Struct, frozen=True):
    """Somebody who takes part. `trip`, `jitter`, `pong_after`: seconds."""

    trip: float
    name: str
    jitter: float = 0.0
    pong_after: float = 0.0


class Race:
    """A match of so many rounds with questions of so many seconds."""

    def __init__(self, seconds: int, rounds: int, seed: str) -> None:
        rng = random.Random(f"race {seed}")  # noqa: S311  (repeatable, no secret)
        self.options = Options(seconds=seconds, rounds=rounds, reveal=2, host_plays=False)
        self.entries: Sequence[Entry] = ()
        self.complaints: list[str] = []
        self.code = ""
        # Reactions: somewhere between a quick eye and half of the time.
        self._plan = [(rng.uniform(0.4, seconds / 2), rng.choice(list(Truth))) for _ in range(rounds)]
        self._racers: dict[str, Racer] = {}

    async def run(self, url: str, entries: Sequence[Entry]) -> None:
        """Play it on this server; what went wrong goes to `complaints`."""
        self.entries = entries
        self._racers = {entry.name: Racer(entry.name, self._plan.__getitem__, entry.pong_after) for entry in entries}
        hosted = await host(url)
        self.code, leader = hosted.code, Racer("Host", None)
        limit = GATHERING + self.options.rounds * (self.options.seconds + self.options.reveal)
        async with AsyncExitStack() as stack:
            lives = [asyncio.create_task(leader.play(url, hosted.code, hosted.cookies))]
            try:
                async with asyncio.timeout(limit):
                    await self._seated([leader])
                    await leader.say(Configure(options=self.options))
                    for entry in entries:
                        line = await stack.enter_async_context(link(url, entry.trip, entry.jitter))
                        lives.append(asyncio.create_task(self._racers[entry.name].play(line, hosted.code)))
                    await self._seated(self._racers.values())
                    await asyncio.sleep(SETTLING)
                    await leader.say(Start())
                    await leader.archived.wait()
            except TimeoutError:
                self.complaints.append(f"room {self.code} did not come to its end in {limit:.0f} s")
            finally:
                for life in lives:
                    life.cancel()
                for result in await asyncio.gather(*lives, return_exceptions=True):
                    if isinstance(result, Exception):
                        self.complaints.append(f"room {self.code}: a player failed: {result!r}")
        for racer in (leader, *self._racers.values()):
            self.complaints += (f"room {self.code}, {racer.name}: refused {what}" for what in racer.refused)
            if racer is not leader and len(racer.stakes) != self.options.rounds:
                self.complaints.append(f"room {self.code}, {racer.name}: {len(racer.stakes)} rounds with points")

    @staticmethod
    async def _seated(racers: Iterable[Racer]) -> None:
        async with asyncio.timeout(GATHERING):
            for racer in racers:
                await racer.seated.wait()

    def stakes(self, name: str) -> int:
        """Return all points that this player won or lost, added up without their sign."""
        return sum(self._racers[name].stakes.values())

    def took(self, name: str) -> list[float]:
        """Return the seconds that the server counted, round by round."""
        return [seconds for _round, seconds in sorted(self._racers[name].took.items())]

    def worth(self, name: str, seconds: float) -> float:
        """Return the points that so many seconds less would have added to this player's stakes: 1/2T a second, cold."""
        whole, racer = 2 * self.options.seconds, self._racers[name]
        return sum(
            stake * min(seconds, racer.took[number]) / (whole - racer.took[number])
            for number, stake in racer.stakes.items()
            if number in racer.took
        )
