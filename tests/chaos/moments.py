"""Waits for a moment in the rooms of a Redis."""

import subprocess
import time

import redis

from game.room import Phase
from server.rooms.documents import decode_room

LIMIT = 90  # seconds for what takes 20


def phases(client: redis.Redis) -> list[Phase]:
    documents = (client.hget(key, "document") for key in client.scan_iter("room:*") if key.endswith(b"}"))
    rooms = [decode_room(document) for document in documents if document]
    return [room.phase for room in rooms if room is not None]


def await_question(redis_url: str, playing: subprocess.Popen[bytes]) -> None:
    """Return as soon as some room asks something."""
    with redis.Redis.from_url(redis_url) as client:
        limit = time.monotonic() + LIMIT
        while Phase.QUESTION not in phases(client):
            assert time.monotonic() < limit, "no round began"
            assert playing.poll() is None
            time.sleep(0.02)
