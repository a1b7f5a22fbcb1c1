"""Which faces a match shows: the same seed and pool always give the same ones."""

import random
from collections.abc import Collection, Iterable

from game.face import Face, Truth


class DeckTooSmallError(ValueError):
    """The pool has too few faces of one class for a match of this length."""


def deal(pool: Iterable[Face], rounds: int, seed: int, avoid: Collection[str] = ()) -> tuple[Face, ...]:
    """Draw `rounds` different faces, real and AI within one of half, in an order that tells nothing.

    No two faces share a group, and none is in `avoid` (ids), while the pool allows it; no face comes twice.
    """
    rng = random.Random(seed)  # noqa: S311  (the seed comes from the system's generator and stays on the server)
    faces = sorted(pool, key=lambda face: face.id)
    rng.shuffle(faces)
    stacks = {truth: [face for face in faces if face.truth is truth] for truth in Truth}
    truths = _balanced(rounds, {truth: len(stack) for truth, stack in stacks.items()}, rng)
    dealt: list[Face] = []
    met: set[str] = set()
    for truth in truths:
        stack = stacks[truth]
        # Least bad first: a person met before is worse than a face of an earlier match. min() keeps the shuffled order.
        face = min(stack, key=lambda face: (not met.isdisjoint(face.groups), face.id in avoid))
        stack.remove(face)
        met.update(face.groups)
        dealt.append(face)
    return tuple(dealt)


def _balanced(rounds: int, held: dict[Truth, int], rng: random.Random) -> list[Truth]:
    """Flip fair coins until they are within one of half: every balanced order that the deck holds is equally likely."""
    fewest = (rounds - 1) // 2  # of one class: one less than half, or half rounded down
    if min(held.values()) < fewest or sum(held.values()) < rounds:
        raise DeckTooSmallError
    while True:
        truths = [rng.choice((Truth.REAL, Truth.AI)) for _ in range(rounds)]
        if all(fewest <= truths.count(truth) <= held[truth] for truth in Truth):
            return truths
