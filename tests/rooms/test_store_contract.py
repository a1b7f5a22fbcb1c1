"""What every store promises, on memory, on the bundled Valkey and on the system's Redis."""

import asyncio
import time

import msgspec
import pytest

from game.decisions import Record
from game.face import Truth
from game.room import SEATS, Answer, Phase, Score, Seat, answers_table, new_room
from server.rooms.store import LEASE, Note, Recorded
from tests.game.table import HOST, Table
from tests.rooms.ears import Ears, listening

NOON = 1000.0


def lobby(code="BCDF"):
    return new_room(code, HOST, NOON)


def seat(player, limit=0):
    return Record(SEATS, player, Seat(player.title(), NOON), limit)


def verdict(room, player, truth=Truth.AI):
    return Record(answers_table(room, room.round), player, Answer(truth, NOON, 1.5))


def following(room, **changes):
    return msgspec.structs.replace(room, version=room.version + 1, **changes)


@pytest.fixture
async def room(store):
    """A room in its lobby, in the store."""
    room = lobby()
    assert await store.commit(None, room)
    return room


@pytest.fixture
async def asked(store, room):
    """The same room in the middle of a question."""
    table = Table()
    table.join(HOST, "bob")
    table.start()
    table.open()
    asked = msgspec.structs.replace(table.room, version=2)
    assert await store.commit(room, asked)
    return asked


# ---- documents -------------------------------------------------------------------------------------------------------
async def test_the_clock_is_the_time_of_day(store):
    assert await store.time() == pytest.approx(time.time(), abs=5)


async def test_a_room_comes_back_as_it_was_committed(store, connect):
    assert await store.load("BCDF") is None
    table = Table()
    table.join("ann", "bob", "cat")
    table.start()
    table.play(ann=(False, 1.0), bob=(True, 2.0), cat=None)
    assert await store.commit(None, table.room)
    loaded = await connect().load("BCDF")
    assert loaded == table.room
    assert list(loaded.scores) == ["bob", "cat", "ann"]  # the order of the ranks
    assert await store.load("GHJK") is None


async def test_a_code_is_given_once(store, connect, room):
    assert not await connect().commit(None, lobby())
    assert not await store.commit(None, following(room))
    assert (await store.load("BCDF")).version == 1


async def test_of_two_that_read_the_same_version_one_commits(store, connect, room):
    results = await asyncio.gather(
        store.commit(room, following(room, host="bob")), connect().commit(room, following(room, host="cat"))
    )
    assert sorted(results) == [False, True]
    loaded = await store.load("BCDF")
    assert loaded.version == 2
    assert loaded.host == ("bob" if results[0] else "cat")


async def test_a_version_that_never_was_commits_nothing(store, room):
    assert not await store.commit(following(room), following(following(room)))
    assert not await store.commit(lobby("GHJK"), following(lobby("GHJK")))
    assert await store.load("GHJK") is None


async def test_a_commit_on_rows_that_have_grown_does_nothing(store, room):
    """The write skew: an answer acknowledged between the reading of the rows and the commit."""
    await store.record(room, SEATS, [seat("ann")], announce=False)
    assert not await store.commit(room, following(room), (SEATS, 0))
    assert not await store.commit(room, following(room), (SEATS, 2))
    assert (await store.load("BCDF")).version == 1
    assert await store.commit(room, following(room), (SEATS, 1))


async def test_a_table_that_is_not_there_has_no_rows(store, room):
    assert not await store.commit(room, following(room), ("answers:m:0", 1))
    assert await store.commit(room, following(room), ("answers:m:0", 0))


async def test_rows_that_were_not_read_do_not_hinder(store, room):
    await store.record(room, SEATS, [seat("ann")], announce=False)
    assert await store.commit(room, following(room))


# ---- rows ------------------------------------------------------------------------------------------------------------
async def test_rows_are_written_and_read_by_table(store, connect, asked):
    table = answers_table(asked, 0)
    written = await store.record(asked, table, [verdict(asked, "ann"), verdict(asked, "bob")], announce=False)
    assert written == Recorded((verdict(asked, "ann").row, verdict(asked, "bob").row), 2)
    other = connect()
    assert await other.rows(asked, table) == {"ann": verdict(asked, "ann").row, "bob": verdict(asked, "bob").row}
    assert await other.rows(asked, answers_table(asked, 1)) == {}
    await store.record(asked, SEATS, [seat("ann")], announce=False)
    assert await other.rows(asked, SEATS) == {"ann": Seat("Ann", NOON)}
    assert await other.row(asked, [SEATS, table, "answers:x:9"], "ann") == [
        Seat("Ann", NOON),
        verdict(asked, "ann").row,
        None,
    ]
    assert await other.row(asked, [SEATS], "nobody") == [None]
    assert await other.row(asked, [], "ann") == []


async def test_a_row_is_written_once_and_the_one_that_stands_is_told(store, connect, asked):
    table = answers_table(asked, 0)
    first, second = verdict(asked, "ann", Truth.AI), verdict(asked, "ann", Truth.REAL)
    await store.record(asked, table, [first], announce=False)
    assert await connect().record(asked, table, [second], announce=False) == Recorded((first.row,), 1)
    both = [verdict(asked, "bob", Truth.REAL), verdict(asked, "bob", Truth.AI)]  # twice in one batch
    assert await store.record(asked, table, both, announce=False) == Recorded((both[0].row, both[0].row), 2)
    assert (await store.rows(asked, table))["ann"] == first.row


async def test_of_many_writers_of_one_row_all_are_told_the_same(store, connect, asked):
    writers = [connect() for _ in range(4)]
    rows = [Record(answers_table(asked, 0), "ann", Answer(Truth.AI, NOON + i, float(i))) for i in range(4)]
    results = await asyncio.gather(
        *(writer.record(asked, row.table, [row], announce=False) for writer, row in zip(writers, rows, strict=True))
    )
    assert {result.rows for result in results} == {((await store.rows(asked, rows[0].table))["ann"],)}


async def test_a_row_for_a_room_that_has_moved_on_is_not_written(store, room):
    await store.commit(room, following(room))
    assert await store.record(room, SEATS, [seat("ann")], announce=True) is None
    assert await store.record(following(following(room)), SEATS, [seat("ann")], announce=True) is None
    assert await store.record(lobby("GHJK"), SEATS, [seat("ann")], announce=True) is None
    assert await store.rows(room, SEATS) == {}


async def test_a_full_table_takes_no_more_rows_but_knows_its_own(store, connect, room):
    three = [seat(player, limit=2) for player in ("ann", "bob", "cat")]
    full = await store.record(room, SEATS, three, announce=False)
    assert full == Recorded((three[0].row, three[1].row, None), 2)
    again = [seat(player, limit=2) for player in ("dan", "bob")]
    assert await connect().record(room, SEATS, again, announce=False) == Recorded((None, Seat("Bob", NOON)), 2)
    assert set(await store.rows(room, SEATS)) == {"ann", "bob"}


async def test_a_limit_holds_among_many_at_once(store, connect, room):
    processes = [store, connect(), connect()]
    results = await asyncio.gather(
        *(processes[i % 3].record(room, SEATS, [seat(f"p{i}", limit=5)], announce=False) for i in range(20))
    )
    assert sum(result.rows != (None,) for result in results) == 5
    assert len(await store.rows(room, SEATS)) == 5


async def test_no_rows_are_no_trouble(store, room):
    assert await store.record(room, SEATS, [], announce=True) == Recorded((), 0)
    await store.record(room, SEATS, [seat("ann")], announce=False)
    assert await store.record(room, SEATS, [], announce=False) == Recorded((), 1)


async def test_names_of_all_the_world_survive(store, room):
    row = Record(SEATS, "ann", Seat("小红 🦊 \u202eÅsa", NOON))
    await store.record(room, SEATS, [row], announce=False)
    assert await store.rows(room, SEATS) == {"ann": row.row}


# ---- the end of things -----------------------------------------------------------------------------------------------
async def test_retired_tables_end_by_themselves(store, asked):
    table = answers_table(asked, 0)
    await store.record(asked, table, [verdict(asked, "ann")], announce=False)
    await store.record(asked, SEATS, [seat("ann")], announce=False)
    await store.retire(asked, [table, answers_table(asked, 1)], 1)
    assert len(await store.rows(asked, table)) == 1
    await asyncio.sleep(1.1)
    assert await store.rows(asked, table) == {}
    assert len(await store.rows(asked, SEATS)) == 1
    assert await store.record(asked, table, [verdict(asked, "bob")], announce=False) == Recorded(
        (verdict(asked, "bob").row,), 1
    )


async def test_all_that_a_room_has_can_be_retired(store, asked):
    tables = [SEATS, *(answers_table(asked, number) for number in range(10))]
    for table in tables:
        row = seat("ann") if table == SEATS else verdict(asked, "ann")
        await store.record(asked, table, [row], announce=False)
    await store.set_presence("BCDF", {"ann 1": 9e9}, announce=False)
    await store.retire(asked, [], 1)
    await asyncio.sleep(1.1)
    assert [await store.rows(asked, table) for table in tables] == [{}] * 11
    assert await store.presence("BCDF", NOON) == []


# ---- alarms ----------------------------------------------------------------------------------------------------------
async def test_a_commit_sets_the_alarm(store, room):
    assert await store.claim(room.deadline - 0.001) == []
    assert await store.claim(room.deadline) == ["BCDF"]


async def test_a_commit_moves_and_ends_the_alarm(store, room):
    later = following(room, deadline=NOON + 5000)
    await store.commit(room, later)
    assert await store.claim(NOON + 4999) == []
    assert await store.claim(NOON + 5000) == ["BCDF"]
    await store.commit(later, following(later, phase=Phase.CLOSED, deadline=None))
    assert await store.claim(9e9) == []


async def test_a_refused_commit_leaves_the_alarm(store, room):
    assert not await store.commit(None, following(room, deadline=NOON))
    assert await store.claim(NOON + 1) == []


async def test_a_claim_comes_due_again_when_its_taker_dies(store, connect, room):
    due = room.deadline
    assert await store.claim(due) == ["BCDF"]
    assert await connect().claim(due) == []
    assert await connect().claim(due + LEASE - 0.001) == []
    assert await connect().claim(due + LEASE) == ["BCDF"]


async def test_an_alarm_is_claimed_once(store, connect, room):
    claims = await asyncio.gather(*(connect().claim(9e9) for _ in range(5)))
    assert sorted(claims) == [[], [], [], [], ["BCDF"]]


async def test_claims_come_earliest_first_and_so_many_at_a_time(store):
    for at, code in enumerate(("FGHJ", "CDFG", "BCDF")):
        await store.ring(code, NOON + at)
    assert await store.claim(NOON + 10, 2) == ["FGHJ", "CDFG"]
    assert await store.claim(NOON + 10, 2) == ["BCDF"]


async def test_an_alarm_can_be_rung_and_silenced(store, room):
    await store.ring("BCDF", NOON)
    assert await store.claim(NOON) == ["BCDF"]
    await store.silence("BCDF")
    await store.silence("GHJK")
    assert await store.claim(9e9) == []


# ---- presence --------------------------------------------------------------------------------------------------------
async def test_presence_is_a_lease(store, connect):
    await store.set_presence("BCDF", {"ann 1": NOON + 10, "bob 1": NOON + 5}, announce=False)
    await connect().set_presence("BCDF", {"ann 2": NOON + 20}, announce=False)
    assert await store.presence("BCDF", NOON) == ["bob 1", "ann 1", "ann 2"]
    assert await store.presence("BCDF", NOON + 5) == ["ann 1", "ann 2"]
    assert await store.presence("BCDF", NOON) == ["ann 1", "ann 2"]  # forgotten is forgotten
    await store.set_presence("BCDF", {"ann 1": 0.0}, announce=False)
    assert await store.presence("BCDF", NOON) == ["ann 2"]
    assert await store.presence("GHJK", NOON) == []


# ---- throttles -------------------------------------------------------------------------------------------------------
async def test_so_many_uses_are_allowed_for_so_long(store, connect):
    other = connect()
    assert [await each.allow("join:1", 3, 1) for each in (store, other, store, other)] == [True, True, True, False]
    assert await store.allow("join:2", 3, 1)
    await asyncio.sleep(1.1)
    assert await store.allow("join:1", 3, 1)


# ---- news ------------------------------------------------------------------------------------------------------------
async def test_every_process_hears_of_a_commit(store, connect, room):
    ears = [await listening(process, "BCDF") for process in (store, connect())]
    after = following(room, scores={"bob": Score("Bob", points=2), "ann": Score("Ann")})
    await store.commit(room, after)
    for ear in ears:
        await ear.until(lambda ear=ear: ear.heard)
        assert ear.heard == [("BCDF", after)]
        assert list(ear.heard[0][1].scores) == ["bob", "ann"]


async def test_a_listener_gets_a_room_of_its_own(store, connect, room):
    ears = [await listening(process, "BCDF") for process in (store, connect())]
    after = following(room)
    await store.commit(room, after)
    for ear in ears:
        await ear.until(lambda ear=ear: ear.heard)
    assert ears[0].heard[0][1] is not ears[1].heard[0][1]
    assert ears[0].heard[0][1] is not after


async def test_news_come_in_order(store, connect, room):
    ears = await listening(connect(), "BCDF")
    versions = [room]
    for _ in range(20):
        versions.append(following(versions[-1]))
        await store.commit(versions[-2], versions[-1])
    await ears.until(lambda: len(ears.heard) == 20)
    assert [news.version for _, news in ears.heard] == list(range(2, 22))


async def test_rows_are_announced_by_their_number_when_asked(store, connect, room):
    ears = await listening(connect(), "BCDF")
    await store.record(room, SEATS, [seat("ann")], announce=False)
    await store.record(room, SEATS, [seat("bob"), seat("cat")], announce=True)
    await store.set_presence("BCDF", {"ann 1": 9e9}, announce=False)
    await store.set_presence("BCDF", {"ann 1": 9e9}, announce=True)
    await ears.until(lambda: len(ears.heard) == 2)
    assert ears.heard == [("BCDF", Note(SEATS, 3)), ("BCDF", Note("here", 0))]


async def test_what_was_refused_is_no_news(store, connect, room):
    ears = await listening(connect(), "BCDF")
    await store.commit(None, following(room))
    await store.record(following(room), SEATS, [seat("ann")], announce=True)
    await store.commit(room, following(room, host="bob"))
    await ears.until(lambda: ears.heard)
    assert [news.host for _, news in ears.heard] == ["bob"]


async def test_only_subscribed_rooms_are_heard(store, connect, room):
    ears = await listening(connect(), "BCDF")
    quiet = await listening(connect())
    await store.commit(None, lobby("GHJK"))
    await store.commit(room, following(room))
    await ears.until(lambda: ears.heard)
    assert [code for code, _ in ears.heard] == ["BCDF"]
    assert quiet.heard == []


async def test_a_subscription_ends_and_begins_again(store, connect, room):
    listener = connect()
    ears = await listening(listener, "BCDF")
    await listener.unsubscribe("BCDF")
    await listener.unsubscribe("GHJK")
    second = following(room)
    await store.commit(room, second)
    await listener.subscribe("BCDF")
    third = following(second)
    await store.commit(second, third)
    await ears.until(lambda: ears.heard)
    assert [news.version for _, news in ears.heard] == [3]


async def test_two_may_subscribe_at_once(store, connect, room):
    listener = connect()
    ears = await listening(listener)
    await asyncio.gather(listener.subscribe("BCDF"), listener.subscribe("BCDF"), listener.subscribe("GHJK"))
    await store.commit(room, following(room))
    await store.commit(None, lobby("GHJK"))
    await ears.until(lambda: len(ears.heard) == 2)
    assert {code for code, _ in ears.heard} == {"BCDF", "GHJK"}


async def test_a_closed_store_hears_nothing(store, connect, room):
    listener = connect()
    ears = await listening(listener, "BCDF")
    await listener.close()
    await store.commit(room, following(room))
    await asyncio.sleep(0.05)
    assert ears.heard == []


async def test_a_listener_that_fails_is_told_the_next_news(store, connect, room, caplog):
    """One room's trouble must not end the news of all."""
    listener, ears = connect(), Ears()

    def hear(code, news):
        ears.hear(code, news)
        if len(ears.heard) == 1:
            raise ZeroDivisionError

    await listener.listen(hear, ears.resynced)
    await listener.subscribe("BCDF")
    second = following(room)
    await store.commit(room, second)
    await store.commit(second, following(second))
    await ears.until(lambda: len(ears.heard) == 2)
    assert "news of a room were lost" in caplog.text
