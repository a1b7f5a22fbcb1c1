"""A listener of a store's news, and how a test waits for what it should hear."""

import asyncio
from collections.abc import Callable

from server.rooms.store import News, Store

PATIENCE = 10.0  # seconds; only a broken store uses them up


class Ears:
    """What was heard, and how often the listener was told that something may have been lost."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, News]] = []
        self.resyncs = 0
        self._news = asyncio.Event()

    def hear(self, code: str, news: News) -> None:
        self.heard.append((code, news))
        self._news.set()

    def resynced(self) -> None:
        self.resyncs += 1
        self._news.set()

    async def until(self, wanted: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not wanted():
                self._news.clear()
                await self._news.wait()


async def listening(store: Store, *codes: str) -> Ears:
    """Listen to a store, subscribed to these rooms."""
    ears = Ears()
    await store.listen(ears.hear, ears.resynced)
    for code in codes:
        await store.subscribe(code)
    return ears
