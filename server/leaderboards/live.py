"""Boards that move while somebody looks at them: each shown page is read once for all who look at it in this process.

A page is told when it changed, at most every two seconds, whole: whoever missed one has lost nothing by the next.
Whoever reads slowly gets the latest. Beside it everybody is told the own place.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.urls import NoReverseMatch, reverse

from server.leaderboards import selectors
from server.leaderboards.boards import Board, shown
from server.leaderboards.selectors import Line, Page

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two readings of a page
QUIET = 20.0  # seconds without a change after which a line is kept warm: who is gone is noticed
MOST = 400  # listeners in this process
MOST_OF_NETWORK = 60  # a class behind one address
MOST_PAGES = 40  # different ones, each with its reader
PAGES_OF_NETWORK = 10  # of these, so that no one address takes them all

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="leaderboard-live")
_audiences: "WeakKeyDictionary[asyncio.AbstractEventLoop, Audience]" = WeakKeyDictionary()


class Shown(NamedTuple):
    """A page that somebody looks at."""

    board: Board
    kind: str
    number: int


class Listener:
    """One open page. Holds what it has not been told yet: of each sort only the latest."""

    def __init__(self, player: str, network: str) -> None:
        self.player, self.network = player, network
        self._waiting: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._news = asyncio.Event()

    def tell(self, event: str, data: str) -> None:
        """Have it told, unless it is what was told last."""
        if self._told.get(event) != data:
            self._told[event] = self._waiting[event] = data
            self._news.set()

    async def news(self) -> str:
        """Wait for news; return them as server-sent events."""
        await self._news.wait()
        self._news.clear()
        waiting, self._waiting = self._waiting, {}
        return "".join(f"event: {event}\ndata: {data}\n\n" for event, data in waiting.items())


class Audience:
    """Everybody who looks at a board in this process."""

    def __init__(self) -> None:
        self._looking: dict[Shown, set[Listener]] = {}
        self._readers: dict[Shown, asyncio.Task[None]] = {}
        self._networks: Counter[str] = Counter()

    def full(self, page: Shown, network: str) -> int:
        """Return the status to refuse one more with: 429 for the network, 503 for the process; 0 if there is room."""
        if self._networks[network] >= MOST_OF_NETWORK:
            return 429
        theirs = sum(any(one.network == network for one in listeners) for listeners in self._looking.values())
        if page not in self._looking and theirs >= PAGES_OF_NETWORK:
            return 429
        crowded = self._networks.total() >= MOST
        return 503 if crowded or (page not in self._looking and len(self._looking) >= MOST_PAGES) else 0

    async def stream(self, page: Shown, player: str, network: str) -> AsyncIterator[str]:
        """Yield server-sent events until the listener goes away."""
        if self.full(page, network):  # since the answer began
            return
        listener = Listener(player, network)
        self._enter(page, listener)
        try:
            yield ": you are listening\n\n"
            while True:
                try:
                    async with asyncio.timeout(QUIET):
                        news = await listener.news()
                except TimeoutError:
                    news = ": still here\n\n"
                yield news
        finally:
            self._leave(page, listener)

    def _enter(self, page: Shown, listener: Listener) -> None:
        self._networks[listener.network] += 1
        self._looking.setdefault(page, set()).add(listener)
        if page not in self._readers:
            self._readers[page] = asyncio.create_task(self._read(page))

    def _leave(self, page: Shown, listener: Listener) -> None:
        self._networks[listener.network] -= 1
        if not self._networks[listener.network]:
            del self._networks[listener.network]
        self._looking[page].discard(listener)
        if not self._looking[page]:
            del self._looking[page]
            self._readers.pop(page).cancel()

    async def _read(self, page: Shown) -> None:
        """Read a page again and again for all who look at it. Ends with the last of them."""
        while True:
            listeners = list(self._looking[page])
            players = list({listener.player for listener in listeners})
            try:
                lines, places = await sync_to_async(_look, thread_sensitive=False, executor=_thread)(page, players)
            except Exception:  # whatever it was, the page stands still and the next look may do better
                log.exception("leaderboard: %s could not be read", page)
            else:
                for listener in listeners:
                    listener.tell("page", lines)
                    listener.tell("own", places.get(listener.player, "null"))
            await asyncio.sleep(EVERY)


def audience() -> Audience:
    """Return that of the running event loop."""
    return _audiences.setdefault(asyncio.get_running_loop(), Audience())


def _look(page: Shown, players: list[str]) -> tuple[str, dict[str, str]]:
    """Return a page and everybody's own place, as JSON."""
    close_old_connections()
    try:
        found = selectors.page(page.board, page.kind, page.number)
        places = selectors.places_of(page.board, page.kind, players)
    finally:
        close_old_connections()
    own = {
        player: json.dumps({"rank": f"{place.rank:,}", "shown": shown(page.board, place.score)})
        for player, place in places.items()
    }
    return _told(found), own


def _told(page: Page) -> str:
    return json.dumps({"window": page.window.key, "number": page.number, "lines": [_line(line) for line in page.lines]})


def _line(line: Line) -> dict[str, str | int]:
    return {
        "player": line.player,
        "rank": line.rank,
        "name": line.name,
        "beside": f"{line.beside:,}",
        "shown": line.shown,
        "link": profile(line),
    }


def profile(line: Line) -> str:
    """Return the address of a player's page, if others may see it."""
    try:
        return reverse("profile", args=[line.player]) if line.public else ""
    except NoReverseMatch:
        return ""
