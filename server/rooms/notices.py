"""Notices of open rooms: what everybody may read of one that is public or runs itself, and who it suits."""

from collections.abc import Mapping

import msgspec

from game.modes import mode_of
from game.room import IDLE, Kind, Mode, Phase, Room, Scoring
from server.rooms.store import Store

BOARD = "rooms"  # of the store
LEASE = 10.0  # seconds that a notice stays if nobody renews it
MOST = 1000  # notices read at once
SOON = 3.0  # seconds before its end from which on a question counts as being between two rounds
PATIENT = 300.0  # seconds that a host may gather people before newcomers are no longer sent there
LATE = 5.0  # seconds after which a room should have started by itself


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One open room. `players`: those who are here. `taken`: seats, also of people who left.

    `link`: the secret of its address. `round`: the running one, from 1, of `of`. `runs_itself`: nobody hosts. `seated`:
    who comes now gets a seat. `gathers`: newcomers play soon, in a question from `soon` on (the store's clock).
    """

    code: str
    link: str
    phase: Phase
    players: int
    taken: int
    seats: int
    deck: str
    mode: Mode
    kind: Kind
    scoring: Scoring
    rounds: int
    seconds: int
    round: int = 0
    of: int = 0
    runs_itself: bool = False
    seated: bool = True
    gathers: bool = False
    soon: float = 0.0


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Notice).decode


def is_open(room: Room) -> bool:
    """Tell whether a room is for everybody, as long as it has seats."""
    return (room.options.public or not room.host) and not room.locked and room.phase is not Phase.CLOSED


def gathers_from(room: Room, now: float) -> float | None:
    """Return the moment from which on who comes plays soon, perhaps long past; None where that is not to be expected.

    A lobby, or between two rounds of a match that takes people late. Not a room that its host has left or stopped.
    """
    if not is_open(room) or room.away or room.paused is not None or room.deadline is None:
        return None
    if room.phase is Phase.LOBBY:
        overdue = now - (room.deadline - IDLE) > PATIENT if room.host else now - (room.starts or now) > LATE
        return None if overdue else 0.0
    following = room.round + 1
    if following >= len(room.faces) or not room.options.late or not mode_of(room.options).admits(following):
        return None  # the podium, too
    return room.deadline - SOON if room.phase is Phase.QUESTION else 0.0


def notice_of(room: Room, players: int, taken: int, now: float) -> Notice | None:
    """Return what to tell of a room; None for one that is not open, or full."""
    if not is_open(room) or taken >= room.options.seats:
        return None
    options, soon = room.options, gathers_from(room, now)
    return Notice(
        code=room.code,
        link=room.link,
        phase=room.phase,
        players=players,
        taken=taken,
        seats=options.seats,
        deck=options.deck,
        mode=options.mode,
        kind=options.kind,
        scoring=options.scoring,
        rounds=options.rounds,
        seconds=options.seconds,
        round=room.round + 1,
        of=len(room.faces),
        runs_itself=not room.host,
        seated=options.late or room.phase in (Phase.LOBBY, Phase.PODIUM),
        gathers=soon is not None,
        soon=soon or 0.0,
    )


async def post(store: Store, notice: Notice, until: float) -> None:
    """Put a notice on the board, in place of the room's last one, until then by the store's clock."""
    await store.post(BOARD, notice.code, _encode(notice).decode(), until)


async def unpost(store: Store, code: str) -> None:
    """Take a room's notice off the board."""
    await store.unpost(BOARD, code)


async def posted(store: Store) -> list[Notice]:
    """Return the notices of all open rooms, the liveliest first."""
    notices = _read(await store.posted(BOARD, MOST))
    return sorted(notices, key=lambda notice: (-notice.players, not notice.runs_itself, notice.code))


def _read(told: Mapping[str, str]) -> list[Notice]:
    """Decode notices; one that another release wrote in another way is none."""
    notices = []
    for text in told.values():
        try:
            notices.append(_decode(text))
        except msgspec.DecodeError:
            continue
    return notices
