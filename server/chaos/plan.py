"""What a run is to do: its command-line options, checked."""

import argparse
import enum
from typing import Any

import msgspec

from game.room import Options


class Kind(enum.StrEnum):
    """What may happen. The last two are no moments, but habits that some players have all the time."""

    KILL = "kill"  # SIGKILL of a server process
    DRAIN = "drain"  # SIGTERM of one
    STOP = "stop"  # SIGSTOP of one, for a while
    REDIS_KILL = "redis_kill"  # SIGKILL of Redis, started again from its append-only file
    REDIS_PAUSE = "redis_pause"  # SIGSTOP of Redis, for a while
    REDIS_AWAY = "redis_away"  # SIGKILL of Redis, and nothing for longer than leases last: only where asked for
    CUT = "cut"  # connections reset
    DEAF = "deaf"  # clients that stop reading
    MOVE = "move"  # the same players come to another process while their sockets are open
    VANISH = "vanish"  # a host is gone
    DOUBLE = "double"  # answers sent several times, the second one with the other verdict
    REORDER = "reorder"  # an answer of the last round, sent after that of this round


USUAL = tuple(kind for kind in Kind if kind is not Kind.REDIS_AWAY)
HABITS = frozenset({Kind.DOUBLE, Kind.REORDER})
EVERY = 4.0  # seconds between faults, on average


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds`: that faults happen in; matches that run then are played to their end. `fsync`: Redis' appendfsync."""

    seconds: float = 120.0
    seed: int = 0
    processes: int = 3
    rooms: int = 12
    players: int = 100
    faults: tuple[Kind, ...] = USUAL
    fsync: str = "always"
    every: float = EVERY

    @property
    def options(self) -> Options:
        """Matches that are short: of some twenty seconds."""
        return Options(rounds=3, seconds=3, reveal=2)

    def party(self, room: int) -> int:
        """Return how many bots play in this room: all rooms are within one of each other."""
        return self.players // self.rooms + (room < self.players % self.rooms)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add, usual = parser.add_argument, Plan()
    add("--seconds", type=float, default=usual.seconds, help=f"seconds of faults ({usual.seconds:g})")
    add("--seed", type=int, default=usual.seed, help=f"what the randomness begins from ({usual.seed})")
    add("--processes", type=int, default=usual.processes, help=f"server processes ({usual.processes})")
    add("--rooms", type=int, default=usual.rooms, help=f"rooms at once ({usual.rooms})")
    add("--players", type=int, default=usual.players, help=f"bots in all, the hosts among them ({usual.players})")
    add("--every", type=float, default=usual.every, help=f"seconds between faults, on average ({usual.every:g})")
    add("--fsync", choices=("always", "everysec"), default=usual.fsync, help=f"Redis' appendfsync ({usual.fsync})")
    add("--faults", nargs="*", choices=[str(kind) for kind in Kind], help="which ones (all but redis_away)")
    add("--json", action="store_true", help="print one line of JSON; progress goes to stderr")


def plan_of(given: dict[str, Any]) -> Plan:
    """Make a plan of the parsed options. Raises ValueError with one sentence for the user."""
    if given["rooms"] < 1 or given["players"] < 2 * given["rooms"]:
        raise ValueError("a room takes at least two players: lower --rooms or raise --players")
    if given["processes"] < 1 or given["seconds"] <= 0 or given["every"] <= 0:
        raise ValueError("--processes is at least 1, --seconds and --every more than 0")
    faults = USUAL if given["faults"] is None else tuple(map(Kind, given["faults"]))
    names = ("seconds", "seed", "processes", "rooms", "players", "every", "fsync")
    return Plan(faults=faults, **{name: given[name] for name in names})
