"""Rubbish on a live server: nothing breaks, nobody else notices. And the same seed throws the same frames."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from server.audits.frames import BROKEN, LARGEST, ODD, TEXT, encode, flood, shot
from server.audits.fuzz import CRASH, GROWTH, Fuzz, fuzz
from server.audits.hostile import KINDS, Dice, message
from server.audits.playground import playground
from server.rooms.protocol import InboundMessage

FRAMES = 3000


def test_a_live_server_stands_rubbish(prepared_data: Path):
    with playground(prepared_data) as server:
        found = asyncio.run(fuzz(server, FRAMES, seed=3))
        assert list(found.mistakes()) == []
        assert found.frames >= FRAMES
        assert found.crashes == 0
        assert server.alive()
        # Most of it was read and judged, not turned away at the door.
        unread = found.replies.get("too_fast", 0) + found.replies.get("too_many_joins", 0)
        assert found.replies["malformed"] > 10 * unread
        assert {"malformed", "not_seated", "not_host", "too_large", "bad_token"} <= set(found.replies)
        assert {"closed 1002", "closed 1007"} <= set(found.replies)


def test_every_kind_of_message_is_among_them():
    assert set(KINDS.values()) == set(get_args(InboundMessage))
    rng, fine = Dice("every kind"), Counter()
    decode = msgspec.json.Decoder(InboundMessage).decode
    for _ in range(4000):
        _kind, payload = message(rng)
        try:
            fine[type(decode(payload))] += 1
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            fine[None] += 1
    assert set(fine) == {*get_args(InboundMessage), None}
    assert 0.3 < fine[None] / fine.total() < 0.8


def test_the_same_seed_throws_the_same():
    def some(seed: str) -> list[bytes]:
        rng = Dice(seed)
        return [shot(rng).wire for _ in range(300)] + [flood(rng).wire]

    assert some("a") == some("a")
    assert some("a") != some("b")


@pytest.mark.parametrize("draw", [*ODD, *BROKEN], ids=lambda draw: draw.__name__)
def test_each_draw_gives_bytes_and_counts_its_frames(draw):
    rng = Dice("draws")
    for _ in range(50):
        thrown = draw(rng)
        assert thrown.wire
        assert thrown.frames >= 1
        assert len(thrown.wire) < 3 * LARGEST
        assert thrown.last is (draw in BROKEN)


def test_a_frame_is_written_as_the_standard_says():
    rng = Dice("frame")
    for size in (0, 1, 125, 126, 65535, 65536):
        wire = encode(TEXT, b"x" * size, rng)
        head = 2 if size < 126 else 4 if size < 65536 else 10
        key, masked = wire[head : head + 4], wire[head + 4 :]
        assert wire[0] == 0x81
        assert wire[1] & 0x80
        assert bytes(byte ^ key[place % 4] for place, byte in enumerate(masked)) == b"x" * size


@pytest.mark.parametrize(
    ("log", "crashes"),
    [
        ("", 0),
        ("  On this computer:  http://127.0.0.1:1/\n", 0),
        ("2026-01-01 10:00:00,000 ERROR server.rooms.session: a message could not be handled\nTraceback (most", 2),
        ("2026-01-01 10:00:00,000 WARNING x: y\n", 0),
        ("Unhandled error in Deferred:\n", 1),
    ],
)
def test_what_counts_as_a_crash(log, crashes):
    assert len(CRASH.findall(log)) == crashes


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"crashes": 2}, "2 crashes"),
        ({"growth": GROWTH + 1}, "grew by"),
        ({"honest": ()}, "no honest match"),
        ({"honest": ({"errors": 1, "finished": 1, "complaints": ["late"]},)}, "disturbed"),
        ({"complaints": ("the server is dead",)}, "dead"),
    ],
)
def test_what_a_server_must_stand(changed, word):
    fine = Fuzz(
        frames=1,
        kinds={},
        replies={},
        crashes=0,
        growth=1.0,
        honest=({"errors": 0, "finished": 1, "complaints": []},),
        seconds=1.0,
        complaints=(),
    )
    assert list(fine.mistakes()) == []
    assert any(word in sentence for sentence in msgspec.structs.replace(fine, **changed).mistakes())
