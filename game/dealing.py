"""Which faces a match shows: the same seed and pool always give the same ones."""

import random
from collections.abc import Collection, Iterable

from game.face import Face, Truth


class DeckTooSmallError(ValueError):
    """The pool has too few faces of one class for a match of this length."""


def deal(pool: Iterable[Face], rounds: int, seed: int, avoid: Collection[str] = ()) -> tuple[Face, ...]:
    """Draw `rounds` different faces; what each of them is, is a fair coin flip of its own.

    No two faces share a group, and none is in `avoid` (ids), while the pool allows it; no face comes twice.
    Raises DeckTooSmallError unless each class has a face for every round: then no flip depends on an earlier one.
    (A balanced match would tell its last faces by its first.)
    """
    rng = random.Random(seed)  # noqa: S311  (the seed comes from the system's generator and stays on the server)
    faces = sorted(pool, key=lambda face: face.id)
    rng.shuffle(faces)
    stacks = {truth: [face for face in faces if face.truth is truth] for truth in Truth}
    if min(map(len, stacks.values())) < rounds:
        raise DeckTooSmallError
    dealt: list[Face] = []
    met: set[str] = set()
    for _ in range(rounds):
        stack = stacks[rng.choice((Truth.REAL, Truth.AI))]
        # Least bad first: a person met before is worse than a face of an earlier match. min() keeps the shuffled order.
        face = min(stack, key=lambda face: (not met.isdisjoint(face.groups), face.id in avoid))
        stack.remove(face)
        met.update(face.groups)
        dealt.append(face)
    return tuple(dealt)
