"""Players who look at no face: what they say, and when. Pure; their randomness is handed to them."""

import random
from collections.abc import Callable, Sequence

from game.face import Truth
from game.room import GRACE, Score
from game.scoring import FASTEST

Past = Sequence[Truth]  # the truths of the rounds before, as the reveals told them
Verdict = Callable[[random.Random, Past, Score], Truth | None]
Speed = Callable[[random.Random, float, Score], float]  # of a question's seconds


def other(truth: Truth) -> Truth:
    """Return what it is not."""
    return Truth.AI if truth is Truth.REAL else Truth.REAL


def flip(rng: random.Random) -> Truth:
    """Toss a coin."""
    return Truth.REAL if rng.random() < 0.5 else Truth.AI


def _rarer(rng: random.Random, past: Past) -> Truth:
    """Return what was shown less often so far: a balanced deck would owe it to us."""
    real = past.count(Truth.REAL)
    return flip(rng) if 2 * real == len(past) else Truth.AI if 2 * real > len(past) else Truth.REAL


def _runs(past: Past) -> Truth:
    """Expect the end of a run of two, and before that its going on."""
    if not past:
        return Truth.REAL
    return other(past[-1]) if len(past) > 1 and past[-1] is past[-2] else past[-1]


VERDICTS: dict[str, Verdict] = {
    "a coin": lambda rng, _past, _score: flip(rng),
    "always real": lambda _rng, _past, _score: Truth.REAL,
    "always AI": lambda _rng, _past, _score: Truth.AI,
    "in turn": lambda _rng, past, _score: Truth.AI if len(past) % 2 else Truth.REAL,
    "what was rarer so far": lambda rng, past, _score: _rarer(rng, past),
    "what was more frequent so far": lambda rng, past, _score: other(_rarer(rng, past)),
    "the last truth again": lambda rng, past, _score: past[-1] if past else flip(rng),
    "not the last truth": lambda rng, past, _score: other(past[-1]) if past else flip(rng),
    "runs end after two": lambda _rng, past, _score: _runs(past),
    "stop when ahead": lambda rng, _past, score: None if score.points > 0 else flip(rng),
    "only when rarer by two": lambda rng, past, _score: (
        _rarer(rng, past) if abs(2 * past.count(Truth.REAL) - len(past)) >= 2 else None
    ),
}
SPEEDS: dict[str, Speed] = {
    "before anybody can see": lambda _rng, _seconds, _score: 0.0,
    "the fastest that counts": lambda _rng, _seconds, _score: FASTEST,
    "like a person": lambda rng, seconds, _score: min(rng.lognormvariate(0.4, 0.5), seconds),
    "at any moment": lambda rng, seconds, _score: rng.uniform(0, seconds),
    "at the last moment": lambda _rng, seconds, _score: seconds + GRACE,
    "fast when hot": lambda _rng, seconds, score: FASTEST if score.streak else seconds,
    "fast when behind": lambda _rng, seconds, score: FASTEST if score.points < 0 else seconds,
}
