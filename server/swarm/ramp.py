"""Looks for the largest room that a server keeps up with: one room after another, twice as large, then in between."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from server.swarm.plan import Plan

SLOW = 250.0  # milliseconds: what one answer in a hundred may wait for its acknowledgement
FINER = 3  # halvings of the last step
LET_IN = 25.0  # players a second that a slow server lets in
Played = Callable[[Plan], Awaitable[dict[str, Any]]]


async def ramp(plan: Plan, play: Played, largest: int, say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Play rooms from the plan's size on, up to `largest`. Return the largest good one, 0 for none, and all that was
    tried: players, ack_p99_ms, errors. `say` is called with each of those.
    """
    tried: list[dict[str, Any]] = []

    async def good(players: int) -> bool:
        options = replace(plan.options, seats=max(plan.options.seats, players))
        timeout = plan.timeout + players / LET_IN
        figures = await play(replace(plan, players=players, options=options, timeout=timeout))
        told = {name: figures[name] for name in ("players", "finished", "ack_p99_ms", "errors")}
        tried.append(told)
        say(told)
        return _kept_up(told)

    low, high = 0, plan.players
    while await good(high):
        low = high
        if high == largest:
            break
        high = min(2 * high, largest)
    steps = FINER if low else 0
    while steps and high - low > 1:
        steps -= 1
        middle = (low + high) // 2
        low, high = (middle, high) if await good(middle) else (low, middle)
    return {"largest_room": low, "tried": tried}


def _kept_up(figures: dict[str, Any]) -> bool:
    slowest = figures["ack_p99_ms"]
    return bool(figures["finished"]) and not figures["errors"] and slowest is not None and slowest < SLOW
