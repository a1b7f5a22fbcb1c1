"""Does anything tell early? Records rounds of a running server, and lets a classifier guess the truth from them."""

import asyncio
from collections.abc import Sequence

import msgspec

from server.audits.classifier import Score, guesses, judge, suspects
from server.audits.classifier_columns import columns_of
from server.audits.recording import Dealt
from server.audits.recording_run import record

ROLES = ("player", "spectator")


class LeakFigures(msgspec.Struct, frozen=True):
    """How well the truth can be guessed before the reveal: balanced accuracy with its 95 % interval; 0.5 is chance.

    `accuracy`, `low` and `high` are of somebody who has a player's and a spectator's browser; `player` and `spectator`
    of each alone. `rounds`: all that were recorded. Five sixths of them were guessed, from the first sixth on.
    """

    accuracy: float
    low: float
    high: float
    rounds: int
    player: Score
    spectator: Score


async def audit_leak(url: str, rounds: int, seed: int) -> LeakFigures:
    """Record at least this many rounds on the server at `url`, and judge them. Raises RuntimeError, see `record`."""
    dealt = await record(url, rounds, seed)
    return await asyncio.to_thread(leak_of, dealt, seed)


def leak_of(dealt: Sequence[Dealt], seed: int, confidence: float = 0.95) -> LeakFigures:
    """Judge recorded rounds."""
    both, player, spectator = (
        score_of(dealt, roles, seed, confidence) for roles in (ROLES, ("player",), ("spectator",))
    )
    return LeakFigures(
        accuracy=both.accuracy,
        low=both.low,
        high=both.high,
        rounds=len(dealt),
        player=player,
        spectator=spectator,
    )


def score_of(dealt: Sequence[Dealt], roles: Sequence[str], seed: int, confidence: float = 0.95) -> Score:
    """Judge what these roles were sent."""
    ai, rooms = [one.ai for one in dealt], [one.room for one in dealt]
    return judge(guesses(columns_of(dealt, roles), ai, rooms, seed), ai, rooms, seed, confidence)


def telling(dealt: Sequence[Dealt], roles: Sequence[str] = ROLES) -> list[tuple[float, str]]:
    """Return what goes best with the truth: |z| and name. Of a hundred thousand that tell nothing the best has 4.5."""
    return suspects(columns_of(dealt, roles), [one.ai for one in dealt])
