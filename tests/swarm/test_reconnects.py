"""Who comes back gets a snapshot that agrees with all that was heard before."""

import pytest

from tests.swarm.recording import record


def test_a_snapshot_with_the_own_answer_passes() -> None:
    made = record()
    made.come_back("ben", 1)
    assert made.complaints() == []


def test_an_answer_may_have_been_lost_with_the_connection() -> None:
    made = record()
    made.come_back("ben", 1)
    made.drop("ben", "ack", 1)
    assert made.complaints() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"verdict": None, "took": None}, "the snapshot of round 1 lacks the acknowledged answer"),
        ({"verdict": "real"}, "round 1: real stands, but ai was said first"),
        ({"took": 0.1}, "round 1: the answer took"),
        ({"playing": False}, "question 1: playing was True, is False"),
        ({"v": 2}, "the snapshot has version 2, 5 was shown before"),
        ({"deadline": 1.0}, "two bots were told different things"),
    ],
)
def test_a_snapshot_that_says_otherwise_is_found(changes: dict[str, object], expected: str) -> None:
    made = record()
    made.come_back("ben", 1, **changes)
    complaints = made.complaints()
    assert any(expected in complaint for complaint in complaints), complaints


def test_somebody_elses_seat_is_found() -> None:
    made = record()
    made.come_back("ben", 1)
    tape = made.tapes["ben"]
    welcome = [step for step in tape if step.kind == "welcome"][1]
    welcome.message["player"] = "dee"
    assert any("came back as dee" in complaint for complaint in made.complaints())
