"""What was recorded of dealt rounds: everything that a client was sent before each reveal. Values only."""

import msgspec

KEPT = 64  # bytes that are kept of each end of a sealed picture; of all else, everything is kept


class Seen(msgspec.Struct, kw_only=True):
    """One thing that a client received.

    `name`: what it is: a message's type, `sealed` for a binary frame, or what was asked for over HTTP.
    `at`: seconds of the recorder's steady clock; `took`: seconds from question to answer, 0 for what came by itself.
    `size`: bytes; `data`: all of them (of a sealed picture KEPT from each end). `reads`: sizes of the reads from the
    connection that it came in. `spectrum`: how often each of the 256 bytes is in a sealed picture.
    """

    name: str
    at: float
    size: int
    data: bytes
    took: float = 0.0
    reads: tuple[int, ...] = ()
    spectrum: tuple[int, ...] = ()


class Watched(msgspec.Struct, kw_only=True):
    """What one client knew of a round before its reveal, in the order of arrival.

    `seen`: from the last reveal on (its own message included). `context`: the pages, the handshake, the welcome and the
    countdown, which are older and hold for many rounds.
    """

    seen: list[Seen]
    context: list[Seen]


class Past(msgspec.Struct, frozen=True, array_like=True):
    """An earlier round of the same room: was it AI, and which face."""

    ai: bool
    face: str


class Dealt(msgspec.Struct, kw_only=True):
    """One round. `ai` is what is to be guessed; `watched` holds what each role was sent, by its name.

    `room` tells which rounds belong together: none of a room may be on both sides of a test. `clock`: seconds since the
    epoch when the window began; `since`: seconds since the match began. `earlier`: all rounds of the room so far, of
    all matches; `played`: how many of them are of the running match. `nonce`: what the reveal opened the commitment
    with. `code`: of the room. `partner`: the right-hand face of a pair, whose left one is `face`; "" for a single one.
    """

    room: int
    match: str
    round: int
    ai: bool
    face: str
    nonce: str
    code: str
    clock: float
    since: float
    played: int
    earlier: list[Past]
    watched: dict[str, Watched]
    partner: str = ""


def shortened(data: bytes) -> bytes:
    """Return what is kept of a sealed picture's bytes."""
    return data if len(data) <= 2 * KEPT else data[:KEPT] + data[-KEPT:]
