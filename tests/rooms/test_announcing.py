"""Answers that this process has written down are announced to others: seldom, and not where nobody hears it."""

import asyncio

import msgspec
import pytest

from server.rooms.ingest import ALONE
from server.rooms.memory_store import MemoryStore
from server.rooms.store import Rows
from tests.game.table import HOST
from tests.rooms.moments import turns, until


class Announced:
    """What other processes hear of a desk's answers."""

    def __init__(self, desk):
        self.counts = []
        self.store = MemoryStore(desk.memory)  # the other process's

    def hear(self, _code, news):
        if isinstance(news, Rows):
            self.counts.append(news.count)


@pytest.fixture
async def announced(desk):
    heard = Announced(desk)
    await heard.store.listen(heard.hear, lambda: None)
    await heard.store.subscribe(desk.room.code)
    await desk.store.listen(lambda _code, _news: None, lambda: None)
    await desk.store.subscribe(desk.room.code)
    yield heard
    await heard.store.close()


async def test_the_first_answer_is_announced_at_once_and_the_last_of_a_burst_in_a_moment(desk, announced):
    for number, player in enumerate((HOST, "bob", "cat"), 1):
        desk.submit(player)
        await desk.until(number)
    assert announced.counts == [1]
    await until(lambda: announced.counts == [1, 3])


async def test_who_writes_answers_down_knows_the_count_without_the_news_of_it(desk):
    desk.hub.rooms[desk.room.code] = desk.local
    for number, player in enumerate((HOST, "bob"), 1):
        desk.submit(player)
        await desk.until(number)
        await until(lambda number=number: desk.local.answered == number)


async def test_where_nobody_is_told_how_many_nothing_is_announced(desk, announced):
    room = desk.local.room
    desk.local.room = msgspec.structs.replace(room, options=msgspec.structs.replace(room.options, counts=False))
    desk.submit("bob")
    await desk.until(1)
    assert announced.counts == []
    assert desk.local.news is None


async def test_a_round_that_is_over_is_no_longer_announced(desk, announced):
    for number, player in enumerate(("bob", "cat"), 1):
        desk.submit(player)
        await desk.until(number)
    assert desk.local.news is not None
    desk.hub.learn(desk.local, await desk.reveal())
    calls = len(desk.store.calls)
    await until(lambda: desk.local.news is None)
    await turns()
    assert len(desk.store.calls) == calls
    assert announced.counts == [1]


async def test_where_no_other_process_has_the_room_it_is_seldom_announced(desk, announced):
    await announced.store.unsubscribe(desk.room.code)
    desk.submit(HOST)
    await desk.until(1)
    assert desk.local.alone
    begun = asyncio.get_running_loop().time()
    desk.local.next_news = begun  # the first pause is over
    desk.submit("bob")
    await desk.until(2)
    assert desk.local.next_news >= begun + ALONE
    await announced.store.subscribe(desk.room.code)  # another process opens it, and hears of the next one
    desk.submit("cat")
    desk.local.next_news = begun
    await until(lambda: announced.counts == [3])
    await until(lambda: not desk.local.alone)
