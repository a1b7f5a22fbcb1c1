"""What server processes use, as the system counts it: processor time and memory, by process id (Linux)."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")  # of processor time in a second
PAGE = os.sysconf("SC_PAGE_SIZE")  # bytes


class Meters:
    """Server processes of this machine, and the swarm itself; between `reset` and `stop`."""

    def __init__(self, pids: Sequence[int]) -> None:
        """Take process ids. Raises ValueError where there is no such process, or no /proc to look it up in."""
        self._pids = pids
        for pid in pids:
            if not Path(f"/proc/{pid}/stat").exists():
                raise ValueError(f"there is no process {pid} here")
        self._used = self._own = 0.0
        self._resident: float | None = None

    def reset(self) -> None:
        """Begin to count."""
        self._own = -time.process_time()
        with suppress(OSError):  # then `stop` finds it out
            self._used = -self._time()

    def stop(self) -> None:
        """Note what was used since; nothing where one of the processes has ended, as nobody knows any more."""
        self._own += time.process_time()
        try:
            self._used += self._time()
            self._resident = sum(_resident(pid) for pid in self._pids)
        except OSError:
            self._resident = None

    def figures(self, player_rounds: int) -> dict[str, Any]:
        """Return processor time of a player and round, in milliseconds, and memory at the end, in MB."""
        each = 1000 / player_rounds if player_rounds else 0.0
        resident = self._resident or None
        return {
            "cpu_ms_per_player_round": resident and round(self._used * each, 3),
            "swarm_cpu_ms_per_player_round": round(self._own * each, 3) if self._own > 0 else None,
            "rss_mb": resident and round(resident / 1e6, 1),
        }

    def _time(self) -> float:
        return sum(_ticks(pid) for pid in self._pids) / TICKS


def _ticks(pid: int) -> int:
    """Return the time of a process and of its children that have ended, user and system: fields 14 to 17 of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


def _resident(pid: int) -> int:
    """Return a process' resident memory in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
