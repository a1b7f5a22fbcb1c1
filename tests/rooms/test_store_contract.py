"""What every store promises of documents and rows, on memory, on the bundled Valkey and on the system's Redis."""

import asyncio
import time

import pytest

from game.decisions import Record
from game.face import Truth
from game.room import SEATS, Answer, Seat, answers_table
from server.rooms.store import Recorded, Refusal
from tests.game.table import Table
from tests.rooms.stored import NOON, following, lobby, seat, verdict


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
    assert full == Recorded((three[0].row, three[1].row, Refusal.FULL), 2)
    again = [seat(player, limit=2) for player in ("dan", "bob")]
    assert await connect().record(room, SEATS, again, announce=False) == Recorded((Refusal.FULL, Seat("Bob", NOON)), 2)
    assert set(await store.rows(room, SEATS)) == {"ann", "bob"}


async def test_a_limit_holds_among_many_at_once(store, connect, room):
    processes = [store, connect(), connect()]
    results = await asyncio.gather(
        *(processes[i % 3].record(room, SEATS, [seat(f"p{i}", limit=5)], announce=False) for i in range(20))
    )
    assert sum(result.rows != (Refusal.FULL,) for result in results) == 5
    assert len(await store.rows(room, SEATS)) == 5


async def test_no_rows_are_no_trouble(store, room):
    assert await store.record(room, SEATS, [], announce=True) == Recorded((), 0)
    await store.record(room, SEATS, [seat("ann")], announce=False)
    assert await store.record(room, SEATS, [], announce=False) == Recorded((), 1)


async def test_who_announces_is_told_how_many_heard_it(store, connect, room):
    """Whether another process has the room, too."""
    stores = [store, connect()]
    for number, one in enumerate(stores):
        assert (await store.record(room, SEATS, [], announce=True)).heard == number
        await one.listen(lambda _code, _news: None, lambda: None)
        await one.subscribe(room.code)
    assert (await store.record(room, SEATS, [seat("ann")], announce=True)).heard == len(stores)
    assert (await store.record(room, SEATS, [seat("bob")], announce=False)).heard == 0


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
