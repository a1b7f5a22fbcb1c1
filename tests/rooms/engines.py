"""The stores that keep the contract: the memory's, and one on each Redis that Uncanny runs on."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
import redis

from server.launch import valkey
from server.launch.private_redis import PrivateRedis
from server.rooms.store import Store

Connect = Callable[[], Store]


@contextmanager
def debian_redis(folder: Path) -> Iterator[str]:
    """Run the system's redis-server, the oldest that is supported; yield its address. CI must have it."""
    binary = shutil.which("redis-server")
    if binary is None:
        why = "no redis-server on this machine: apt install redis-server"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    with mock.patch.object(valkey, "find_binary", return_value=binary), PrivateRedis(folder) as private:
        yield private.url


def emptied(url: str) -> str:
    """Delete everything in a Redis of the tests' own."""
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url
