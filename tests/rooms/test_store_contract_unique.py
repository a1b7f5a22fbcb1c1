"""What every store promises of texts that only one row may carry, and of sets."""

import asyncio

import pytest

from game.decisions import Record
from game.room import SEATS, Seat, answers_table
from server.rooms.store import Recorded, Refusal
from tests.rooms.stored import NOON, following, verdict


def called(player: str, name: str, unique: str | None = None, limit: int = 0) -> Record:
    """A seat whose unique text is its name, or another."""
    return Record(SEATS, player, Seat(name, NOON), limit, name if unique is None else unique)


# ---- unique texts ----------------------------------------------------------------------------------------------------
async def test_of_two_in_one_batch_one_carries_the_text(store, connect, room):
    both = [called("ann", "Fox"), called("bob", "Fox"), called("cat", "Owl")]
    told = await store.record(room, SEATS, both, announce=False)
    assert told == Recorded((both[0].row, Refusal.TAKEN, both[2].row), 2)
    assert await connect().rows(room, SEATS) == {"ann": both[0].row, "cat": both[2].row}


async def test_a_text_stays_taken_in_later_calls_and_versions(store, connect, room):
    await store.record(room, SEATS, [called("ann", "Fox")], announce=False)
    assert await connect().record(room, SEATS, [called("bob", "Fox")], announce=False) == Recorded((Refusal.TAKEN,), 1)
    after = following(room)
    await store.commit(room, after)
    assert await store.record(after, SEATS, [called("bob", "Fox")], announce=False) == Recorded((Refusal.TAKEN,), 1)


async def test_a_row_that_stands_is_told_whatever_its_text(store, connect, room):
    first = called("ann", "Fox")
    await store.record(room, SEATS, [first, called("bob", "Owl")], announce=False)
    for again in (first, called("ann", "Owl"), called("ann", "Cat"), called("ann", "Dog", unique="")):
        assert await connect().record(room, SEATS, [again], announce=False) == Recorded((first.row,), 2)
    free = called("cat", "Cat")  # what was asked for in vain was not taken
    assert await store.record(room, SEATS, [free], announce=False) == Recorded((free.row,), 3)


async def test_of_many_at_once_one_carries_the_text(store, connect, room):
    processes = [store, connect(), connect()]
    results = await asyncio.gather(
        *(processes[i % 3].record(room, SEATS, [called(f"p{i}", "Fox")], announce=False) for i in range(15))
    )
    assert sum(result.rows == (Refusal.TAKEN,) for result in results) == 14
    assert len(await store.rows(room, SEATS)) == 1


async def test_what_finds_no_place_takes_no_text(store, room):
    two = [called("ann", "Fox", limit=2), called("bob", "Owl", limit=2)]
    await store.record(room, SEATS, two, announce=False)
    late = [called("cat", "Fox", limit=2), called("dan", "Dog", limit=2), called("bob", "Fox", limit=2)]
    told = await store.record(room, SEATS, late, announce=False)
    assert told == Recorded((Refusal.FULL, Refusal.FULL, two[1].row), 2)
    more = [called("eve", "Fox", limit=3), called("dan", "Dog", limit=3), called("fay", "Elk", limit=3)]
    told = await store.record(room, SEATS, more, announce=False)
    assert told == Recorded((Refusal.TAKEN, more[1].row, Refusal.FULL), 3)


async def test_a_record_for_a_room_that_has_moved_on_takes_no_text(store, room):
    after = following(room)
    await store.commit(room, after)
    assert await store.record(room, SEATS, [called("ann", "Fox")], announce=False) is None
    free = called("bob", "Fox")
    assert await store.record(after, SEATS, [free], announce=False) == Recorded((free.row,), 1)


async def test_no_text_is_no_text(store, room):
    both = [called("ann", "Fox", unique=""), called("bob", "Fox", unique="")]
    assert await store.record(room, SEATS, both, announce=False) == Recorded((both[0].row, both[1].row), 2)


@pytest.mark.parametrize("text", ["小红 🦊", "a\nb", "\0", " ", "0", "false", "x" * 5000, "\u202eÅ", "a:b}{"])
async def test_a_text_may_be_of_any_letters(store, room, text):
    both = [
        called("ann", "Ann", unique=text),
        called("bob", "Bob", unique=text),
        called("cat", "Cat", unique=text + " "),
    ]
    told = await store.record(room, SEATS, both, announce=False)
    assert told == Recorded((both[0].row, Refusal.TAKEN, both[2].row), 2)


async def test_each_table_has_texts_of_its_own(store, asked):
    tables = [answers_table(asked, number) for number in range(2)]
    for table in tables:
        record = Record(table, "ann", verdict(asked, "ann").row, unique="one")
        assert await store.record(asked, table, [record], announce=False) == Recorded((record.row,), 1)


async def test_texts_go_with_their_table(store, room):
    await store.record(room, SEATS, [called("ann", "Fox")], announce=False)
    await store.retire(room, [], 1)
    await asyncio.sleep(1.1)
    free = called("bob", "Fox")
    assert await store.record(room, SEATS, [free], announce=False) == Recorded((free.row,), 1)


async def test_a_text_that_was_let_go_may_be_carried_by_another_row(store, connect, room):
    await store.record(room, SEATS, [called("ann", "Fox")], announce=False)
    await store.release(room, SEATS, "bob", "Fox")  # it is not his
    assert (await store.record(room, SEATS, [called("bob", "Fox")], announce=False)).rows == (Refusal.TAKEN,)
    await connect().release(room, SEATS, "ann", "Fox")
    second = called("bob", "Fox")
    assert (await store.record(room, SEATS, [second], announce=False)).rows == (second.row,)
    await store.release(room, SEATS, "ann", "Fox")  # no longer hers
    assert (await store.record(room, SEATS, [called("cat", "Fox")], announce=False)).rows == (Refusal.TAKEN,)


# ---- sets ------------------------------------------------------------------------------------------------------------
async def test_what_all_processes_gather_is_one_set(store, connect, room):
    other = connect()
    assert await store.gathered(room, "ready:m:3") == frozenset()
    await store.gather(room, "ready:m:3", ["ann 1", "bob 1"], [])
    await other.gather(room, "ready:m:3", {"bob 2"}, set())
    await other.gather(room, "ready:m:4", ["cat 2"], [])
    assert await store.gathered(room, "ready:m:3") == {"ann 1", "bob 1", "bob 2"}
    await store.gather(room, "ready:m:3", ["ann 1"], ["bob 1", "nobody"])
    await store.gather(room, "ready:m:3", [], [])
    assert await other.gathered(room, "ready:m:3") == {"ann 1", "bob 2"}
