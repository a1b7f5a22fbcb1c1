"""Rooms cannot be found by trying codes, not even from many addresses; one wrong letter locks nobody out."""

import pytest

from server.rooms.guesses import FEW, FLOOD, MISSES, WINDOW, guessing, missed
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.store import Store

SCHOOL = "203.0.113.9"


class Hands:
    time = 1000.0


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(Memory(lambda: Hands.time))


async def miss(store: Store, address: str, times: int) -> None:
    for _ in range(times):
        await missed(store, address)


async def flood(store: Store) -> None:
    """Try codes from many addresses, few from each."""
    for number in range(FLOOD // 100):
        await miss(store, f"198.51.100.{number}", 100)


async def test_one_address_may_miss_so_often(store: Store) -> None:
    await miss(store, SCHOOL, MISSES - 1)
    assert not await guessing(store, SCHOOL)
    await miss(store, SCHOOL, 1)
    assert await guessing(store, SCHOOL)
    assert not await guessing(store, "203.0.113.10")


async def test_a_flood_from_everywhere_ends_the_patience_with_those_who_try(store: Store) -> None:
    await miss(store, SCHOOL, FEW + 1)
    assert not await guessing(store, SCHOOL)
    await flood(store)
    assert await guessing(store, SCHOOL)
    assert await guessing(store, "198.51.100.1")


async def test_a_flood_locks_out_nobody_who_is_honest(store: Store) -> None:
    await flood(store)
    assert not await guessing(store, SCHOOL)
    await miss(store, SCHOOL, FEW)
    assert not await guessing(store, SCHOOL)


async def test_all_addresses_of_one_ipv6_network_are_one(store: Store) -> None:
    for number in range(MISSES):
        await missed(store, f"2001:db8:1:2::{number:x}")
    assert await guessing(store, "2001:db8:1:2:ffff::1")
    assert not await guessing(store, "2001:db8:1:3::1")


async def test_a_minute_later_all_is_forgiven(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await miss(store, SCHOOL, MISSES)
    await flood(store)
    assert await guessing(store, SCHOOL)
    monkeypatch.setattr(Hands, "time", Hands.time + WINDOW)
    assert not await guessing(store, SCHOOL)
