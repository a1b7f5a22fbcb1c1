"""Where rooms are kept: the interface. Documents with a version, write-once rows, alarms, presence, notices, news."""

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from game.decisions import Record
from game.room import Answer, Room, Seat

TTL = 6 * 3600  # seconds that a room's keys outlive its last change
LEASE = 1.0  # seconds after which a claimed alarm comes due again
LINGER = 60  # seconds that a closed room's keys stay
GATHERED = 120  # seconds that a set outlives its last change

Row = Seat | Answer


class StoreUnavailableError(Exception):
    """The store did not answer. What was asked may or may not have happened; asking again is safe."""


class Refusal(enum.Enum):
    """Why a row was not written, and none stands: the table is full, or another row carries its unique text."""

    FULL = enum.auto()
    TAKEN = enum.auto()


class Recorded(msgspec.Struct, frozen=True):
    """What stands after a record: its row for each, or why there is none; and how many rows there are.

    `heard`: how many processes were told the number, who asked among them; 0 where it was not announced.
    """

    rows: tuple[Row | Refusal, ...]
    count: int
    heard: int = 0


class Glance(msgspec.Struct, frozen=True):
    """A room from outside: what a page about many rooms needs, without their rows.

    `room`: None where it cannot be read here. `since`: when it was opened, `due`: when its alarm is; by the store's
    clock, None where that is not known. `here`: leases of presence; who has just come to another process has two.
    """

    room: Room | None
    since: float | None
    due: float | None
    seats: int
    here: int


class Rows(msgspec.Struct, frozen=True):
    """News of a table: how many rows it has now."""

    table: str
    count: int


class Here(msgspec.Struct, frozen=True):
    """News of presence: a member counts as present until then, in seconds of the store's clock."""

    member: str
    until: float


class Newer(msgspec.Struct, frozen=True):
    """News of a room that a newer release has written: only its processes can serve it from now on."""


News = Room | Rows | Here | Newer
Listener = Callable[[str, News], None]


class Store(Protocol):
    """All methods may raise StoreUnavailableError."""

    async def time(self) -> float:
        """Return the store's clock: the only clock of the game, in seconds since the epoch."""

    async def load(self, code: str) -> Room | None:
        """Return the room, or None."""

    async def commit(self, read: Room | None, room: Room, rows_read: tuple[str, int] | None = None) -> bool:
        """Replace `read` (None: there was no such room) by `room`, set its alarm, and tell everybody.

        False, and nothing done, when the room is no longer at the version of `read`, or when the table that was read
        (name, row count) has other rows now.
        """

    async def record(self, room: Room, table: str, records: Sequence[Record], *, announce: bool) -> Recorded | None:
        """Write rows once each (all of one table); None, and nothing done, when the room has moved on.

        A row that stands is told whatever else the record says. Full is said before taken: another text would not help.
        """

    async def rows(self, room: Room, table: str) -> dict[str, Row]:
        """Return a table's rows by key."""

    async def row(self, room: Room, tables: Sequence[str], key: str) -> list[Row | None]:
        """Return the rows of one key in several tables."""

    async def retire(self, room: Room, tables: Sequence[str], seconds: int) -> None:
        """Let tables of a room end by themselves after some seconds; an empty list means all that the room has."""

    async def ring(self, room: Room, at: float) -> bool:
        """Set the room's alarm; False, and nothing done, when the room has moved on: it has another alarm then."""

    async def silence(self, code: str) -> None:
        """Forget the alarm of a room that is gone."""

    async def claim(self, now: float, limit: int = 256) -> dict[str, float]:
        """Return rooms whose alarm is due, with when it was, the earliest first; push each back by the lease."""

    async def next_alarm(self) -> float | None:
        """Return when the earliest alarm comes due, or has been since; None without any."""

    async def live(self, most: int) -> list[str]:
        """Return the rooms that have an alarm, as all have that are not closed; no more than so many."""

    async def glance(self, codes: Sequence[str], now: float) -> list[Glance | None]:
        """Look at rooms in one call; None for each that there is not."""

    async def set_presence(self, code: str, until: Mapping[str, float], *, announce: bool) -> None:
        """Note until when members (opaque: a player and a process) count as present."""

    async def presence(self, code: str, now: float, ahead: float = 0.0) -> list[str]:
        """Return the members who are present for more than `ahead` seconds, and forget those who no longer are."""

    async def gather(self, room: Room, what: str, came: Collection[str], went: Collection[str]) -> None:
        """Put members (opaque) into a set of a room, and take others out."""

    async def gathered(self, room: Room, what: str) -> frozenset[str]:
        """Return the members of a set."""

    async def release(self, room: Room, table: str, key: str, text: str) -> None:
        """Let another row of a table carry this unique text, if the row of this key does."""

    async def allow(self, what: str, limit: int, seconds: int) -> bool:
        """Count one use of `what`; False when there were more than `limit` in the running `seconds`."""

    async def uses(self, *what: str) -> list[int]:
        """Return how often each was used in the running seconds, without counting this."""

    async def post(self, board: str, name: str, text: str, until: float) -> None:
        """Put a notice on a board, in place of the one of that name, until then by the store's clock."""

    async def unpost(self, board: str, name: str) -> None:
        """Take a notice off a board, if it is there."""

    async def posted(self, board: str, most: int) -> dict[str, str]:
        """Return a board's notices by name; of more than `most` those that stay longest."""

    async def listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        """Hand news of subscribed rooms to `listener`; call `resynced` after news may have been lost."""

    async def subscribe(self, code: str) -> None:
        """Begin to get news of a room. What was published after this returns is not missed."""

    async def unsubscribe(self, code: str) -> None:
        """Stop getting news of a room."""

    async def close(self) -> None:
        """Let go of connections."""
