"""Watchers and big screens are nobody: whatever they are told that is for players alone is found."""

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from server.rooms.codes import Role
from server.swarm.ledger import Ledger
from server.swarm.onlooker import Onlooking
from server.swarm.tally import Tally
from tests.swarm.recording import OPTIONS, Step, record

PERSONAL = ("playing", "verdict", "took", "own", "aside", "team")
Tape = list[Step]


def tape() -> Tape:
    """Return what a watcher hears of a good match."""
    heard = []
    for step in copy.deepcopy(record().tapes["ann"]):
        if step.kind in {"sent", "ack"}:
            continue
        if step.kind == "welcome":
            step.message |= {"role": "watcher", "player": "w1", "name": "", "seated": False, "token": ""}
        elif step.message:
            step.message = {name: value for name, value in step.message.items() if name not in PERSONAL}
        heard.append(step)
    return heard


def find(heard: Tape, kind: str, number: int | None = None) -> dict[str, Any]:
    return next(
        step.message for step in heard if step.kind == kind and number in (None, (step.message or {}).get("round"))
    )


def complaints(heard: Tape) -> list[str]:
    said: list[str] = []
    talk = Onlooking(Role.WATCHER, OPTIONS, Ledger(OPTIONS, Tally()), said.append)
    talk.connected()
    for step in heard:
        if step.connects:
            talk.connected()
        elif step.frame:
            talk.handed(step.frame)
        else:
            talk.heard(msgspec.json.encode(step.message), step.at)
    return said


def test_what_all_are_told_passes() -> None:
    heard = tape()
    find(heard, "question", 1)["answered"] = 1  # how many is told to all
    refused = Step(2000.0, {"t": "refused", "about": "answer", "code": "not_seated"})
    assert complaints([*heard, refused]) == []


def plays(heard: Tape) -> None:
    find(heard, "question", 1)["playing"] = False


def answered(heard: Tape) -> None:
    find(heard, "question", 1).update(verdict="ai", took=1.0)


def in_a_team(heard: Tape) -> None:
    find(heard, "question", 1)["team"] = 0


def for_fun(heard: Tape) -> None:
    find(heard, "question", 1)["aside"] = True


def own_part(heard: Tape) -> None:
    find(heard, "reveal", 1)["own"] = record().find("ann", "reveal", 1).message["own"]


def own_report(heard: Tape) -> None:
    find(heard, "podium")["own"] = record().find("ann", "podium").message["own"]


def seat(heard: Tape) -> None:
    find(heard, "welcome").update(seated=True, token="t")


def name(heard: Tape) -> None:
    find(heard, "welcome")["name"] = "ann"


def other_role(heard: Tape) -> None:
    find(heard, "welcome")["role"] = "player"


def acknowledged(heard: Tape) -> None:
    heard.append(Step(2000.0, {"t": "ack", "round": 2, "verdict": "ai", "took": 1.0}))


def called_otherwise(heard: Tape) -> None:
    heard.append(Step(2000.0, {"t": "named", "name": "ann"}))


def key_before_the_question(heard: Tape) -> None:
    find(heard, "reveal", 0)["key"] = find(heard, "question", 1)["key"]


def truth_in_the_question(heard: Tape) -> None:
    find(heard, "question", 1)["truth"] = "ai"


def same_nobody_again(heard: Tape) -> None:
    again = copy.deepcopy(next(step for step in heard if step.kind == "welcome"))
    last = next(step for step in reversed(heard) if step.kind == "podium")
    again.message["phase"] = last.message
    heard += [Step(2000.0, connects=True), again]


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (plays, "is told what is personal"),
        (answered, "is told what is personal"),
        (in_a_team, "is told what is personal"),
        (for_fun, "is told what is personal"),
        (own_part, "is told what is personal"),
        (own_report, "is told what is personal"),
        (seat, "is told of a seat"),
        (name, "is told of a seat"),
        (other_role, "came as watcher, was let in as player"),
        (acknowledged, "a watcher was told Ack("),
        (called_otherwise, "a watcher was told Named("),
        (key_before_the_question, "tells a secret besides"),
        (truth_in_the_question, 'Question tells "truth" before the reveal'),
        (same_nobody_again, "a watcher came back as w1"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_mistake_is_found(mistake: Callable[[Tape], None], expected: str) -> None:
    heard = tape()
    mistake(heard)
    said = complaints(heard)
    assert any(expected in sentence for sentence in said), said
