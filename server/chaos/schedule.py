"""When what happens: drawn from the plan's seed before anything begins. Pure."""

import random
from collections.abc import Iterator

from server.chaos.plan import HABITS, Kind, Plan

QUIET = 5.0  # seconds at the beginning: everybody comes in first


def schedule(plan: Plan) -> Iterator[tuple[float, Kind]]:
    """Yield seconds from the beginning and a kind, in order. Kinds come in shuffled turns: none is missed."""
    dice = random.Random(f"schedule {plan.seed}")  # noqa: S311  (repeatable, no secret)
    kinds = [kind for kind in Kind if kind in plan.faults and kind not in HABITS]
    at, turn = QUIET, list[Kind]()
    while kinds:
        at += dice.uniform(0.5, 1.5) * plan.every
        if at > plan.seconds:
            return
        if not turn:
            turn = dice.sample(kinds, len(kinds))
        yield at, turn.pop()
