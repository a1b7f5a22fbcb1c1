"""Which faces a match shows: the same seed and pool always give the same ones."""

import math
import random
from collections.abc import Collection, Iterable, Mapping, Sequence

from game.difficulty import UNKNOWN
from game.face import Face, Truth, opposite
from game.room import Dealing, Kind

Partners = tuple[Face | None, ...]

# How much rather a face comes, by the third of its class that it is in, wanted ones first. No third is left out: in a
# deck that few have judged the thirds mean little, and matches must differ.
THIRDS = (8.0, 2.0, 1.0)
FITTING = 150.0  # points from the room's skill within which a face fits well
BEST, WORST = (False, False, False), (True, True, True)  # faces to draw: known person, worn, shown here before
LEAST = 0.02  # what even the least fitting face weighs


class DeckTooSmallError(ValueError):
    """The pool has too few faces of one class for a match of this length."""


def deal(
    pool: Iterable[Face],
    rounds: int,
    seed: int,
    avoid: Collection[str] = (),
    kind: Kind = Kind.SINGLE,
    dealing: Dealing = Dealing.MIXED,
    skill: float = UNKNOWN.rating,
    worn: Collection[str] = (),
) -> tuple[tuple[Face, ...], Partners]:
    """Draw the faces of `rounds` questions, and beside them the right-hand faces of pairs (None for a single face).

    What each face is, is a fair coin flip of its own; its partner is the opposite. Whether a round of a mixed match is
    a pair is another flip. Neither depends on `dealing`, ratings or `skill` (the room's, for adaptive dealing): they
    only say which faces of a class come first. No two faces share a group, none is in `worn` (ids; most of the room
    know them) and none in `avoid` (ids), while the pool allows it; no face comes twice. Raises DeckTooSmallError unless
    each class has a face for every round: then no flip depends on an earlier one. (A balanced match would tell its last
    faces by its first.)
    """
    rng = random.Random(seed)  # noqa: S311  (the seed comes from the system's generator and stays on the server)
    faces = sorted(pool, key=lambda face: face.id)
    rng.shuffle(faces)
    flips = random.Random(rng.getrandbits(64))  # noqa: S311  (of their own: whatever else is drawn leaves them alone)
    stacks = {truth: [face for face in faces if face.truth is truth] for truth in Truth}
    if min(map(len, stacks.values())) < rounds:
        raise DeckTooSmallError
    if dealing is not Dealing.MIXED:
        stacks = {truth: _ordered(stack, _weights(stack, dealing, skill), rng) for truth, stack in stacks.items()}
    met: set[str] = set()

    def draw(truth: Truth) -> Face:
        # The first of the least bad: to meet a person twice is worse than what most have seen in other rooms, or the
        # room itself in an earlier match. Mostly that is the first face of all.
        face, least = stacks[truth][0], WORST
        for one in stacks[truth]:
            bad = not met.isdisjoint(one.groups), one.id in worn, one.id in avoid
            if bad < least:
                face, least = one, bad
                if bad == BEST:
                    break
        stacks[truth].remove(face)
        met.update(face.groups)
        return face

    dealt: list[Face] = []
    partners: list[Face | None] = []
    for _ in range(rounds):
        truth = flips.choice((Truth.REAL, Truth.AI))
        dealt.append(draw(truth))
        pair = kind is Kind.PAIR or (kind is Kind.MIXED and flips.random() < 0.5)
        partners.append(draw(opposite(truth)) if pair else None)
    return tuple(dealt), tuple(partners)


def _weights(stack: Sequence[Face], dealing: Dealing, skill: float) -> Mapping[str, float]:
    """Return how much rather each face of one class comes, by id."""
    if dealing is Dealing.ADAPTIVE:
        return {face.id: max(_fit(face, skill), LEAST) for face in stack}
    wanted_first = sorted(stack, key=lambda face: face.rating, reverse=dealing is Dealing.HARD)
    return {face.id: THIRDS[place * len(THIRDS) // len(stack)] for place, face in enumerate(wanted_first)}


def _fit(face: Face, skill: float) -> float:
    """Return how well a difficulty fits a skill, 1 at best: a bell as wide as the difficulty is uncertain."""
    return math.exp(-((face.rating - skill) ** 2) / 2 / (FITTING**2 + face.deviation**2))


def _ordered(stack: Sequence[Face], weights: Mapping[str, float], rng: random.Random) -> list[Face]:
    """Return the faces in a random order, each place drawn among the rest in proportion to its weight.

    A race of exponential clocks: Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir", Information
    Processing Letters 97, 181-185.
    """
    finish = {face.id: rng.expovariate(weights[face.id]) for face in stack}
    return sorted(stack, key=lambda face: finish[face.id])
