"""Many who arrive at once go in one call: the trouble of one, or that he gives up, costs the others nothing."""

import asyncio

from game.commands import Join
from game.room import SEATS, Seat
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from tests.rooms.moments import until
from tests.rooms.people import Client
from tests.rooms.stored import lobby


class Gated(MemoryStore):
    """A store that writes seats when it is let."""

    def __init__(self):
        super().__init__(Memory())
        self.open = asyncio.Event()
        self.calls = []

    async def record(self, room, table, records, *, announce):
        self.calls.append([record.key for record in records])
        await self.open.wait()
        return await super().record(room, table, records, announce=announce)


async def test_a_joiner_who_gives_up_costs_the_others_nothing(caplog):
    store = Gated()
    await store.commit(None, lobby())
    runtime = Runtime(store)
    players = ("ann", "bob", "cat")
    clients = [Client(runtime, "BCDF", cookie=player) for player in players]
    joining = [asyncio.create_task(client.join(player)) for client, player in zip(clients, players, strict=True)]
    await until(lambda: store.calls)
    assert sorted(store.calls[0]) == ["ann", "bob", "cat"]
    joining[0].cancel()
    await until(joining[0].done)
    store.open.set()
    assert [(await task)["seated"] for task in joining[1:]] == [True, True]
    assert caplog.messages == [], "and nobody tries to tell who has gone"
    assert sorted(runtime.hub.rooms["BCDF"].sockets) == ["bob", "cat"]
    for client in clients:
        client.leave()
    await runtime.stop()


async def test_a_sender_who_cannot_be_told_costs_the_others_nothing(caplog):
    store = Gated()
    await store.commit(None, lobby())
    runtime = Runtime(store)
    local = await runtime.hub.open("BCDF")
    gone, told = asyncio.get_running_loop().create_future(), []
    gone.cancel()
    runtime.ingest.submit(local, Join("ann", "Ann"), 1.0, gone.set_result)
    runtime.ingest.submit(local, Join("bob", "Bob"), 1.0, told.append)
    store.open.set()
    await until(lambda: told)
    assert told == [Seat("Bob", 1.0)]
    assert caplog.messages == ["a sender could not be told"]
    assert list(await store.rows(local.room, SEATS)) == ["ann", "bob"]
    await runtime.stop()
