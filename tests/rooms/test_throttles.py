"""What one socket may send: bursts are welcome, floods are not, and nobody answers for his neighbours."""

import pytest

from server.rooms.throttles import BYTES, LARGE, MESSAGES, PATIENCE, Bucket, Throttle, weight

BURST, RATE = MESSAGES


class Neighbours:
    """What a whole network may send: nothing, or all."""

    def __init__(self, willing: bool) -> None:
        self.willing = willing
        self.asked: list[int] = []

    def take(self, size: int, now: float) -> bool:  # noqa: ARG002  (as the real ones)
        self.asked.append(size)
        return self.willing


def test_a_burst_then_the_rate() -> None:
    throttle = Throttle(100.0)
    assert [throttle.take(50, 100.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert throttle.take(50, 100.0 + 1.5 / RATE)
    assert not throttle.take(50, 100.0 + 1.5 / RATE)


def test_rest_fills_it_and_no_further() -> None:
    throttle = Throttle(0.0)
    assert [throttle.take(50, 1e6) for _ in range(BURST + 1)].count(True) == BURST


def test_bytes_are_counted_as_well() -> None:
    throttle, size = Throttle(0.0), 64 * 1024
    assert [throttle.take(size, 0.0) for _ in range(3)] == [True, True, False]
    assert throttle.take(size, size / BYTES[1])


def test_who_goes_on_is_abusing() -> None:
    throttle = Throttle(0.0)
    for _ in range(BURST + PATIENCE):
        throttle.take(50, 0.0)
    assert not throttle.abused
    throttle.take(50, 0.0)
    assert throttle.abused


def test_large_messages_are_sooner_too_many() -> None:
    throttle = Throttle(0.0)
    taken = 0
    while not throttle.abused:
        throttle.take(64 * 1024, 0.0)
        taken += 1
    assert taken <= 2 + PATIENCE * LARGE // (64 * 1024) + 1


def test_a_network_that_has_sent_too_much_is_not_held_against_one() -> None:
    neighbours = Neighbours(willing=False)
    throttle = Throttle(0.0, neighbours)
    assert not any(throttle.take(50, float(second)) for second in range(2 * PATIENCE))
    assert not throttle.abused
    assert neighbours.asked == [50] * 2 * PATIENCE


def test_what_one_floods_does_not_use_up_what_all_may_send() -> None:
    neighbours = Neighbours(willing=True)
    throttle = Throttle(0.0, neighbours)
    for _ in range(100):
        throttle.take(50, 0.0)
    assert len(neighbours.asked) == BURST


def test_a_bucket_gives_all_or_nothing() -> None:
    bucket = Bucket(10, 1.0, 0.0)
    assert not bucket.take(11, 0.0)
    assert bucket.take(10, 0.0)
    assert not bucket.take(1, 0.5)
    assert bucket.take(1, 1.0)


@pytest.mark.parametrize(
    ("message", "size"), [("", 0), ("abc", 3), ("é", 2), ("小", 3), ("🦊", 4), (b"\xff\x00", 2), ("\ud800", 3)]
)
def test_messages_weigh_their_bytes(message: str | bytes, size: int) -> None:
    assert weight(message) == size
