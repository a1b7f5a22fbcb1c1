"""Rounds as they might have been recorded, made up from a seed: nothing in them depends on the truth."""

import json
import random
from collections.abc import Callable

from game.face import Face, Truth, opposite
from game.seal import Seal, commitment
from server.audits.leak import ROLES
from server.audits.recording import Dealt, Past, Seen, Watched, shortened
from server.rooms.sealing import seal

START = 1_700_000_000.0
PICTURE = b"\xff\xd8\xff" + bytes(200)

Smith = Callable[[random.Random, str, int, Face, Seal], Seal]  # of match, round, face and the seal before


def fresh(rng: random.Random, _match: str, _number: int, _face: Face, _before: Seal) -> Seal:
    """Make a seal as the game does."""
    return Seal(rng.randbytes(32), rng.randbytes(32))


def simulated(
    rounds: int, *, rooms: int = 30, length: int = 10, seed: int = 1, smith: Smith = fresh, pairs: float = 0.0
) -> list[Dealt]:
    """Return so many rounds, spread over rooms, with every role's view of each. `pairs`: their share."""
    rng = random.Random(seed)
    dealt = []
    for room in range(rooms):
        earlier: list[Past] = []
        clock, lock = rng.random() * 100, fresh(rng, "", 0, Face("", Truth.AI), Seal(b"", b""))
        for number in range(rounds // rooms):
            ai, face, match = rng.random() < 0.5, rng.randbytes(16).hex(), f"match{room}-{number // length}"
            dealt_face = Face(face, Truth.AI if ai else Truth.REAL)
            lock = smith(rng, match, number % length, dealt_face, lock)
            other = Face(rng.randbytes(16).hex(), opposite(dealt_face.truth)) if rng.random() < pairs else None
            promise = commitment(match, number % length, dealt_face, lock.nonce, other)
            frame = seal([PICTURE] * (2 if other else 1), lock.key, match, number % length, 512)
            sealed: dict[str, object] = {"match": match, "round": number % length, "commitment": promise}
            sealed |= {"pair": True} if other else {}
            watched = {
                role: _watched(
                    rng,
                    clock,
                    sealed,
                    lock.key,
                    frame,
                    earlier,
                )
                for role in ROLES
            }
            dealt.append(
                Dealt(
                    room=room,
                    match=match,
                    round=number % length,
                    ai=ai,
                    face=face,
                    partner=other.id if other else "",
                    nonce=lock.nonce.hex(),
                    code="ABCD",
                    clock=START + clock,
                    since=2.5 * (number % length),
                    played=number % length,
                    earlier=list(earlier),
                    watched=watched,
                )
            )
            earlier.append(Past(ai, face))
            clock += 2.5
    return dealt


def _watched(
    rng: random.Random, clock: float, sealed: dict[str, object], key: bytes, frame: bytes, earlier: list[Past]
) -> Watched:
    number = sealed["round"]
    opened = clock + 2 + rng.random() / 100

    def at(time: float) -> float:
        return time + rng.expovariate(2000)  # half a millisecond late

    def text(name: str, time: float, **fields: object) -> Seen:
        data = json.dumps({"t": name, **fields}, separators=(",", ":")).encode()
        return Seen(name=name, at=at(time), size=len(data), data=data, reads=(len(data) + 4,))

    last = earlier[-1] if earlier else Past(ai=False, face="")
    reveal = text("reveal", clock, v=number, truth="ai" if last.ai else "real", until=START + clock + 2, sealed=sealed)
    spectrum = tuple(128 + round(rng.gauss(0, 11)) for _ in range(256))
    size = 65_554 if "pair" in sealed else 32_786  # bytes: two blocks, or one
    picture = Seen(
        name="sealed", at=at(clock + 0.25), size=size, data=shortened(frame), reads=(size + 4,), spectrum=spectrum
    )
    question = text("question", opened, v=number, round=number, sealed=sealed, key=key.hex(), opened=START + opened)
    head = f"HTTP/1.1 404 Not Found\r\nDate: {clock:.0f}\r\nContent-Length: 5\r\n\r\nnone\n".encode()
    now = Seen(name="http now", at=at(opened + 0.01), took=0.01, size=len(head), data=head, reads=(len(head),))
    answered = text("count", opened + 0.01 + rng.random() / 4, round=number, answered=1)
    return Watched(seen=[reveal, picture, question, now, answered], context=[])
