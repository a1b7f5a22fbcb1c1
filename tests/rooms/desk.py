"""One process's ingest on a store that counts and fails on demand."""

import asyncio

from game.commands import Submit, Tick
from game.face import Truth
from game.room import GRACE, answers_table
from game.rules import decide
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.ingest import Ingest
from server.rooms.local_room import LocalRoom
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.store import StoreUnavailableError
from tests.game.table import HOST, Table
from tests.rooms.ears import Ears


class Counter(MemoryStore):
    """A store that counts the calls, and that can be out of order: unavailable, or of no version at all."""

    def __init__(self, memory):
        super().__init__(memory)
        self.calls = []
        self.down = self.confused = False
        self.called = asyncio.Event()
        self.slow: asyncio.Event | None = None  # the first call waits for it, as on a slow connection

    async def load(self, code):
        if self.down:
            raise StoreUnavailableError
        return await super().load(code)

    async def record(self, room, table, records, *, announce):
        self.calls.append((table, len(records)))
        self.called.set()
        if self.slow is not None:
            gate, self.slow = self.slow, None
            await gate.wait()
        if self.confused:
            self.down = True
            return None
        if self.down:
            raise StoreUnavailableError
        return await super().record(room, table, records, announce=announce)


class Desk:
    """One process's ingest of one room in the middle of a question, and what its senders are told."""

    def __init__(self):
        table = Table()
        table.join(HOST, "bob", "cat")
        table.start()
        table.open()
        self.room, self.now = table.room, table.now
        self.memory = Memory()
        self.store = Counter(self.memory)
        self.errands = Errands()
        self.hub = Hub(self.store, self.errands)
        self.local = LocalRoom(self.room)
        self.everyone = []
        self.ingest = Ingest(self.store, self.hub, self.errands, self.everyone.append)
        self.told = Ears()

    def submit(self, player, verdict=Truth.AI):
        command = Submit(player, 0, verdict)
        self.ingest.submit(self.local, command, self.now + 1.0, lambda told: self.told.hear(player, told))

    async def reveal(self):
        """Another process ends the round, on the rows that are in the store now."""
        rows = await self.store.rows(self.room, answers_table(self.room, 0))
        due = self.room.deadline + GRACE
        after = decide(self.room, Tick(), due, rows).room
        assert await self.store.commit(self.room, after, (answers_table(self.room, 0), len(rows)))
        return after

    async def until(self, many):
        await self.told.until(lambda: len(self.told.heard) >= many)
