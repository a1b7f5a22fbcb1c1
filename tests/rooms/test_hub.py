"""Fan-out within a process: versions in order, nothing missed, nothing kept for nobody, counts thinned."""

import asyncio

import pytest
from msgspec.structs import replace

from game.room import Phase, answers_table
from server.rooms import counts, hub
from server.rooms.codes import CloseCode
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from server.rooms.store import Rows, StoreUnavailableError
from tests.game.table import at
from tests.rooms.moments import turns, until
from tests.rooms.people import Client, Ear
from tests.rooms.stored import following, lobby, question


class Post:
    """A hub on a store, with one socket in its room."""

    def __init__(self):
        self.memory = Memory()
        self.store = MemoryStore(self.memory)
        self.errands = Errands()
        self.hub = Hub(self.store, self.errands)
        self.ear = Ear()
        self.local = None

    async def open(self, room):
        assert await self.store.commit(None, room)
        self.local = await self.hub.open(room.code)
        self.local.sockets["ann"] = self.ear
        self.local.since["ann"] = 0.0
        return self.local

    @property
    def versions(self):
        return [message["v"] for message in self.ear.heard]


@pytest.fixture
async def post():
    post = Post()
    yield post
    await post.errands.stop()


async def test_an_older_version_is_not_learnt(post):
    room = question()
    local = await post.open(room)
    post.hub.learn(local, replace(room, version=room.version - 1))
    post.hub.learn(local, room)
    assert (local.room, post.ear.heard) == (room, [])


async def test_the_next_version_is_told_at_once_and_its_news_tell_nothing_more(post):
    room = question()
    local = await post.open(room)
    post.hub.committed(following(room))
    assert post.versions == [room.version + 1]
    post.hub.hear(room.code, following(room))
    assert post.versions == [room.version + 1]
    assert local.room == following(room)


async def test_a_version_that_leaves_one_out_waits_for_its_news(post):
    room = question()
    second = following(room)
    third = following(second)
    local = await post.open(room)
    post.hub.committed(third)
    assert (local.room, post.ear.heard) == (room, [])
    post.hub.hear(room.code, second)
    post.hub.hear(room.code, third)
    assert post.versions == [second.version, third.version]


async def test_after_lost_news_rooms_are_loaded_again(post):
    room = question()
    local = await post.open(room)
    await post.store.unsubscribe(room.code)  # the connection is away
    await post.store.commit(room, following(room))
    await post.hub.resync()
    assert local.room == following(room)
    assert post.versions == [room.version + 1]
    await post.hub.resync()
    assert post.versions == [room.version + 1]


async def test_they_are_loaded_until_the_store_answers(post, monkeypatch):
    """Its news may be back before it answers anything else, and nobody would say so again."""
    monkeypatch.setattr(hub, "AGAIN", 0.001)
    room = question()
    local = await post.open(room)
    await post.store.unsubscribe(room.code)
    await post.store.commit(room, following(room))
    load, failures = post.store.load, iter(range(3))

    async def rarely(code):
        for number in failures:
            raise StoreUnavailableError(number)
        return await load(code)

    monkeypatch.setattr(post.store, "load", rarely)
    await post.hub.resync()
    assert local.room == following(room)


async def test_a_room_let_go_while_it_is_loaded_is_told_nothing(post, monkeypatch):
    room = question()
    local = await post.open(room)
    await post.store.unsubscribe(room.code)
    await post.store.commit(room, following(room))
    heard = []
    post.hub.on_room = heard.append
    load = post.store.load

    async def meanwhile(code):
        local.sockets.clear()
        await post.hub.leave(code)
        return await load(code)

    monkeypatch.setattr(post.store, "load", meanwhile)
    await post.hub.resync()
    assert (local.room, heard, post.hub.rooms) == (room, [], {}), "else its alarm would be watched for ever"


async def test_a_store_that_went_back_is_the_truth(post):
    room = question()
    local = await post.open(following(room))
    del post.memory.documents[room.code]
    await post.store.unsubscribe(room.code)
    await post.store.commit(None, room)
    await post.hub.resync()
    assert local.room == room
    await until(lambda: post.ear.closed)
    assert post.ear.closed == CloseCode.SERVER_MOVES, "a browser drops versions older than its own, until it joins anew"


async def test_news_that_overtake_a_loading_room_are_no_loss(post, monkeypatch):
    """The reply is older than what is known by now; the store never went back."""
    room = question()
    local = await post.open(room)
    load = post.store.load

    async def overtaken(code):
        loaded = await load(code)
        post.hub.learn(local, following(room))
        return loaded

    monkeypatch.setattr(post.store, "load", overtaken)
    await post.hub.resync()
    await turns()
    assert local.room == following(room)
    assert (post.versions, post.ear.closed) == ([room.version + 1], None)


async def test_a_room_that_is_gone_is_closed(post):
    local = await post.open(question())
    post.memory.documents.clear()
    await post.hub.resync()
    assert post.ear.heard[-1]["t"] == "closed"
    assert post.ear.closed == CloseCode.ROOM_CLOSED
    assert (local.sockets, local.since) == ({}, {})


async def test_a_process_loads_its_rooms_again_when_the_store_says_so():
    class Patchy(MemoryStore):
        async def listen(self, listener, resynced):
            await super().listen(listener, resynced)
            self.resynced = resynced

    memory, room = Memory(), lobby()
    memory.now = lambda: room.deadline - 60
    runtime = await Runtime(Patchy(memory)).start()
    await runtime.store.commit(None, room)
    local = await runtime.hub.open(room.code)
    await runtime.store.unsubscribe(room.code)
    await runtime.store.commit(room, following(room))
    runtime.store.resynced()
    await until(lambda: local.room.version == room.version + 1)
    await runtime.stop()


async def test_a_version_between_the_first_reading_and_the_subscription_is_not_missed():
    class Busy(MemoryStore):
        async def subscribe(self, code):
            room = await self.load(code)
            await self.commit(room, following(room))
            await super().subscribe(code)

    store = Busy(Memory())
    await store.commit(None, lobby())
    local = await Hub(store, Errands()).open("BCDF")
    assert local.room.version == 2
    assert local.room == await store.load("BCDF")


async def test_a_room_that_closes_meanwhile_is_not_opened():
    class Closing(MemoryStore):
        async def subscribe(self, code):
            room = await self.load(code)
            await self.commit(room, following(room, phase=Phase.CLOSED, deadline=None))
            await super().subscribe(code)

    store = Closing(Memory())
    await store.commit(None, lobby())
    hub = Hub(store, Errands())
    assert await hub.open("BCDF") is None
    assert (hub.rooms, store._subscribed) == ({}, set())


async def test_rooms_are_let_go_when_nobody_is_there_or_on_the_way(post):
    local = await post.open(lobby())
    await post.hub.leave("BCDF")
    assert list(post.hub.rooms) == ["BCDF"], "somebody is connected"
    local.sockets.clear()
    local.entering = 1
    await post.hub.leave("BCDF")
    assert list(post.hub.rooms) == ["BCDF"], "somebody is on the way in"
    assert post.store._subscribed == {"BCDF"}
    local.entering = 0
    await post.hub.leave("BCDF")
    assert (post.hub.rooms, post.store._subscribed) == ({}, set())


async def test_a_room_is_not_let_go_from_under_somebody_who_joins():
    store = MemoryStore(Memory())
    await store.commit(None, lobby())
    runtime = Runtime(store)
    client = Client(runtime, "BCDF")
    joining = asyncio.create_task(client.join())
    await until(lambda: runtime.hub.rooms)
    assert not runtime.hub.rooms["BCDF"].sockets
    await runtime.hub.leave("BCDF")
    await joining
    assert list(runtime.hub.rooms["BCDF"].sockets.values()) == [client.ear]
    assert runtime.hub.rooms["BCDF"].entering == 0
    client.leave()
    await runtime.hub.leave("BCDF")
    assert runtime.hub.rooms == {}
    await runtime.stop()


async def test_many_answers_within_an_interval_are_one_count(post, monkeypatch):
    monkeypatch.setattr(counts, "SECONDS", (600.0, 900.0))
    room = at(Phase.QUESTION).room
    local = await post.open(room)
    local.decided.add("ann")
    for count in (*range(1, 50), 30):  # news may overtake one another
        post.hub.hear(room.code, Rows(answers_table(room, 0), count))
    await until(lambda: post.ear.heard)
    assert post.ear.heard == [{"t": "count", "round": 0, "answered": 49}]
    for count in range(50, 60):
        post.hub.hear(room.code, Rows(answers_table(room, 0), count))
    await turns()
    assert len(post.ear.heard) == 1
    assert local.answered == 59
    assert local.counting.when() - asyncio.get_running_loop().time() > 500
    local.counting.cancel()


async def test_a_question_has_its_interval_before_the_first_count(post, monkeypatch):
    monkeypatch.setattr(counts, "SECONDS", (600.0, 900.0))
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    table.open()
    post.hub.learn(local, table.room)
    post.hub.hear("BCDF", Rows(answers_table(table.room, 0), 2))
    await turns()
    assert [message["t"] for message in post.ear.heard] == ["question"]
    local.counting.cancel()


async def test_answers_of_another_round_do_not_count(post):
    room = at(Phase.QUESTION).room
    local = await post.open(room)
    post.hub.hear(room.code, Rows(answers_table(room, 1), 3))
    await turns()
    assert (local.answered, post.ear.heard) == (0, [])


async def test_reports_are_told_however_long_the_store_is_away(post, monkeypatch):
    monkeypatch.setattr(hub, "AGAIN", 0.001)
    local = await post.open(at(Phase.REVEAL).room)
    rows, failures = post.store.rows, iter(range(3))

    async def rarely(room, table):
        for number in failures:
            raise StoreUnavailableError(number)
        return await rows(room, table)

    monkeypatch.setattr(post.store, "rows", rarely)
    post.hub.learn(local, replace(at(Phase.PODIUM).room, version=99))
    await until(local.up_to_date.is_set)
    assert "own" in post.ear.heard[-1]


async def test_a_report_that_cannot_be_made_keeps_nobody_out(post, monkeypatch, caplog):
    def broken(*_):
        raise ValueError("no report")

    local = await post.open(at(Phase.REVEAL).room)
    monkeypatch.setattr(hub.showing, "own", broken)
    post.hub.learn(local, replace(at(Phase.PODIUM).room, version=99))
    await until(local.up_to_date.is_set)
    assert local.backlog is None
    await until(lambda: "no report" in caplog.text)
