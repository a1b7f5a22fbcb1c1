"""Rows on their way to the store: batched, decided again when the room has moved on, never acknowledged for nothing."""

import asyncio

import msgspec
import pytest

from game.commands import Archived, Join, Pause, Submit, Tick
from game.decisions import Code
from game.face import Truth
from game.room import GRACE, SEATS, Answer, Mode, answers_table
from game.rules import decide
from server.rooms.codes import ProtocolCode
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.ingest import ALONE, WINDOW, Ingest
from server.rooms.local_room import LocalRoom
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.store import Rows, StoreUnavailableError
from tests.game.table import HOST, Table
from tests.rooms.ears import Ears
from tests.rooms.moments import turns, until
from tests.rooms.stored import following


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


@pytest.fixture
async def desk():
    desk = Desk()
    assert await desk.store.commit(None, desk.room)
    yield desk
    await desk.errands.stop()


async def test_what_comes_at_once_goes_in_one_call(desk):
    for player in (HOST, "bob", "cat"):
        desk.submit(player)
    await desk.until(3)
    assert desk.store.calls == [("answers:match1:0", 3)]
    assert all(isinstance(row, Answer) for _, row in desk.told.heard)
    assert desk.everyone == [desk.room]


async def test_a_resend_gets_the_answer_that_stands(desk):
    desk.submit("bob", Truth.AI)
    desk.submit("bob", Truth.REAL)
    await desk.until(2)
    assert [row.verdict for _, row in desk.told.heard] == [Truth.AI, Truth.AI]
    assert desk.everyone == []


async def test_no_batch_overtakes_the_one_before_it(desk):
    gate = desk.store.slow = asyncio.Event()
    desk.submit("bob", Truth.AI)
    await desk.store.called.wait()
    desk.submit("bob", Truth.REAL)
    desk.submit("cat", Truth.REAL)
    await asyncio.sleep(5 * WINDOW)
    assert (desk.store.calls, desk.told.heard) == ([("answers:match1:0", 1)], [])
    gate.set()
    await desk.until(3)
    assert [(who, row.verdict) for who, row in desk.told.heard] == [
        ("bob", Truth.AI),
        ("bob", Truth.AI),
        ("cat", Truth.REAL),
    ]
    assert desk.store.calls == [("answers:match1:0", 1), ("answers:match1:0", 2)]


async def test_nor_does_one_that_was_decided_on_a_later_version(desk):
    """The room moves on between two words of one player: the first one stands, though it must be decided again."""
    gate = desk.store.slow = asyncio.Event()
    desk.submit("bob", Truth.AI)
    await desk.store.called.wait()
    desk.submit("bob", Truth.REAL)  # waits behind it, on the same version
    paused = decide(desk.room, Pause(HOST), desk.now + 1.0).room
    assert await desk.store.commit(desk.room, paused)
    desk.hub.learn(desk.local, paused)
    desk.submit("bob", Truth.REAL)
    await asyncio.sleep(5 * WINDOW)
    assert desk.store.calls == [("answers:match1:0", 1)]
    gate.set()
    await desk.until(3)
    assert [row.verdict for _, row in desk.told.heard] == [Truth.AI] * 3


async def test_a_refusal_is_told_at_once(desk):
    desk.submit("stranger")
    assert desk.told.heard == [("stranger", Code.NOT_PLAYING)]
    assert desk.store.calls == []


async def test_seats_go_in_calls_of_their_own_and_may_be_full(desk):
    desk.submit("bob")
    desk.ingest.submit(desk.local, Join("dan", "Dan"), desk.now, lambda told: desk.told.hear("dan", told))
    await desk.until(2)
    assert sorted(desk.store.calls) == [("answers:match1:0", 1), (SEATS, 1)]
    assert desk.everyone == []


async def test_an_answer_that_comes_after_the_reveal_elsewhere_is_refused(desk):
    await desk.reveal()  # and its news have not come here yet
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", Code.ROUND_OVER)]


async def test_an_answer_that_waits_while_the_news_of_a_reveal_come_is_refused(desk):
    """It was decided on the question; it must not be written as if it had been decided on the reveal."""
    after = await desk.reveal()
    desk.submit("bob")
    desk.hub.learn(desk.local, after)
    await desk.until(1)
    assert desk.told.heard == [("bob", Code.ROUND_OVER)]
    assert await desk.store.rows(desk.room, answers_table(desk.room, 0)) == {}


async def test_two_versions_never_go_in_one_call(desk):
    desk.ingest.submit(desk.local, Join("dan", "Dan"), desk.now, lambda told: desk.told.hear("dan", told))
    desk.hub.learn(desk.local, await desk.reveal())
    desk.ingest.submit(desk.local, Join("eve", "Eve"), desk.now, lambda told: desk.told.hear("eve", told))
    await desk.until(2)
    assert {player for player, _ in desk.told.heard} == {"dan", "eve"}
    assert len(await desk.store.rows(desk.room, SEATS)) == 2


async def test_without_a_store_the_sender_is_asked_to_try_again(desk):
    desk.store.down = True
    desk.submit("bob")
    desk.submit("cat")
    await desk.until(2)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN), ("cat", ProtocolCode.TRY_AGAIN)]


async def test_and_so_when_it_goes_away_between_two_tries(desk):
    desk.store.confused = True
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN)]


async def test_a_room_that_is_gone_is_not_tried_for_ever(desk):
    desk.memory.documents.clear()
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN)]


async def test_a_batch_leaves_a_window_after_the_last(desk):
    desk.submit(HOST)
    await desk.until(1)
    for player in ("bob", "cat"):
        desk.submit(player)
    await desk.until(3)
    assert desk.store.calls == [("answers:match1:0", 1), ("answers:match1:0", 2)]


async def test_a_command_that_adds_no_row_is_a_bug(desk):
    desk.ingest.submit(desk.local, Archived("match1"), desk.now, lambda told: desk.told.hear("ann", told))
    assert desk.told.heard == [("ann", Code.NOT_DUE)]
    with pytest.raises(TypeError):
        desk.ingest.submit(desk.local, Tick(), desk.now + 99, lambda _told: None)


async def test_guesses_for_fun_wake_nobody(desk):
    """Two hundred who are out may guess while two still play: that is no reason to look at the room."""
    local, told = desk.local, []
    options = msgspec.structs.replace(desk.room.options, mode=Mode.SUDDEN_DEATH)
    room = following(desk.room, options=options)
    assert await desk.store.commit(desk.room, room)
    desk.hub.learn(local, room)
    for number in range(5):
        desk.ingest.submit(local, Submit(f"late-{number}", 0, Truth.AI), desk.now + 1.0, told.append)
    await until(lambda: len(told) == 5)
    assert all(isinstance(row, Answer) for row in told)
    assert desk.everyone == []


# ---- how many have answered ------------------------------------------------------------------------------------------
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
