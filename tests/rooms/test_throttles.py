"""Buckets: bursts are welcome, floods are not."""

from server.rooms.throttles import BURST, PATIENCE, RATE, Bucket


def test_a_burst_then_the_rate() -> None:
    bucket = Bucket(100.0)
    assert [bucket.take(100.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert bucket.take(100.0 + 1.5 / RATE)
    assert not bucket.take(100.0 + 1.5 / RATE)


def test_rest_fills_it_and_no_further() -> None:
    bucket = Bucket(0.0)
    assert [bucket.take(1e6) for _ in range(BURST + 1)].count(True) == BURST


def test_who_goes_on_is_abusing() -> None:
    bucket = Bucket(0.0)
    for _ in range(BURST + PATIENCE):
        bucket.take(0.0)
    assert not bucket.abused
    bucket.take(0.0)
    assert bucket.abused
