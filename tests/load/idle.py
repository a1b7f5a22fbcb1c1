"""What sockets cost that do nothing: people who wait in the lobbies of large rooms. Memory of the server, and its time.

`python -m tests.load.idle --sockets 15000`. They join as players do, answer pings, and wait. Prints memory for each
socket (the server's and its Valkey's, resident, above what they had before) and processor time for each and second.
"""

import argparse
import asyncio
import json
import os
import resource
import time

import msgspec

from server.rooms.protocol import Join, Ping, Pong, encode
from server.swarm.browser import host
from server.swarm.line import Line
from server.swarm.meters import Meters, _resident
from server.swarm.sockets import Sockets
from tests.load.pinned import Pinned, pinned

ROOM = 1000  # people in one room: as many as a new room takes
WAIT = 60.0  # seconds that they do nothing
ping = msgspec.json.Decoder(Ping)


def answering(line: Line, welcomed: list[Line]) -> None:
    """Answer what keeps a socket open, and nothing else; note who was let in."""

    def take(payload: bytes, text: bool, _at: float) -> None:
        if text and payload.startswith(b'{"t":"ping"'):
            line.say(encode(Pong(n=ping.decode(payload).n)))
        elif text and payload.startswith(b'{"t":"welcome"'):
            welcomed.append(line)

    line.hear(take)


async def wait(servers: Pinned, sockets: int) -> dict[str, float]:
    url, meters, doors = servers.urls[0], Meters(servers.pids), Sockets(tuple(servers.urls))
    rooms = [await host(url) for _ in range(-(-sockets // ROOM))]
    before, welcomed = sum(map(_resident, servers.pids)), list[Line]()

    async def come(number: int) -> None:
        line = await doors.open(url, rooms[number // ROOM].code, "")
        answering(line, welcomed)
        line.say(encode(Join(name=f"Bot {number}")))

    began = time.monotonic()
    await asyncio.gather(*(come(number) for number in range(sockets)))
    opened = time.monotonic() - began
    await asyncio.sleep(WAIT / 2)  # the last joins are done
    meters.reset()
    await asyncio.sleep(WAIT)
    meters.stop()
    if len(welcomed) < sockets or any(line.closed.done() for line in welcomed):
        raise RuntimeError(f"{len(welcomed)} of {sockets} were let in, and not all have stayed")
    resident = sum(map(_resident, servers.pids))
    used = meters.figures(sockets)["cpu_ms_per_player_round"]  # for each socket, in all that time
    return {
        "sockets": sockets,
        "opened_s": round(opened, 1),
        "kib_each": round((resident - before) / 1024 / sockets, 1),
        "cpu_us_each_and_second": round(1000 * used / WAIT, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=15_000)
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
    with pinned() as servers:
        print(json.dumps(asyncio.run(wait(servers, given.sockets))))


if __name__ == "__main__":
    main()
