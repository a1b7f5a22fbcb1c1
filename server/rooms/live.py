"""Live rooms as the staff sees them: where each stands and how it is doing. Nothing that tells a face's truth early.

What is told of a room comes from here alone: fields of `Room` are named one by one, and none of them is about faces.
"""

from typing import NamedTuple

from game.room import Mode, Phase, Room
from game.standings import standings
from game.views import Standing
from server.rooms.local_room import LocalRoom
from server.rooms.runtime import Runtime
from server.rooms.store import Glance

MOST = 2000  # rooms that the list leads to; any other is found by its code
PAGE = 50  # rooms on a page
TOP = 10  # players whose points are told


class Live(NamedTuple):
    """One room. Times in seconds; None where they are not known.

    `late`: since its alarm was due, less than 0 while it is still to come. `sockets`: open in this process. `round`:
    the running one, from 1. `readable`: False for a room of another release, of which little is known. `host_away`,
    `paused`: for how long. `top`: as of the last reveal.
    """

    code: str
    readable: bool
    age: float | None
    late: float | None
    seats: int
    here: int
    sockets: int
    phase: Phase = Phase.LOBBY
    mode: Mode = Mode.RACE
    round: int = 0
    of: int = 0
    version: int = 0
    match: str = ""
    archived: bool = False
    deck: str = ""
    limit: int = 0
    eligible: int = 0
    removed: int = 0
    public: bool = False
    locked: bool = False
    hosted: bool = False
    host_away: float = 0.0
    paused: float = 0.0
    top: tuple[Standing, ...] = ()


async def listed(runtime: Runtime, number: int) -> tuple[list[Live], int]:
    """Return a page of rooms, by code, and how many rooms there are (MOST + 1: more than MOST). Two calls to the store.

    `number`: of the page, from 1; one too high is the last.
    """
    codes = sorted(await runtime.store.live(MOST + 1))
    count, codes = len(codes), codes[:MOST]
    first = (min(max(number, 1), pages(count)) - 1) * PAGE
    return await _look(runtime, codes[first : first + PAGE]), count


def pages(count: int) -> int:
    """Return on how many pages so many rooms are."""
    return max(1, -(-min(count, MOST) // PAGE))


async def one(runtime: Runtime, code: str) -> Live | None:
    """Return one room that is not closed, or None. One call to the store."""
    found = await _look(runtime, [code])
    return found[0] if found else None


async def _look(runtime: Runtime, codes: list[str]) -> list[Live]:
    now = runtime.clock.now()
    glances = await runtime.store.glance(codes, now) if codes else []
    return [
        _live(code, glance, runtime.hub.rooms.get(code), now)
        for code, glance in zip(codes, glances, strict=True)
        if glance is not None and (glance.room is None or glance.room.phase is not Phase.CLOSED)
    ]


def _live(code: str, glance: Glance, local: LocalRoom | None, now: float) -> Live:
    live = Live(
        code=code,
        readable=glance.room is not None,
        age=None if glance.since is None else max(0.0, now - glance.since),
        late=None if glance.due is None else now - glance.due,
        seats=glance.seats,
        here=glance.here,
        sockets=len(local.everybody) if local else 0,
    )
    return live if glance.room is None else _told(live, glance.room, now)


def _told(live: Live, room: Room, now: float) -> Live:
    """Add what the room's document says. Scores change at reveals only, and so does their order."""
    return live._replace(
        phase=room.phase,
        mode=room.options.mode,
        round=room.round + 1,
        of=len(room.faces),
        version=room.version,
        match=room.match,
        archived=room.archived,
        deck=room.options.deck,
        limit=room.options.seats,
        eligible=room.eligible,
        removed=len(room.removed),
        public=room.options.public,
        locked=room.locked,
        hosted=bool(room.host),
        host_away=max(0.0, now - room.away) if room.away else 0.0,
        paused=0.0 if room.paused is None else max(0.0, now - room.paused),
        top=standings(room, TOP),
    )
