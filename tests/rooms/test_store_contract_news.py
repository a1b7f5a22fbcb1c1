"""What every store promises of alarms, presence and news, on memory, Valkey and Redis."""

import asyncio

from msgspec.structs import replace

from game.room import SEATS, Phase, Score, new_room
from server.rooms.store import LEASE, Here, Rows
from tests.rooms.ears import Ears, listening
from tests.rooms.stored import NOON, following, lobby, seat


# ---- alarms ----------------------------------------------------------------------------------------------------------
async def test_a_commit_sets_the_alarm(store, room):
    assert await store.claim(room.deadline - 0.001) == {}
    assert await store.claim(room.deadline) == {"BCDF": room.deadline}


async def test_a_commit_moves_and_ends_the_alarm(store, room):
    later = following(room, deadline=NOON + 5000)
    await store.commit(room, later)
    assert await store.claim(NOON + 4999) == {}
    assert list(await store.claim(NOON + 5000)) == ["BCDF"]
    await store.commit(later, following(later, phase=Phase.CLOSED, deadline=None))
    assert await store.claim(9e9) == {}


async def test_a_refused_commit_leaves_the_alarm(store, room):
    assert not await store.commit(None, following(room, deadline=NOON))
    assert await store.claim(NOON + 1) == {}


async def test_the_next_alarm_is_the_earliest(store, room):
    assert await store.next_alarm() == room.deadline
    assert list(await store.claim(room.deadline)) == [room.code]
    assert await store.next_alarm() == room.deadline + LEASE
    await store.silence(room.code)
    assert await store.next_alarm() is None


async def test_a_claim_comes_due_again_when_its_taker_dies(store, connect, room):
    due = room.deadline
    assert list(await store.claim(due)) == ["BCDF"]
    assert await connect().claim(due) == {}
    assert await connect().claim(due + LEASE - 0.001) == {}
    assert await connect().claim(due + LEASE) == {"BCDF": due + LEASE}


async def test_an_alarm_is_claimed_once(store, connect, room):
    claims = await asyncio.gather(*(connect().claim(9e9) for _ in range(5)))
    assert sorted(claims, key=len) == [{}, {}, {}, {}, {"BCDF": room.deadline}]


async def test_claims_come_earliest_first_and_so_many_at_a_time(store):
    for at, code in enumerate(("FGHJ", "CDFG", "BCDF")):
        room = new_room(code, "ann", NOON)
        assert await store.commit(None, room)
        assert await store.ring(room, NOON + at)
    assert list(await store.claim(NOON + 10, 2)) == ["FGHJ", "CDFG"]
    assert list(await store.claim(NOON + 10, 2)) == ["BCDF"]


async def test_an_alarm_can_be_rung_and_silenced(store, room):
    assert await store.ring(room, NOON)
    assert list(await store.claim(NOON)) == ["BCDF"]
    await store.silence("BCDF")
    await store.silence("GHJK")
    assert await store.claim(9e9) == {}


async def test_an_alarm_meant_for_another_version_stays_as_it_is(store, room):
    assert await store.commit(room, replace(room, version=2, deadline=NOON + 100))
    assert not await store.ring(room, NOON)
    assert not await store.ring(new_room("GHJK", "ann", NOON), NOON)
    assert await store.claim(NOON + 99) == {}


# ---- presence --------------------------------------------------------------------------------------------------------
async def test_presence_is_a_lease(store, connect):
    await store.set_presence("BCDF", {"ann 1": NOON + 10, "bob 1": NOON + 5}, announce=False)
    await connect().set_presence("BCDF", {"ann 2": NOON + 20}, announce=False)
    assert await store.presence("BCDF", NOON) == ["bob 1", "ann 1", "ann 2"]
    assert await store.presence("BCDF", NOON, 5) == ["ann 1", "ann 2"]  # who stays for longer than that
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
    assert await other.uses("join:2", "join:3", "join:1") == [1, 0, 4]
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
    assert ears.heard == [("BCDF", Rows(SEATS, 3)), ("BCDF", Here("ann 1", 9e9))]


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
