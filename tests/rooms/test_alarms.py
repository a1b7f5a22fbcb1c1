"""Rooms whose time has come: settled once, on all the rows that were acknowledged."""

import pytest

from game.decisions import Record
from game.face import Truth
from game.modes.practice import LONGEST, practice_options
from game.room import GRACE, SEATS, Phase, alarm, answers_table
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from tests.game.table import HOST, SHORT, Table, at
from tests.rooms.moments import Wall, turns, until
from tests.rooms.people import Ear
from tests.rooms.stored import verdict


class Overtaken(MemoryStore):
    """A store in which an answer arrives, and is acknowledged, right after somebody has read the answers."""

    late = "bob"

    async def rows(self, room, table):
        read = await super().rows(room, table)
        if self.late and table == answers_table(room, room.round):
            player, self.late = self.late, ""
            recorded = await self.record(room, table, [verdict(room, player)], announce=False)
            assert recorded is not None
            assert recorded.rows[0] is not None
        return read


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
async def process(wall):
    runtime = Runtime(Overtaken(Memory(wall.now)))
    yield runtime
    await runtime.stop()


async def test_an_answer_between_the_reading_and_the_commit_is_scored(process, wall):
    room = at(Phase.QUESTION).room
    assert await process.store.commit(None, room)
    await process.store.record(room, answers_table(room, 0), [verdict(room, "ann", Truth.REAL)], announce=False)
    wall.time = room.deadline + GRACE
    await process.start()
    await until(lambda: process.store._memory.documents["BCDF"][0] > room.version)
    after = await process.store.load("BCDF")
    assert after.phase is Phase.REVEAL
    assert {player: score.trail for player, score in after.scores.items()} == {"ann": "r", "bob": "a", "cat": "-"}


async def test_a_room_rung_too_early_goes_back_to_its_own_time(process, wall):
    process.store.late = ""
    room = at(Phase.QUESTION).room
    assert await process.store.commit(None, room)
    wall.time = room.opened + 1
    await process.clock.set()
    assert await process.store.ring(room, wall.time)
    await process.alarms._settle("BCDF")
    assert await process.store.load("BCDF") == room
    assert process.store._memory.alarms == {"BCDF": room.deadline + GRACE}


async def test_the_last_answer_s_ring_is_not_lost_with_one_that_came_too_early(process, wall):
    """What was read lacks bob's answer, whose own ring is undone by going back to the deadline."""
    room = at(Phase.QUESTION).room
    assert await process.store.commit(None, room)
    rows = [verdict(room, player) for player in ("ann", "cat")]
    await process.store.record(room, answers_table(room, 0), rows, announce=False)
    wall.time = room.opened + 1
    await process.clock.set()
    assert await process.store.ring(room, wall.time)
    await process.alarms._settle("BCDF")
    assert (await process.store.load("BCDF")).phase is Phase.REVEAL


async def test_everybody_has_answered_rings_once_for_each_version(process, wall):
    room = at(Phase.QUESTION).room
    rung = []

    async def ring(room, at):
        rung.append((room.version, at))

    process.store.ring = ring
    wall.time = room.opened
    process.alarms.ring(room)
    process.alarms.ring(room)
    await turns()
    assert [version for version, _ in rung] == [room.version]


async def test_the_alarm_of_a_room_that_is_gone_is_forgotten(process):
    process.store._memory.alarms["BCDF"] = 0.0
    await process.alarms._settle("BCDF")
    assert process.store._memory.alarms == {}


async def test_who_is_connected_plays_after_an_outage_longer_than_a_lease(process, wall):
    """The store knows nobody any more; the sockets here say who plays."""
    table = at(Phase.COUNTDOWN)
    room = table.room
    assert room.options == SHORT
    assert await process.store.commit(None, room)
    for player, seat in table.rows[SEATS].items():
        await process.store.record(room, SEATS, [Record(SEATS, player, seat)], announce=False)
    local = await process.hub.open("BCDF")
    local.sockets["ann"] = Ear()
    await process.store.gather(room, f"ready:{room.match}:0", ["ann process"], [])
    wall.time = room.deadline
    await process.clock.set()
    await process.alarms._settle("BCDF")
    after = await process.store.load("BCDF")
    assert (after.phase, after.eligible, after.scores["ann"].eligible) == (Phase.QUESTION, 1, True)


async def test_practice_waits_for_who_is_there_beyond_the_time(process, wall):
    process.store.late = ""
    table = Table(practice_options("starter", 30))
    table.join(HOST)
    table.start()
    table.open()
    room = table.room
    assert await process.store.commit(None, room)
    wall.time = room.deadline + GRACE - 1
    await process.start()
    local = await process.hub.open("BCDF")
    await process.presence.arrive(local, HOST)
    wall.time = room.deadline + GRACE
    process.alarms.ring(room)
    await until(lambda: process.store._memory.documents["BCDF"][0] > room.version)
    after = await process.store.load("BCDF")
    assert after.phase is Phase.QUESTION
    assert after.deadline >= wall.time + LONGEST


async def known_here(process, room):
    """Let this process know a room that has moved on elsewhere, without the news of it."""
    assert await process.store.commit(None, room)
    local = await process.hub.open(room.code)
    assert local.room == room
    return local


async def test_a_room_known_here_is_not_loaded_again(process, wall):
    process.store.late = ""
    room = at(Phase.QUESTION).room
    await known_here(process, room)
    wall.time = room.deadline + GRACE
    await process.clock.set()
    process.store.load = None  # would fail
    await process.alarms._settle(room.code)
    assert process.hub.rooms[room.code].room.phase is Phase.REVEAL


async def test_a_room_that_moved_on_elsewhere_is_decided_as_it_is_there(process, wall):
    process.store.late = ""
    table = at(Phase.QUESTION)
    old = table.room
    await known_here(process, old)
    table.reveal()
    assert await process.store.commit(old, table.room)
    wall.time = old.deadline + GRACE  # what is known here is due; what there is, is not
    await process.clock.set()
    await process.alarms._settle(old.code)
    assert await process.store.load(old.code) == table.room
    assert process.store._memory.alarms[old.code] == alarm(table.room)


async def test_nor_is_it_put_to_sleep_by_what_was_known_here(process, wall):
    process.store.late = ""
    table = at(Phase.REVEAL)
    old = table.room
    await known_here(process, old)
    table.open()
    assert await process.store.commit(old, table.room)
    wall.time = old.deadline - 0.5  # what is known here is not due yet
    await process.clock.set()
    await process.store.ring(table.room, wall.time)
    await process.alarms._settle(old.code)
    assert process.store._memory.alarms[old.code] == alarm(table.room)


async def test_a_room_that_is_known_here_and_gone_is_forgotten(process, wall):
    process.store.late = ""
    room = at(Phase.QUESTION).room
    await known_here(process, room)
    del process.store._memory.documents[room.code]
    wall.time = room.deadline + GRACE
    await process.clock.set()
    await process.alarms._settle(room.code)
    assert room.code not in process.store._memory.alarms
