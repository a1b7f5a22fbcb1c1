"""Who holds the next picture: added up over processes, and asked before a question opens."""

import pytest

from game.decisions import Record
from game.room import PATIENCE, SEATS, Options, Phase, alarm
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from tests.game.table import HOST, Table, at
from tests.rooms.faces import Album
from tests.rooms.moments import Wall, turns, until
from tests.rooms.people import Ear


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
async def processes(wall):
    memory = Memory(wall.now)
    running = [Runtime(MemoryStore(memory)) for _ in range(2)]
    for runtime in running:
        runtime.courier._pictures = Album()
    yield running
    for runtime in running:
        await runtime.stop()


async def seated(process, room, *players):
    local = await process.hub.open(room.code)
    for player in players:
        local.sockets[player] = Ear()
        local.since[player] = 0.0
    return local


async def test_the_ready_of_all_processes_add_up(processes):
    room = at(Phase.COUNTDOWN).room
    one, two = processes
    await one.store.commit(None, room)
    first, second = await seated(one, room, "ann", "bob"), await seated(two, room, "cat")
    one.readiness.hear(first, "ann", 0)
    one.readiness.hear(first, "ann", 0)
    one.readiness.hear(first, "bob", 0)
    two.readiness.hear(second, "cat", 0)
    await until(lambda: first.telling is None and second.telling is None)
    for _ in range(20):
        await turns()
        if await one.readiness.ready(room) == 3:
            break
    assert await two.readiness.ready(room) == 3


@pytest.mark.parametrize(("number", "phase"), [(1, Phase.COUNTDOWN), (0, Phase.REVEAL), (0, Phase.QUESTION)])
async def test_another_round_than_the_next_means_nothing(processes, number, phase):
    room = at(phase).room
    await processes[0].store.commit(None, room)
    local = await seated(processes[0], room, "ann")
    processes[0].readiness.hear(local, "ann", number)
    assert not local.ready


async def test_a_host_who_only_hosts_is_not_counted(processes):
    table = Table(Options(rounds=3, host_plays=False))
    table.join(HOST, "bob")
    table.start()
    await processes[0].store.commit(None, table.room)
    local = await seated(processes[0], table.room, HOST, "bob")
    for player in (HOST, "bob"):
        processes[0].readiness.hear(local, player, 0)
    assert local.ready == {"bob"}


async def test_a_new_round_begins_with_nobody_ready(processes):
    table = at(Phase.COUNTDOWN)
    process = processes[0]
    await process.store.commit(None, table.room)
    local = await seated(process, table.room, "ann")
    process.readiness.hear(local, "ann", 0)
    for _ in range(2):
        table.tick()
        process.hub.learn(local, table.room)
    assert not local.ready


async def opened(process, wall, ready):
    """Run a room to the end of its countdown with so many of three ready; return how late its question opens."""
    table = at(Phase.COUNTDOWN)
    room = table.room
    assert await process.store.commit(None, room)
    seats = [Record(SEATS, player, seat) for player, seat in table.rows[SEATS].items()]
    await process.store.record(room, SEATS, seats, announce=False)
    await process.start()
    local = await seated(process, room, "ann", "bob", "cat")
    for player in list(local.sockets)[:ready]:
        process.readiness.hear(local, player, 0)
    await until(lambda: local.telling is None)
    await turns()
    due = wall.time = alarm(room)
    await process.clock.set()
    process.alarms._wake.set()
    while (now := await process.store.load(room.code)).phase is Phase.COUNTDOWN:
        assert wall.time <= due + PATIENCE + 1
        await turns(50)
        wall.time += 0.1
        await process.clock.set()
        process.alarms._wake.set()
    return now.opened - due


async def test_a_question_opens_at_once_when_everybody_is_ready(processes, wall):
    assert await opened(processes[0], wall, ready=3) < 0.3


async def test_and_after_its_patience_when_somebody_is_not(processes, wall):
    assert PATIENCE <= await opened(processes[0], wall, ready=2) <= PATIENCE + 0.3
