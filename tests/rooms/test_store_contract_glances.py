"""What every store promises who looks at many rooms at once."""

from msgspec.structs import replace

from game.room import SCHEMA, SEATS, Phase, new_room
from server.rooms.store import Glance
from tests.rooms.stored import NOON, following, lobby, seat


async def test_rooms_with_an_alarm_are_live(store, room):
    other = new_room("GHJK", "ann", NOON)
    assert await store.commit(None, other)
    assert sorted(await store.live(10)) == ["BCDF", "GHJK"]
    assert len(await store.live(1)) == 1
    await store.commit(other, following(other, phase=Phase.CLOSED, deadline=None))
    assert await store.live(10) == ["BCDF"]


async def test_a_glance_tells_all_of_it_in_one_call(store, connect, room):
    await store.record(room, SEATS, [seat("ann"), seat("bob")], announce=False)
    await connect().set_presence("BCDF", {"ann 1": NOON + 10, "bob 1": NOON + 5}, announce=False)
    now = await store.time()
    found, none = await store.glance(["BCDF", "ZZZZ"], NOON + 5)
    assert none is None
    assert abs(found.since - now) < 30
    assert replace(found, since=None) == Glance(room, None, room.deadline, 2, 1)


async def test_when_a_room_was_opened_stays(store, connect, room):
    (before,) = await store.glance(["BCDF"], NOON)
    later = following(room, deadline=NOON + 99)
    assert await store.commit(room, later)
    assert await connect().glance(["BCDF"], NOON) == [replace(before, room=later, due=NOON + 99)]


async def test_nobody_looks_at_nothing(store):
    assert await store.live(10) == []
    assert await store.glance([], NOON) == []


async def test_a_room_of_another_release_is_seen_and_not_read(store):
    for code, schema in (("BCDF", SCHEMA + 1), ("GHJK", 1)):
        assert await store.commit(None, replace(lobby(code), schema=schema))
    found = await store.glance(["BCDF", "GHJK"], NOON)
    assert [(glance.room, glance.due) for glance in found] == [(None, lobby().deadline)] * 2
