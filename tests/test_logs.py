"""Log lines: what they tell of where, and what they never tell of who, whatever a library or an exception says."""

import json
import logging
import timeit
from collections.abc import Callable
from typing import Any

import pytest
from django.core.signing import Signer

from server import logs
from server.logs import Json, Line, clean
from server.rooms.tickets import seat_token

Say = Callable[..., dict[str, Any]]


def record(message: str, *args: object, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.getLogger("server.rooms.x").makeRecord(
        "server.rooms.x", logging.ERROR, __file__, 1, message, args, info, extra=extra
    )


@pytest.fixture
def say() -> Say:
    """Return what a JSON line tells."""

    def said(message: str, *args: object, **extra: Any) -> dict[str, Any]:
        line = Json().format(record(message, *args, **extra))
        assert "\n" not in line
        return json.loads(line)

    return said


def test_a_line_is_one_object(say: Say) -> None:
    told = say("so %s\nand so", "it goes", room="BCDF", match="m1", round=2)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "error",
        "logger": "server.rooms.x",
        "message": "so it goes\nand so",
        "room": "BCDF",
        "match": "m1",
        "round": 2,
    }


def test_room_and_seat_are_those_of_the_socket_unless_said_otherwise(say: Say) -> None:
    room, seat = logs.room.set("BCDF"), logs.seat.set("ann-id")
    try:
        assert (say("so")["room"], say("so")["seat"]) == ("BCDF", "ann-id")
        assert say("so", room="GHJK")["room"] == "GHJK"
    finally:
        logs.room.reset(room)
        logs.seat.reset(seat)
    assert {"room", "seat"}.isdisjoint(say("so"))


def test_what_code_adds_is_told_only_where_it_is_known_to_name_nobody(say: Say) -> None:
    told = say("so", nickname="Zoe", token="secret", request=object(), about="join")
    assert told.keys() == {"time", "level", "logger", "message", "about"}


def test_an_exception_tells_its_kind_and_its_places_and_not_what_it_says(say: Say) -> None:
    def broken() -> None:
        try:
            {}["Zoe"]
        except KeyError as error:
            raise ValueError("bad name: Zoe") from error

    with pytest.raises(ValueError, match="Zoe") as caught:
        broken()
    told = say("it broke", error=caught.value)
    kinds = [line for line in told["error"] if not line.startswith(" ")]
    assert kinds == ["builtins.ValueError", "builtins.KeyError"]
    assert any(line.endswith(" broken") and __file__ in line for line in told["error"])
    assert "Zoe" not in json.dumps(told)


def test_a_loop_of_causes_and_a_deep_stack_are_bounded(say: Say) -> None:
    one, two = ValueError(), ValueError()
    one.__cause__, two.__cause__ = two, one
    assert say("so", error=one)["error"] == ["builtins.ValueError"] * 2

    def deep(left: int) -> None:
        if not left:
            raise OSError
        deep(left - 1)

    with pytest.raises(OSError) as caught:  # noqa: PT011
        deep(100)
    assert len(say("so", error=caught.value)["error"]) == 1 + logs.DEEPEST
    assert len(say("long " * 2000)["message"]) == logs.LONGEST


SESSION = "d0q7w1v5c8e2r9t3y6u4i1o5p7a2s8d0"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"token {seat_token('BCDF', 'ann-player-id-01')} is odd", "token … is odd"),
        (f"cookie player={Signer(salt='x').sign('ann-player-id-01')};", "cookie …;"),
        (f"session {SESSION}", "session …"),
        ("GET /r/BCDF/?k=aB3dE6gH&quick=1 failed", "GET /r/BCDF/?… failed"),
        ("from 203.0.113.77:5000", "from 203.0.x.x:5000"),
        ("from 2001:db8:17::9, twice", "from 2001:0db8:x, twice"),
        ("from ::1", "from 0000:0000:x"),
        ("at 12:34:56 room BCDF: a b", "at 12:34:56 room BCDF: a b"),
        ("Error 111 connecting to localhost:6379. Connection refused.",) * 2,
    ],
)
def test_texts_are_cleaned(text: str, told: str) -> None:
    assert clean(text) == told


def test_a_person_reads_one_line_and_what_broke() -> None:
    form = Line("{levelname} {name}{whereabouts}: {message}", style="{", validate=False)
    assert form.format(record("so", room="BCDF")) == "ERROR server.rooms.x [BCDF]: so"
    assert form.format(record("so")) == "ERROR server.rooms.x: so"
    assert "ValueError: why" in form.format(record("so", error=ValueError("why")))


@pytest.mark.parametrize(
    "text", [("a" * 31 + ".") * 130, "1:" * 2000, ":" * 4000, "?" * 4000, "a" * 4000, "1.2.3." * 700, "f" * 4000]
)
def test_cleaning_takes_time_in_proportion(text: str) -> None:
    """Whoever sends a line of log may have chosen it to take long. Counted in steps that a slow machine shares."""

    def seconds(of: str) -> float:
        return min(timeit.repeat(lambda: clean(of), number=1, repeat=3))

    assert seconds(text) < 50 * seconds("plain words, " * 300) + 0.02
