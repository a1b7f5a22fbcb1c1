"""Time that a test turns, and how it waits for what must become true."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.game.table import NOON

PATIENCE = 10.0  # seconds; only a broken server uses them up


class Wall:
    """A clock that stands still until somebody turns it: a store's, and a process's."""

    def __init__(self, time: float = NOON) -> None:
        self.time = time

    def now(self) -> float:
        return self.time


async def until(wanted: Callable[[], Any]) -> Any:
    """Give everybody else their turn until something is true."""
    async with asyncio.timeout(PATIENCE):
        while not (found := wanted()):  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0)
    return found


async def turns(many: int = 20) -> None:
    """Give everybody else some turns: for what must not happen in them."""
    for _ in range(many):
        await asyncio.sleep(0)
