"""The cache that processes share lies in the Redis of the rooms, beside them."""

import pytest
import redis

from server.shared_cache import SharedCache


def test_processes_count_together_and_nobody_empties_it(redis_url: str) -> None:
    one, other = (
        SharedCache(redis_url, {"KEY_PREFIX": "uncanny:cache"}),
        SharedCache(redis_url, {"KEY_PREFIX": "uncanny:cache"}),
    )
    store = redis.Redis.from_url(redis_url)
    store.set("room", "kept")
    assert one.add("tries", [1.0], 60)
    assert not other.add("tries", [2.0], 60)
    assert other.get("tries") == [1.0]
    with pytest.raises(NotImplementedError):
        one.clear()
    assert store.get("room") == b"kept"
    other.delete("tries")
    assert one.get("tries") is None
    store.delete("room")
    store.close()
