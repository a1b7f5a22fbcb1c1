"""The board of open rooms, and how a test waits for what it must say."""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from game.room import Options, Room
from server.rooms.notices import LEASE, Notice, posted
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from server.rooms.store import Store
from tests.rooms.people import HOST, QUICK

PUBLIC = replace(QUICK, public=True)
AT_ONCE = LEASE / 2  # seconds; by itself a notice ends no sooner than twice as late


async def board(store: Store, wanted: Callable[[dict[str, Notice]], bool] = bool) -> dict[str, Notice]:
    """Return the notices by code as soon as they are as wanted."""
    async with asyncio.timeout(AT_ONCE):
        while not wanted(found := {notice.code: notice for notice in await posted(store)}):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


async def empty(store: Store) -> None:
    """Wait until nothing is on the board."""
    await board(store, lambda found: not found)


async def public_room(runtime: Runtime, options: Options = PUBLIC, host: str = HOST) -> Room:
    """Open a public room for a short match."""
    return await create_room(runtime.store, host, options)
