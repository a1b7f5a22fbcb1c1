"""A client that plays along and keeps, for each round, all that it was sent before the reveal."""

import re
import time
from collections.abc import Callable
from typing import Any

import msgspec

from server.audits.recording import Seen, Watched
from server.audits.recording_wire import Wire, fetch, open_wire

COOKIE = re.compile(rb"(?mi)^set-cookie:\s*([^=;\s]+=[^;\r\n]*)")
PAGES = {"watcher": "watch/", "screen": "screen/"}  # below the room's
Message = dict[str, Any]


class Cut(msgspec.Struct, kw_only=True):
    """One round as this client was told of it. `clock`, `since` as in Dealt."""

    ai: bool
    face: str
    partner: str
    nonce: str
    clock: float
    since: float
    watched: Watched


class Client:
    """A browser's connections. `react` is called with each message, after it was kept.

    `name`: as whom it joins; those who only look on have a `role` instead. `cuts`: what was kept, by match and round.
    Who comes back, or comes for the first time, when a face is already revealed has its cut right there: the snapshot
    tells the truth.
    """

    def __init__(
        self, url: str, code: str, *, name: str = "", role: str = "", source: str, react: Callable[[Message], None]
    ) -> None:
        self._url, self._code, self._source, self._react = url, code, source, react
        self._page = PAGES.get(role, "")
        self._join: Message = {"t": "join", "name": name} if name else {"t": "join", "role": role}
        self._wire: Wire | None = None
        self._entry: list[Seen] = []  # what was there before the first message
        self._start: list[Seen] = []  # the running match's countdown, and the page of that time
        self._seen: list[Seen] = []
        self._from = time.time()
        self._match, self._began = "", 0.0
        self._away = False  # on purpose
        self.cookies = ""
        self.token = ""  # of the seat, once there is one
        self.cuts: dict[tuple[str, int], Cut] = {}

    @property
    def lost(self) -> bool:
        """Whether the socket has gone and nobody asked it to."""
        return not self._away and (self._wire is None or self._wire.gone.done())

    async def enter(self, cookies: str = "") -> None:
        """Open the page (where no browser's cookies are given) and the socket, and join. Raises OSError."""
        self.cookies = cookies
        if not cookies:
            page = await self._get(self._page, "page")
            self._entry.append(page)
            self.cookies = b"; ".join(COOKIE.findall(page.data.partition(b"\r\n\r\n")[0])).decode()
        self._entry.append(await self._connect())
        self.say(self._join)

    async def come_back(self) -> None:
        """Lose the socket and open another with the seat's token, as a browser does by itself. Raises OSError."""
        self._away = True
        self.leave()
        self._seen.append(await self._connect())
        self._away = False
        self.say({"t": "join", "token": self.token})

    async def _connect(self) -> Seen:
        path = f"/ws/room/{self._code}/"
        self._wire, shaken = await open_wire(self._url, path, self._headers(), self._hear, self._source)
        return shaken

    def say(self, message: Message) -> None:
        """Send a message."""
        if self._wire is not None:
            self._wire.say(msgspec.json.encode(message))

    def leave(self) -> None:
        """Close the tab."""
        if self._wire is not None:
            self._wire.leave()

    async def look(self, address: str, name: str) -> None:
        """Ask for something below the room's page, and keep the answer with the running round."""
        answer = await self._get(address, name)
        self._seen.append(answer)

    async def reload(self) -> None:
        """Open the page again, now that the match is dealt: it belongs to all its rounds."""
        page = await self._get(self._page, "page")
        self._start.append(page)

    async def _get(self, address: str, name: str) -> Seen:
        return await fetch(self._url, f"/r/{self._code}/{address}", self._headers(), f"http {name}", self._source)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookies} if self.cookies else {}

    def _hear(self, kind: str, data: bytes, seen: Seen) -> None:
        if kind == "binary":
            seen.name = "sealed"
            self._seen.append(seen)
            self._react({"t": "sealed", "round": int.from_bytes(data[:2])})
            return
        message: Message = msgspec.json.decode(data)
        seen.name = str(message["t"])
        match message["t"]:
            case "countdown":
                self._match, self._began, self._start = message["sealed"]["match"], seen.at, [seen]
                self._from = time.time()
            case "welcome":
                self._welcome(message, seen)
            case "reveal":
                self._cut(message)
        self._seen.append(seen)
        self._react(message)

    def _welcome(self, message: Message, seen: Seen) -> None:
        if not self.token:
            self._entry.append(seen)
        self.token = message["token"]
        phase = message["phase"]
        if "sealed" in phase:
            self._match = phase["sealed"]["match"]
        if phase["t"] == "reveal":
            self._cut(phase)

    def _cut(self, message: Message) -> None:
        if (self._match, message["round"]) in self.cuts:
            return  # told again: what came since belongs to the next round
        watched = Watched(seen=self._seen, context=[*self._entry, *self._start])
        first = watched.seen[0].at if watched.seen else self._began
        self.cuts[self._match, message["round"]] = Cut(
            ai=message["truth"] == "ai",
            face=message["face"],
            partner=message.get("partner", {}).get("face", ""),
            nonce=message["nonce"],
            clock=self._from,
            since=first - self._began,
            watched=watched,
        )
        self._seen, self._from = [], time.time()
