"""Leaks planted into recorded rounds: the audit has to find every one of them, or its silence means nothing."""

import random
from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from server.audits.recording import Dealt, Past, Seen, Watched

LATE = 0.0015  # seconds
DELAYS = (0.005, 0.01)  # seconds: would they have shown on this machine, as busy as it was?

Plant = Callable[[Sequence[Dealt]], list[Dealt]]


def _each(name: str, change: Callable[[Seen, bool], Seen]) -> Plant:
    """Change what has this name in every round, by whether it is AI, for all roles."""

    def plant(dealt: Sequence[Dealt]) -> list[Dealt]:
        return [
            replace(
                one,
                watched={role: _changed(watched, name, change, ai=one.ai) for role, watched in one.watched.items()},
            )
            for one in dealt
        ]

    return plant


def _changed(watched: Watched, name: str, change: Callable[[Seen, bool], Seen], *, ai: bool) -> Watched:
    seen = [change(one, ai) if one.name == name else one for one in watched.seen]
    return Watched(seen=seen, context=watched.context)


def _longer(seen: Seen, ai: bool) -> Seen:  # noqa: FBT001  (what all of these are told)
    return replace(seen, size=seen.size + ai)


def later(seconds: float) -> Plant:
    """Return the leak of sealed AI faces that come so much later."""
    return _each("sealed", lambda seen, ai: replace(seen, at=seen.at + seconds * ai))


def _swapped(seen: Seen, ai: bool) -> Seen:  # noqa: FBT001
    first, second, *rest = msgspec.json.decode(seen.data).items()
    return replace(seen, data=msgspec.json.encode(dict([second, first, *rest]))) if ai else seen


def _header(seen: Seen, ai: bool) -> Seen:  # noqa: FBT001
    cache = b"HIT" if ai else b"MISS"
    return replace(seen, data=seen.data.replace(b"\r\n", b"\r\nX-Cache: " + cache + b"\r\n", 1))


def _named(seen: Seen, ai: bool) -> Seen:  # noqa: FBT001
    message = msgspec.json.decode(seen.data)
    return replace(seen, data=msgspec.json.encode(message | {"picture": f"faces/{'b' if ai else 'a'}1.jpg"}))


def _bit(seen: Seen, ai: bool) -> Seen:  # noqa: FBT001
    """Set or clear a bit in the middle of the commitment."""
    message = msgspec.json.decode(seen.data)
    number, bit = int(message["sealed"]["commitment"], 16), 1 << 100
    sealed = message["sealed"] | {"commitment": f"{number | bit if ai else number & ~bit:064x}"}
    return replace(seen, data=msgspec.json.encode(message | {"sealed": sealed}))


def balanced(dealt: Sequence[Dealt]) -> list[Dealt]:
    """Each match has as many AI faces as real ones (or one more): who counts knows the last ones better than chance."""
    rng = random.Random(5)  # noqa: S311  (repeatable, no secret)
    matches: dict[tuple[int, str], list[Dealt]] = {}
    for one in dealt:
        matches.setdefault((one.room, one.match), []).append(one)
    planted: list[Dealt] = []
    earlier: dict[int, list[Past]] = {}
    for (room, _), rounds in matches.items():
        truths = [number % 2 == 0 for number in range(len(rounds))]
        rng.shuffle(truths)
        for one, ai in zip(rounds, truths, strict=True):
            past = earlier.setdefault(room, [])
            planted.append(replace(one, ai=ai, earlier=list(past)))
            past.append(Past(ai, one.face))
    return planted


PLANTS: dict[str, Plant] = {
    "a sealed picture is one byte longer": _each("sealed", _longer),
    "a sealed picture comes 1.5 ms later": later(LATE),
    "two keys of the question's JSON change places": _each("question", _swapped),
    "one bit of the commitment": _each("question", _bit),
    "a header of the answer to a picture asked for too early": _each("http now", _header),
    "the name of the picture's file": _each("question", _named),
    "as many AI as real faces in each match": balanced,
}
