"""Records dealt rounds of a running server: many rooms side by side, each with several matches."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from game.room import Kind
from server.audits.recording import Dealt
from server.audits.recording_room import Stage
from server.swarm.browser import host

ROOMS = 60  # at most, side by side
KINDS = tuple(Kind)
LENGTH = 10  # rounds of a match
SHORTEST = 3
HOSTING = 4  # rooms that are made at once
STAGGER = 0.05  # seconds between the beginnings of two rooms, so that their rounds spread


async def record(url: str, rounds: int, seed: int, kinds: Sequence[Kind] = KINDS) -> list[Dealt]:
    """Play and record at least this many rounds. Raises RuntimeError when a room does not come to its end.

    `kinds`: of questions; one for each room, in turn.
    """
    length = max(SHORTEST, min(LENGTH, rounds // 40))
    rooms = max(2, min(ROOMS, -(-rounds // length)))
    matches = -(-rounds // (rooms * length))
    turnstile = asyncio.Semaphore(HOSTING)

    async def one(number: int) -> list[Dealt]:
        await asyncio.sleep(number * STAGGER)
        async with turnstile:
            hosted = await host(url)
        kind = kinds[number % len(kinds)]
        stage = Stage(url, hosted.code, number, rounds=length, kind=kind, seed=seed, source=_address(url, number))
        return await stage.play(hosted.cookies, matches)

    try:
        played = await asyncio.gather(*(one(number) for number in range(rooms)))
    except (OSError, TimeoutError, KeyError) as error:
        raise RuntimeError(f"a room could not be recorded to its end: {error!r}") from error
    return [dealt for room in played for dealt in room]


def _address(url: str, number: int) -> str:
    """Return a source address for a room: on this machine each has its own, as limits are for each address."""
    return f"127.0.1.{1 + number % 250}" if urlsplit(url).hostname == "127.0.0.1" else ""
