"""Asks browsers to come back, on another process: one after the other, so that they do not all arrive at once."""

import asyncio
import random
from collections.abc import Iterable

from server.rooms.codes import CloseCode
from server.rooms.outlets import Outlet

PACE = 400.0  # sockets a second: as many as another process can welcome without a pause in its own rooms
LONGEST = 3.0  # seconds within which all have been asked


def move(outlets: Iterable[Outlet]) -> float:
    """Close sockets with SERVER_MOVES in random order, evenly over a while; return how many seconds that takes."""
    leaving = list(outlets)
    random.shuffle(leaving)
    while_ = min(LONGEST, len(leaving) / PACE)
    loop = asyncio.get_running_loop()
    for number, outlet in enumerate(leaving):
        loop.call_later(while_ * number / len(leaving), outlet.close, CloseCode.SERVER_MOVES)
    return while_
