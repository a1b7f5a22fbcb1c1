"""Messages that nobody should send: every kind of the protocol with the worst values, and what is no JSON. Seeded."""

import json
import random
from collections import deque
from collections.abc import Callable
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from game.room import Board, Kind, Mode, Options, Pace, Scoring
from server.audits.hostile_values import BARE, NUMBERS, TEXTS
from server.rooms.codes import Role
from server.rooms.protocol import InboundMessage

KINDS = {str(kind.__struct_config__.tag): kind for kind in get_args(InboundMessage)}


class Dice(random.Random):
    """Randomness that also knows some seats, (player, token), so that some messages are about somebody."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.seats: deque[tuple[str, str]] = deque([("nobody", "x:y:z")], maxlen=30)


def message(rng: Dice) -> tuple[str, bytes]:
    """Draw one: its kind, and what stands in the frame."""
    draw = rng.choices(list(DRAWS), list(DRAWS.values()))[0]
    return draw.__name__.strip("_").replace("_", " "), draw(rng)


def _as_meant(rng: Dice) -> bytes:
    """Draw a message that is all right by itself, at whatever moment."""
    return _json(_meant(rng))


def _hostile_values(rng: Dice) -> bytes:
    """Draw a message of a real kind whose fields are anything."""
    whole = _meant(rng)
    for name in list(whole)[1:] or ["t"]:
        if rng.random() < 0.7:
            whole[name] = _anything(rng, whole[name])
    if isinstance(options := whole.get("options"), dict) and options:
        for name in rng.sample(list(options), k=rng.randrange(1, len(options) + 1)):
            options[name] = _anything(rng, options[name])
    return _json(whole)


def _unknown_fields(rng: Dice) -> bytes:
    whole = _meant(rng)
    for name in rng.sample(["player", "took", "points", "lag", "at", "__class__", "", "\0", "t ", "T", "now"], k=2):
        whole[name] = rng.choice(NUMBERS + TEXTS)
    return _json(whole)


def _missing_fields(rng: Dice) -> bytes:
    whole = _meant(rng)
    del whole[rng.choice(list(whole))]
    return _json(whole)


def _doubled_keys(rng: Dice) -> bytes:
    first, second = _json(_meant(rng)), _json(_meant(rng))
    return first[:-1] + b"," + second[1:]


def _truncated(rng: Dice) -> bytes:
    whole = _json(_meant(rng))
    return whole[: rng.randrange(len(whole))]


def _mutated(rng: Dice) -> bytes:
    whole = bytearray(_json(_meant(rng)))
    for _ in range(rng.randrange(1, 5)):
        place = rng.randrange(len(whole))
        whole[place : place + rng.randrange(2)] = bytes([rng.randrange(1, 128)])
    return bytes(whole)


def _no_object(rng: Dice) -> bytes:
    return _json(rng.choice(BARE))


def _unknown_kind(rng: Dice) -> bytes:
    kinds = [
        "",
        "welcome",
        "reveal",
        "ping",
        "JOIN",
        "join ",
        "__init__",
        "tick",
        "archived",
        "submit",
        "sealed",
        "\ud800",
    ]
    return _json({**_meant(rng), "t": rng.choice(kinds)})


def _nested(rng: Dice) -> bytes:
    deep = rng.randrange(1, 1000)
    opening, closing = rng.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'{"t":"join","name":', b"}"), (b'{"t":', b"}")])
    deep = min(deep, 2040 // (len(opening) + 1))
    return opening * deep + rng.choice([b"0", b"", b'"']) + closing * rng.choice([deep, deep - 1, 0])


def _numbers_as_text(rng: Dice) -> bytes:
    number = rng.choice(
        [b"1e999", b"-1e999", b"NaN", b"Infinity", b"1" * 1900, b"0." + b"1" * 1800, b"01", b"+1", b"1e", b"0x10"]
    )
    return (
        rng.choice([b'{"t":"clock","sent":%s}', b'{"t":"pong","n":%s}', b'{"t":"answer","round":%s,"verdict":"ai"}'])
        % number
    )


def _long(rng: Dice) -> bytes:
    size = rng.choice([1900, 2000, 2040, 2048, 2049, 3000, 60_000])
    return _json({"t": "join", "name": rng.choice(["a", "é", "\0", '"', "\\"]) * size})[: max(size, 2)]


def _space(rng: Dice) -> bytes:
    return rng.choice([b"", b" ", b"\n\t ", b"\xef\xbb\xbf{}", b"{}{}", b"{} x", b"//", b"\0", b"\0" * 100, b"\x7f"])


DRAWS: dict[Callable[[Dice], bytes], int] = {
    _as_meant: 30,
    _hostile_values: 30,
    _unknown_fields: 4,
    _missing_fields: 4,
    _doubled_keys: 4,
    _truncated: 6,
    _mutated: 8,
    _no_object: 3,
    _unknown_kind: 3,
    _nested: 3,
    _numbers_as_text: 3,
    _long: 1,
    _space: 1,
}


def _meant(rng: Dice) -> dict[str, Any]:
    """Return a message that the server understands."""
    tag = rng.choice(list(KINDS))
    whole: dict[str, Any] = {"t": tag}
    for field in fields(KINDS[tag]):
        whole[field.name] = _value(field.name, rng)
    if tag == "join" and rng.random() < 0.5:
        del whole["token"]
    if tag == "choose_team" and rng.random() < 0.5:
        del whole["player"]
    return whole


def _value(name: str, rng: Dice) -> Any:
    match name:
        case "options":
            return _options(rng)
        case "role":
            return str(rng.choice(list(Role)))
        case "verdict":
            return rng.choice(["real", "ai"])
        case "locked" | "plays":
            return rng.random() < 0.5
        case "round" | "n":
            return rng.randrange(51)
        case "team" | "page":
            return rng.randrange(8)
        case "sent":
            return rng.random()
        case "token":
            return rng.choice(rng.seats)[1]
        case "player":
            return rng.choice(rng.seats)[0]
    return rng.choice(["Ann", "Bob", "Cat", f"Guest {rng.randrange(1000)}"])


def _options(rng: Dice) -> dict[str, Any]:
    drawn = Options(
        rounds=rng.choice([3, 3, 3, 5, 50]),
        seconds=rng.choice([3, 3, 8, 60]),
        reveal=rng.choice([2, 2, 15]),
        kind=rng.choice(list(Kind)),
        scoring=rng.choice(list(Scoring)),
        mode=rng.choice(list(Mode)),
        teams=rng.choice([2, 3, 8]),
        pace=rng.choice(list(Pace)),
        board=rng.choice(list(Board)),
        counts=rng.random() < 0.5,
        late=rng.random() < 0.5,
        host_plays=rng.random() < 0.5,
        seats=rng.choice([2, 1000, 1000, 1000, 12_000]),
    )
    options: dict[str, Any] = msgspec.to_builtins(drawn)
    return options


def _anything(rng: Dice, now: Any) -> Any:
    if isinstance(now, str) and rng.random() < 0.6:
        return rng.choice(TEXTS)
    if isinstance(now, int | float) and rng.random() < 0.6:
        return rng.choice(NUMBERS)
    return rng.choice(NUMBERS + TEXTS)


def _json(value: Any) -> bytes:
    """Write it as Python does: NaN, lone surrogates and all; in ASCII or not."""
    return json.dumps(value).encode()
