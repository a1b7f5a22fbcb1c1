"""A room full of bots that a phone is in, too: `tests.load.page` tells it by lines when to come and when to start.

`python -m tests.load.crowd URL PLAYERS ROUNDS`. Says `room CODE` and waits for a line; brings all bots, says `here` and
waits; plays a match, says `over`. What bots complain about is told on stderr.
"""

import argparse
import asyncio
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")

from game.views import Lobby, Podium
from server.swarm.browser import Hosted
from server.swarm.conductor import GATHERING
from server.swarm.gallery import Gallery
from server.swarm.gate import Gate
from server.swarm.party import Party, make_room
from server.swarm.plan import Plan, add_arguments, plan_of
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally

MATCH = 120.0  # seconds


class Crowd(Party):
    """A party that somebody else is at: it neither counts heads nor compares notes."""

    async def play(self, hosted: Hosted) -> None:
        self._code = hosted.code
        gallery = Gallery(hosted.code, self._plan.urls, self._tally, self._ledger.vault, chaos=False)
        self._bots = [self._bot(number, gallery) for number in range(self._plan.players)]
        conductor = self._conductor()
        try:
            self._live(0, hosted.cookies)
            await conductor.configure()
            await told(f"room {hosted.code}")
            for number in range(1, len(self._bots)):
                self._live(number, "")
            await conductor.until(lambda: conductor.there(Lobby), GATHERING + len(self._bots) / 50, "all its bots")
            await told("here")
            await conductor.start()
            await conductor.until(lambda: conductor.there(Podium), MATCH, "the podium")
            await told("over")
        finally:
            await self._disband()
            await gallery.close()


async def told(line: str) -> None:
    """Say it, and wait for a line."""
    print(line, flush=True)
    await asyncio.to_thread(sys.stdin.readline)


def plan(url: str, players: str, rounds: str) -> Plan:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    line = f"--url {url} --players {players} --rooms 1 --rounds {rounds} --window 3 --seconds 6 --reveal 4 --doubles 0"
    return plan_of(vars(parser.parse_args(line.split())))


async def main(url: str, players: str, rounds: str) -> None:
    asked, tally = plan(url, players, rounds), Tally()
    gates = Gate(1, lambda: None), Gate(1, lambda: None)
    await Crowd(asked, 0, Sockets(asked.urls), tally, gates).play(await make_room(asked, 0))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
