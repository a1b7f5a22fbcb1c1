"""One socket's visit to a room: joins or not, throws its frames, hears the server out, and leaves."""

import json
from collections import Counter

from server.audits.frames import TEXT, encode, flood, shot
from server.audits.hostile import Dice
from server.audits.socket_wire import NoHandshakeError, SocketWire
from server.rooms.codes import Role
from server.swarm.browser import Hosted

PARSED = 18  # frames of one socket: more at once would be refused unread
FLOODED = "too_fast (a flood)"
FLOODS = 0.01  # share of the visits that pour out some hundred frames on purpose
JOINING = 5.0  # seconds
SOURCES = 8  # addresses of this machine that sockets come from: limits by address are for each


class Visit:
    """`kinds`: kind of frame -> how many were sent. `replies`: code of refusal or closing -> how often."""

    def __init__(self, url: str, room: Hosted, rng: Dice) -> None:
        self._url, self._room, self._rng = url, room, rng
        self.kinds: Counter[str] = Counter()
        self.replies: Counter[str] = Counter()
        self.complaints: list[str] = []

    async def pay(self) -> None:
        """Come, throw, leave."""
        rng = self._rng
        role = rng.choices(["host", "known", "new", Role.WATCHER, Role.SCREEN, "nobody"], [20, 30, 20, 8, 7, 15])[0]
        source = f"127.0.0.{rng.randrange(2, 2 + SOURCES)}"
        try:
            wire = await SocketWire.open(
                self._url, self._room.code, rng, self._room.cookies if role == "host" else "", source
            )
        except (NoHandshakeError, OSError, TimeoutError) as error:
            self.complaints.append(f"a socket could not be opened: {error!r}")
            return
        if role != "nobody" and await self._join(wire, role):
            self.kinds["as meant"] += 1
        flooded = rng.random() < FLOODS
        if flooded:
            thrown = flood(rng)
            if await wire.send(thrown.wire):
                self.kinds[thrown.kind] += thrown.frames
        left = PARSED - self.kinds.total()
        breaks = False
        while left > 0 and not breaks:
            thrown = shot(rng)
            if not await wire.send(thrown.wire):
                break
            self.kinds[thrown.kind] += thrown.frames
            left -= thrown.frames
            breaks = thrown.last
        if not breaks and self.kinds.total() <= PARSED + 1 and not await wire.heard_out():
            self.replies["(no time told)"] += 1
        await wire.part()
        # To a flood that is the right answer, to each of its messages until the socket is closed.
        self.replies += Counter(
            {FLOODED if flooded and code == "too_fast" else code: n for code, n in wire.refused.items()}
        )
        if wire.closed:
            self.replies[f"closed {wire.closed}"] += 1

    async def _join(self, wire: SocketWire, role: str) -> bool:
        rng = self._rng
        message = {"t": "join", "name": f"Guest {rng.randrange(10_000)}"}
        if role in {Role.WATCHER, Role.SCREEN}:
            message = {"t": "join", "role": role}
        if role == "known":
            here = [token for _player, token in rng.seats if token.startswith(f"{self._room.code}:")]
            message["token"] = rng.choice(here or ["x:y:z"])
        if not await wire.send(encode(TEXT, json.dumps(message).encode(), rng)):
            return False
        welcome = await wire.answer_to_join(JOINING)
        if welcome is None and not wire.hung_up and not wire.refused:
            self.complaints.append(f"a join was not answered within {JOINING:g} s: {message}")
        if welcome is not None and welcome["token"]:
            rng.seats.append((str(welcome["player"]), str(welcome["token"])))
        return True
