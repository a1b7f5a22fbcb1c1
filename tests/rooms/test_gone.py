"""Rooms that have come and gone leave no object in the process, and no key in Redis but such as end soon."""

import asyncio
import gc
from collections import Counter

import pytest
import redis

from game.commands import Close
from server.rooms import presence
from server.rooms.entrance import Entrance, Visit
from server.rooms.local_room import LocalRoom
from server.rooms.roundtrip import RoundTrip
from server.rooms.session import Session
from server.rooms.store import LINGER
from tests.rooms.people import HOST, Client, Ear, room_of

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = (Session, Entrance, Visit, RoundTrip, LocalRoom, Ear)
ROOMS = 5
LAST = 2  # rooms that the variables of loops over all rooms hold until their next turn
SOON = 700  # seconds: a podium's, and a minute


def alive() -> Counter[str]:
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects() if type(one) in KINDS)


async def come_and_go(running, number: int) -> str:
    code = await room_of(running, HOST)
    host, guest = Client(running, code, HOST), Client(running, code, f"guest-{number}---------")
    await host.join("Ann")
    await guest.join("Ben")
    await host.say(t="start")
    for asked in range(3):
        await host.next("question", round=asked)
        await host.answer(asked)
        await guest.answer(asked)
    await host.next("podium", archived=True)
    host.leave()
    guest.leave()
    return code


async def test_nothing_is_left_of_rooms_that_are_gone(process, deck, redis_url, monkeypatch):
    monkeypatch.setattr(presence, "RENEWAL", 0.1)
    monkeypatch.setattr(presence, "AWAY", 0.1)
    before = alive()
    running = await process()
    idle = len(running._errands._tasks)
    codes = await asyncio.gather(*(come_and_go(running, number) for number in range(ROOMS)))
    for code in codes:
        assert await running.service.change(code, Close()) is None
    async with asyncio.timeout(30):
        while running.hub.rooms or len(running._errands._tasks) > idle:  # noqa: ASYNC110  (errands have no event)
            await asyncio.sleep(0.05)
    assert running.sockets == set()
    assert running.alarms._timers.keys() <= set(codes)  # a code and a time each, until that time at most
    left = alive() - before
    assert left.pop("LocalRoom", 0) <= LAST
    assert left == Counter()
    with redis.Redis.from_url(redis_url) as client:
        kept = {key.decode(): client.ttl(key) for key in client.scan_iter("room:*")}
        assert client.zcard("alarms") == 0
    assert {key for key, seconds in kept.items() if not 0 < seconds <= SOON} == set()
    assert all(seconds <= LINGER for key, seconds in kept.items() if key.endswith("}"))
