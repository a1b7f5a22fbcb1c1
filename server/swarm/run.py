"""Plays a whole plan: all rooms at once, within its time. Returns the figures."""

import asyncio
import gc
import time
from typing import Any

import httpx

from server.swarm.browser import PageError
from server.swarm.gate import Gate
from server.swarm.meters import Meters
from server.swarm.party import Party, make_room
from server.swarm.plan import Plan
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally

SELDOM = 50_000, 50, 100  # see gc.set_threshold
HOSTING = 8  # rooms that are made at once


async def run(plan: Plan) -> dict[str, Any]:
    """Play, and return what `manage.py swarm` prints."""
    tally, sockets, turnstile = Tally(), Sockets(plan.urls), asyncio.Semaphore(HOSTING)
    meters = Meters(plan.pids)
    gates = Gate(plan.rooms, lambda: _begin(meters)), Gate(plan.rooms, meters.stop)

    async def one(number: int) -> None:
        try:
            async with turnstile:
                hosted = await make_room(plan, number)
        except (PageError, httpx.HTTPError) as error:
            tally.complain(f"room number {number} could not be made: {error!r}")
            for gate in gates:
                gate.leave()
            return
        await Party(plan, number, sockets, tally, gates).play(hosted)

    began = time.monotonic()
    try:
        async with asyncio.timeout(plan.timeout):
            await asyncio.gather(*(one(number) for number in range(plan.rooms)))
    except TimeoutError:
        tally.complain(f"gave up after {plan.timeout:.0f} s")
    seconds = round(time.monotonic() - began, 2)
    told = {"rooms": plan.rooms, "players": plan.players, **tally.figures()}
    return told | meters.figures(tally.player_rounds) | {"seconds": seconds}


def _begin(meters: Meters) -> None:
    """Begin to measure. Python's search for garbage leaves the bots alone from now on: it looks like a late ack."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    meters.reset()


def failed(figures: dict[str, Any]) -> bool:
    """Say whether something went wrong: a mistake, or a room that did not come to its end."""
    return bool(figures["errors"]) or figures["finished"] != figures["rooms"]
