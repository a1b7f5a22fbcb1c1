"""Which faces a match shows: the same seed and pool always give the same ones."""

import random
from collections.abc import Collection, Iterable

from game.face import Face, Truth, opposite
from game.room import Kind

Partners = tuple[Face | None, ...]


class DeckTooSmallError(ValueError):
    """The pool has too few faces of one class for a match of this length."""


def deal(
    pool: Iterable[Face], rounds: int, seed: int, avoid: Collection[str] = (), kind: Kind = Kind.SINGLE
) -> tuple[tuple[Face, ...], Partners]:
    """Draw the faces of `rounds` questions, and beside them the right-hand faces of pairs (None for a single face).

    What each face is, is a fair coin flip of its own; its partner is the opposite. Whether a round of a mixed match is
    a pair is another flip. No two faces share a group, and none is in `avoid` (ids), while the pool allows it; no face
    comes twice. Raises DeckTooSmallError unless each class has a face for every round: then no flip depends on an
    earlier one. (A balanced match would tell its last faces by its first.)
    """
    rng = random.Random(seed)  # noqa: S311  (the seed comes from the system's generator and stays on the server)
    faces = sorted(pool, key=lambda face: face.id)
    rng.shuffle(faces)
    stacks = {truth: [face for face in faces if face.truth is truth] for truth in Truth}
    if min(map(len, stacks.values())) < rounds:
        raise DeckTooSmallError
    met: set[str] = set()

    def draw(truth: Truth) -> Face:
        # Least bad first: a person met before is worse than a face of an earlier match. min() keeps the shuffled order.
        face = min(stacks[truth], key=lambda face: (not met.isdisjoint(face.groups), face.id in avoid))
        stacks[truth].remove(face)
        met.update(face.groups)
        return face

    dealt: list[Face] = []
    partners: list[Face | None] = []
    for _ in range(rounds):
        truth = rng.choice((Truth.REAL, Truth.AI))
        dealt.append(draw(truth))
        pair = kind is Kind.PAIR or (kind is Kind.MIXED and rng.random() < 0.5)
        partners.append(draw(opposite(truth)) if pair else None)
    return tuple(dealt), tuple(partners)
