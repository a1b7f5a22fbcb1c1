"""What lag costs: players with equal reactions race over lines of different length, and their stakes are compared."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

import msgspec

from game.room import MOST_LAG
from server.audits.race import JITTER, JITTERY, LATE, REFERENCE, Entry, Race

LINKS = (5, 80, 250)  # ms round trip; a line of 0 is what they are compared with
MOST = 2.0  # percent that equal reactions may differ by
PONG_AFTER = 1.0  # seconds that somebody who cheats holds pongs back


class Lag(msgspec.Struct, frozen=True):
    """Percents are of the stakes over a line of 0 ms; positive where a line earns less. All are medians over players.

    `unfairness`: by round trip in ms. `jittery`: over a line whose delay varies. `gained`: percent that holding pongs
    back gained, `worth`: what MOST_LAG would have been worth in these rounds. `recorded`: smallest round trip, in ms,
    that the match's record holds for those who did, None where it holds none.
    """

    unfairness: dict[str, float]
    jittery: float
    gained: float
    worth: float
    recorded: float | None
    complaints: tuple[str, ...]

    def mistakes(self, *, kept: bool = True) -> Iterator[str]:
        """Say what is not fair. `kept`: the match's record was looked into."""
        yield from self.complaints
        for trip, percent in self.unfairness.items():
            if abs(percent) > MOST:
                yield f"a line of {trip} ms earns {-percent:+.2f} %, more than {MOST:g} % off"
        if self.gained > self.worth + MOST:
            yield f"holding pongs back gained {self.gained:.2f} %, {MOST_LAG:g} s are worth {self.worth:.2f} %"
        if kept and (self.recorded is None or self.recorded < 1000 * PONG_AFTER):
            yield f"the match's record shows a round trip of {self.recorded} ms where pongs came {PONG_AFTER:g} s late"


async def race(
    url: str, rounds: int, *, seed: int = 0, each: int = 3, lengths: tuple[int, ...] = (8, 3, 8, 3)
) -> tuple[Race, ...]:
    """Run races at the same time, one for each length of a question in seconds; `each`: players on every line."""
    entries = [
        Entry(trip=trip / 1000, name=f"{trip} ms {number}") for trip in (REFERENCE, *LINKS) for number in range(each)
    ]
    entries.append(Entry(trip=REFERENCE / 1000, name=LATE, pong_after=PONG_AFTER))
    entries.append(Entry(trip=0.08, name=JITTERY, jitter=JITTER))
    races = tuple(Race(seconds, rounds, f"{seed} {number}") for number, seconds in enumerate(lengths))
    await asyncio.gather(*(race.run(url, entries) for race in races))
    return races


def recorded(database: Path) -> float | None:
    """Return the smallest round trip, in ms, that the archive holds for those who held pongs back; None for none."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as archive:
        asked = archive.execute(
            "SELECT min(trial.lag) FROM matches_trial trial JOIN matches_result result ON result.id = trial.result_id"
            " WHERE result.name = ? AND trial.verdict <> ''",
            [LATE],
        )
        found = asked.fetchone()[0]
    return None if found is None else float(found)


def compare(races: tuple[Race, ...], kept: float | None, say: Callable[[str], None] = lambda _: None) -> Lag:
    """Return the figures of races that were run. `kept`: what `recorded` found."""
    found: dict[str, list[float]] = {}
    worth: list[float] = []
    complaints: list[str] = []
    for run in races:
        complaints += run.complaints
        fair = [entry.name for entry in run.entries if entry.trip == 0 and not entry.pong_after]
        reference = median(map(run.stakes, fair))
        if not reference:
            complaints.append("a race without points cannot be compared")
            continue
        for entry in run.entries:
            kind = entry.name if entry.name in {LATE, JITTERY} else f"{1000 * entry.trip:g}"
            found.setdefault(kind, []).append(100 * (1 - run.stakes(entry.name) / reference))
        worth.append(100 * median(run.worth(name, MOST_LAG) for name in fair) / reference)
    percents = {kind: median(values) for kind, values in found.items()}
    for kind, percent in percents.items():
        say(f"line {kind}: {-percent:+.2f} % of the stakes over a line of 0 ms")
    return Lag(
        unfairness={str(trip): round(percents.get(str(trip), 100.0), 3) for trip in LINKS},
        jittery=round(percents.get(JITTERY, 100.0), 3),
        gained=round(-percents.get(LATE, 0.0), 3),
        worth=round(median(worth), 3) if worth else 0.0,
        recorded=kept,
        complaints=tuple(complaints),
    )
