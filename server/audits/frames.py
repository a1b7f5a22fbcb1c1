"""Frames as no browser would send them: everything that a WebSocket lets one say, and what it does not. Seeded."""

import struct
from collections.abc import Callable

import msgspec

from server.audits.hostile import Dice, message

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LARGEST = 64 * 1024  # bytes: what the server takes in one message


class Shot(msgspec.Struct, frozen=True):
    """Bytes for the wire, with as many frames. `kind`: what it is. `last`: the server may hang up after it."""

    kind: str
    wire: bytes
    frames: int = 1
    last: bool = False


def encode(opcode: int, payload: bytes, rng: Dice, *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """Return one frame (RFC 6455, 5.2)."""
    head = bytes([fin << 7 | rsv << 4 | opcode])
    flag, size = masked << 7, len(payload)
    if size < 126:
        head += bytes([flag | size])
    elif size < 65536:
        head += bytes([flag | 126]) + struct.pack("!H", size)
    else:
        head += bytes([flag | 127]) + struct.pack("!Q", size)
    if not masked:
        return head + payload
    key = rng.randbytes(4)
    pattern = int.from_bytes((key * (size // 4 + 1))[:size])
    return head + key + (int.from_bytes(payload) ^ pattern).to_bytes(size)


def shot(rng: Dice) -> Shot:
    """Draw one that leaves the connection open if the server is right, or breaks it off."""
    roll = rng.random()
    if roll < 0.9:
        kind, payload = message(rng)
        return Shot(kind, encode(TEXT, payload, rng))
    if roll < 0.93:
        kind, payload = message(rng)
        return Shot(f"binary, {kind}", encode(BINARY, payload, rng))
    if roll < 0.97:
        return rng.choice(ODD)(rng)
    return rng.choice(BROKEN)(rng)


def flood(rng: Dice) -> Shot:
    """Draw some hundred frames at once: messages, pings, empty ones."""
    many = rng.randrange(150, 400)
    match rng.randrange(3):
        case 0:
            return Shot("flood of pings", b"".join(encode(PING, rng.randbytes(8), rng) for _ in range(many)), many)
        case 1:
            return Shot("flood of nothing", b"".join(encode(TEXT, b"", rng) for _ in range(many)), many, last=True)
    wire = b"".join(encode(TEXT, message(rng)[1], rng) for _ in range(many))
    return Shot("flood of messages", wire, many, last=True)


# ---- unusual, but allowed --------------------------------------------------------------------------------------------
def _pieces(rng: Dice) -> Shot:
    _kind, payload = message(rng)
    cuts = sorted(rng.randrange(len(payload) + 1) for _ in range(rng.randrange(1, 6)))
    parts = [payload[start:end] for start, end in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
    wire, frames = b"", 0
    for number, part in enumerate(parts):
        wire += encode(TEXT if number == 0 else 0, part, rng, fin=number == len(parts) - 1)
        frames += 1
        if rng.random() < 0.3:
            wire, frames = wire + encode(PING, b"between", rng), frames + 1
    return Shot("in pieces", wire, frames)


def _ping(rng: Dice) -> Shot:
    return Shot("ping", encode(PING, rng.randbytes(rng.randrange(126)), rng))


def _pong(rng: Dice) -> Shot:
    return Shot("pong nobody asked for", encode(PONG, rng.randbytes(rng.randrange(126)), rng))


def _wide(rng: Dice) -> Shot:
    size = rng.choice([2047, 2048, 2049, 4096, 65535, LARGEST - 1, LARGEST])
    return Shot(
        "wide", encode(rng.choice([TEXT, BINARY]), rng.choice([b" ", b"[", b'{"t":', b"\0"]) * size, rng)[: size + 14]
    )


def _exact(rng: Dice) -> Shot:
    size = rng.choice([0, 2047, 2048, 2049, 65535, LARGEST])
    return Shot(
        "of an awkward length", encode(rng.choice([TEXT, BINARY]), b'"' + b"a" * (size - 1) if size else b"", rng)
    )


# ---- against the protocol of WebSockets ------------------------------------------------------------------------------
def _over(rng: Dice) -> Shot:
    size = LARGEST + rng.choice([1, 2, 1000, LARGEST])
    return Shot("too large", encode(rng.choice([TEXT, BINARY]), b"x" * size, rng), last=True)


def _unmasked(rng: Dice) -> Shot:
    return Shot("unmasked", encode(TEXT, b'{"t":"start"}', rng, masked=False), last=True)


def _opcode(rng: Dice) -> Shot:
    return Shot("unknown opcode", encode(rng.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), b"{}", rng), last=True)


def _reserved(rng: Dice) -> Shot:
    return Shot("reserved bits", encode(TEXT, b'{"t":"start"}', rng, rsv=rng.randrange(1, 8)), last=True)


def _stray(rng: Dice) -> Shot:
    return Shot("goes on with nothing", encode(0, b"{}", rng, fin=rng.random() < 0.5), last=True)


def _double(rng: Dice) -> Shot:
    wire = encode(TEXT, b"{", rng, fin=False) + encode(TEXT, b"}", rng)
    return Shot("begins twice", wire, 2, last=True)


def _long_control(rng: Dice) -> Shot:
    return Shot("control frame too long", encode(rng.choice([CLOSE, PING, PONG]), b"x" * 126, rng), last=True)


def _split_control(rng: Dice) -> Shot:
    return Shot("control frame in pieces", encode(PING, b"x", rng, fin=False), last=True)


def _huge_length(rng: Dice) -> Shot:
    size = rng.choice([2**63, 2**64 - 1, 2**40, 2**31])
    return Shot("a length that lies", b"\x81\xff" + struct.pack("!Q", size) + rng.randbytes(40), last=True)


def _short_length(rng: Dice) -> Shot:
    return Shot("a length written too long", b"\x81\xfe\x00\x05" + rng.randbytes(9), last=True)


def _bad_close(rng: Dice) -> Shot:
    code = rng.choice([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])
    payload = rng.choice(
        [b"\x03", struct.pack("!H", code), struct.pack("!H", 1000) + b"\xff\xfe", b"\x03\xe8" + b"x" * 123]
    )
    return Shot("a strange goodbye", encode(CLOSE, payload, rng), last=True)


def _after_close(rng: Dice) -> Shot:
    _kind, payload = message(rng)
    return Shot("after goodbye", encode(CLOSE, b"\x03\xe8", rng) + encode(TEXT, payload, rng), 2, last=True)


def _not_utf8(rng: Dice) -> Shot:
    bad = rng.choice([b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82"])
    return Shot("no UTF-8", encode(TEXT, b'{"t":"join","name":"' + bad + b'"}', rng), last=True)


def _noise(rng: Dice) -> Shot:
    return Shot("noise", rng.randbytes(rng.randrange(1, 200)), last=True)


def _half(rng: Dice) -> Shot:
    wire = encode(TEXT, message(rng)[1], rng)
    return Shot("half a frame", wire[: rng.randrange(1, len(wire))], last=True)


Draw = Callable[[Dice], Shot]
ODD: tuple[Draw, ...] = (_pieces, _ping, _pong, _exact, _wide)
BROKEN: tuple[Draw, ...] = (
    _over,
    _unmasked,
    _opcode,
    _reserved,
    _stray,
    _double,
    _long_control,
    _split_control,
    _huge_length,
    _short_length,
    _bad_close,
    _after_close,
    _not_utf8,
    _noise,
    _half,
)
