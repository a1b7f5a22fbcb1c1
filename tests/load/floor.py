"""The floor to compare with: a bare Node `ws` server that sends the frames of a match and does nothing else.

`python -m tests.load.floor --players 1000 --node FOLDER`, a folder in which `npm install ws` was run. It has no
database, no Redis, no sealed pictures, no names, checks and limits. It plays as `tests.load.match` does: everybody
answers within 2 s, is acknowledged, hears counts, and a reveal of our length. Prints processor time for each player and
round, joins apart, of each run.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
from pathlib import Path

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from server.audits.server_process import free_port
from server.swarm.meters import Meters
from tests.load.pinned import BOTS, SERVERS

ROUNDS, WINDOW, AT_ONCE = 5, 2.0, 100


class Player(WSListener):
    def __init__(self, over: asyncio.Event) -> None:
        self._over = over
        self._loop = asyncio.get_running_loop()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def join(self, name: str) -> None:
        self._say({"t": "join", "name": name})

    def on_ws_frame(self, _transport: WSTransport, frame: WSFrame) -> None:
        told = json.loads(frame.get_payload_as_bytes())
        if told["t"] == "question":
            answer = {"t": "answer", "round": told["round"], "verdict": "real"}
            self._loop.call_later(random.random() * WINDOW, self._say, answer)
        elif told["t"] == "podium":
            self._over.set()

    def _say(self, message: object) -> None:
        self._transport.send(WSMsgType.TEXT, json.dumps(message).encode())


async def play(url: str, players: int, meters: Meters) -> None:
    over, turnstile = asyncio.Event(), asyncio.Semaphore(AT_ONCE)

    async def come() -> Player:
        async with turnstile:
            _, player = await ws_connect(lambda: Player(over), url)
            return player

    there = await asyncio.gather(*(come() for _ in range(players)))
    meters.reset()
    for number, player in enumerate(there):
        player.join(f"player {number}")
    await over.wait()
    meters.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=1000)
    parser.add_argument("--counts", type=float, default=0.5, help="seconds between two live counts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--node", type=Path, required=True)
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    script, found = str(Path(__file__).with_suffix(".js")), []
    for _ in range(given.runs):
        port = free_port()
        words = [str(word) for word in (port, given.players, ROUNDS, int(1000 * given.counts))]
        os.sched_setaffinity(0, {SERVERS})
        server = subprocess.Popen(["node", script, *words], cwd=given.node)
        os.sched_setaffinity(0, {BOTS})
        try:
            meters = Meters([server.pid])
            asyncio.run(reached(port))
            asyncio.run(play(f"ws://127.0.0.1:{port}/", given.players, meters))
        finally:
            server.kill()
            server.wait()
        found.append(meters.figures(given.players * ROUNDS)["cpu_ms_per_player_round"])
    print(json.dumps({"cpu_ms_per_player_round": statistics.median(found), "runs": found}))


async def reached(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


if __name__ == "__main__":
    main()
