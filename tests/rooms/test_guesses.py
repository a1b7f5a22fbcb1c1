"""Rooms cannot be found by trying codes: not from one address, not from many, not all at once."""

import asyncio

import pytest

from server.rooms.guesses import FLOOD, MISSES, WINDOW, guess
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.store import Store
from tests.rooms.moments import turns

SCHOOL = "203.0.113.9"


class Hands:
    time = 1000.0


class Distant(MemoryStore):
    """A store whose every answer takes a turn of the loop."""

    async def uses(self, *what: str) -> list[int]:
        told = await super().uses(*what)
        await turns(1)
        return told


@pytest.fixture
def store() -> MemoryStore:
    return Distant(Memory(lambda: Hands.time))


async def miss(store: Store, address: str, times: int) -> list[bool]:
    return [await guess(store, address, hit=False) for _ in range(times)]


async def flood(store: Store) -> None:
    """Try codes from many addresses, one from each."""
    for number in range(FLOOD):
        assert await guess(store, f"198.51.{number // 256}.{number % 256}", hit=False)


async def test_one_address_may_miss_so_often_and_then_hears_nothing_of_any_room(store: Store) -> None:
    assert await miss(store, SCHOOL, MISSES + 1) == [True] * MISSES + [False]
    assert not await guess(store, SCHOOL, hit=True)
    assert await guess(store, "203.0.113.10", hit=True)


async def test_who_asks_for_all_at_once_is_counted_too(store: Store) -> None:
    told = await asyncio.gather(*(guess(store, SCHOOL, hit=False) for _ in range(MISSES * 3)))
    assert sum(told) == MISSES


async def test_codes_that_exist_cost_nothing(store: Store) -> None:
    assert all([await guess(store, SCHOOL, hit=True) for _ in range(MISSES * 10)])


async def test_a_flood_from_everywhere_stops_all_who_bring_nothing_but_a_code(store: Store) -> None:
    await flood(store)
    for hit in (False, True):
        assert not await guess(store, SCHOOL, hit=hit)


async def test_all_addresses_of_one_ipv6_network_are_one(store: Store) -> None:
    for number in range(MISSES):
        assert await guess(store, f"2001:db8:1:2::{number:x}", hit=False)
    assert not await guess(store, "2001:db8:1:2:ffff::1", hit=True)
    assert await guess(store, "2001:db8:1:3::1", hit=True)


async def test_a_minute_later_all_is_forgiven(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await flood(store)
    monkeypatch.setattr(Hands, "time", Hands.time + WINDOW)
    assert await guess(store, SCHOOL, hit=True)
