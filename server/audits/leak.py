"""Does anything tell early? Records rounds of a running server, and lets a classifier guess the truth from them."""

import asyncio
from collections.abc import Sequence

import msgspec

from game.room import Kind
from server.audits.classifier import Score, guesses, judge, suspects
from server.audits.classifier_columns import columns_of
from server.audits.leak_locksmith import opened
from server.audits.leak_plants import DELAYS, later
from server.audits.recording import Dealt
from server.audits.recording_run import KINDS, record

ROLES = ("player", "spectator", "screen", "latecomer")
ALL = "all of them"
LOOKS: dict[str, tuple[str, ...]] = {**{role: (role,) for role in ROLES}, ALL: ROLES}
CHANCE = 0.5
TOLD = 10  # sentences about opened locks


class LeakFigures(msgspec.Struct, frozen=True):
    """How well the truth can be guessed before the reveal: balanced accuracy with its interval; 0.5 is chance.

    `together`: by somebody who has all roles' browsers, with the interval of 95 %. `looks`: by each role alone and by
    all, with intervals so wide that in nineteen of twenty audits none of them lies above chance, where nothing leaks:
    these are judged. `if_later`: what the player would have guessed had AI faces come so many seconds later, so how
    much of a delay shows at all on this machine. `opened`: a sentence for every promise or picture that was opened
    before its time. `rounds`: all that were recorded. Five sixths of them were guessed, from the first sixth on.
    """

    rounds: int
    together: Score
    looks: dict[str, Score]
    if_later: dict[float, Score]
    opened: list[str]

    def mistakes(self) -> list[str]:
        """Say what tells early."""
        found = [
            f"something tells early: from what was sent to {who}, {score.accuracy:.4f} were guessed right"
            f" ({score.low:.4f} to {score.high:.4f}), {CHANCE} is chance"
            for who, score in self.looks.items()
            if score.low > CHANCE
        ]
        more = len(self.opened) - TOLD
        return found + self.opened[:TOLD] + ([f"and {more} more like these"] if more > 0 else [])


async def audit_leak(url: str, rounds: int, seed: int, kinds: Sequence[Kind] = KINDS) -> LeakFigures:
    """Record at least this many rounds on the server at `url`, and judge them. Raises RuntimeError, see `record`."""
    dealt = await record(url, rounds, seed, kinds)
    return await asyncio.to_thread(leak_of, dealt, seed)


def leak_of(
    dealt: Sequence[Dealt], seed: int, confidence: float = 0.95, delays: Sequence[float] = DELAYS
) -> LeakFigures:
    """Judge recorded rounds. `confidence`: of `together` alone, and of all looks at once (after Bonferroni).

    `delays`: what is asked for `if_later`.
    """
    ai, rooms = [one.ai for one in dealt], [one.room for one in dealt]
    each = 1 - (1 - confidence) / len(LOOKS)
    guessed = {who: guesses(columns_of(dealt, roles), ai, rooms, seed) for who, roles in LOOKS.items()}
    return LeakFigures(
        rounds=len(dealt),
        together=judge(guessed[ALL], ai, rooms, seed, confidence),
        looks={who: judge(probable, ai, rooms, seed, each) for who, probable in guessed.items()},
        if_later={seconds: score_of(later(seconds)(dealt), ("player",), seed, confidence) for seconds in delays},
        opened=opened(dealt),
    )


def score_of(dealt: Sequence[Dealt], roles: Sequence[str], seed: int, confidence: float = 0.95) -> Score:
    """Judge what these roles were sent."""
    ai, rooms = [one.ai for one in dealt], [one.room for one in dealt]
    return judge(guesses(columns_of(dealt, roles), ai, rooms, seed), ai, rooms, seed, confidence)


def telling(dealt: Sequence[Dealt], roles: Sequence[str] = ROLES) -> list[tuple[float, str]]:
    """Return what goes best with the truth: |z| and name. Of a hundred thousand that tell nothing the best has 4.5."""
    return suspects(columns_of(dealt, roles), [one.ai for one in dealt])
