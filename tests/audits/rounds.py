"""Rounds as they might have been recorded, made up from a seed: nothing in them depends on the truth."""

import json
import random

from server.audits.recording import KEPT, Dealt, Past, Seen, Watched

START = 1_700_000_000.0


def simulated(rounds: int, *, rooms: int = 30, length: int = 10, seed: int = 1) -> list[Dealt]:
    """Return so many rounds, spread over rooms, with a player's and a spectator's view of each."""
    rng = random.Random(seed)
    dealt = []
    for room in range(rooms):
        earlier: list[Past] = []
        clock = rng.random() * 100
        for number in range(rounds // rooms):
            ai, face, match = rng.random() < 0.5, rng.randbytes(16).hex(), f"match{room}-{number // length}"
            watched = {role: _watched(rng, clock, match, number, earlier) for role in ("player", "spectator")}
            dealt.append(
                Dealt(
                    room=room,
                    match=match,
                    round=number % length,
                    ai=ai,
                    face=face,
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


def _watched(rng: random.Random, clock: float, match: str, number: int, earlier: list[Past]) -> Watched:
    sealed = {"match": match, "round": number, "commitment": rng.randbytes(32).hex()}
    opened = clock + 2 + rng.random() / 100

    def at(time: float) -> float:
        return time + rng.expovariate(2000)  # half a millisecond late

    def text(name: str, time: float, **fields: object) -> Seen:
        data = json.dumps({"t": name, **fields}, separators=(",", ":")).encode()
        return Seen(name=name, at=at(time), size=len(data), data=data, reads=(len(data) + 4,))

    last = earlier[-1] if earlier else Past(ai=False, face="")
    reveal = text("reveal", clock, v=number, truth="ai" if last.ai else "real", until=START + clock + 2, sealed=sealed)
    frame = rng.randbytes(2 * KEPT)
    spectrum = tuple(128 + round(rng.gauss(0, 11)) for _ in range(256))
    picture = Seen(name="sealed", at=at(clock + 0.25), size=32_790, data=frame, reads=(32_794,), spectrum=spectrum)
    key = rng.randbytes(32).hex()
    question = text("question", opened, v=number, round=number, sealed=sealed, key=key, opened=START + opened)
    head = f"HTTP/1.1 404 Not Found\r\nDate: {clock:.0f}\r\nContent-Length: 5\r\n\r\nnone\n".encode()
    now = Seen(name="http now", at=at(opened + 0.01), took=0.01, size=len(head), data=head, reads=(len(head),))
    answered = text("count", opened + 0.01 + rng.random() / 4, round=number, answered=1)
    return Watched(seen=[reveal, picture, question, now, answered], context=[])
