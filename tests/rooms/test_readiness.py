"""Who holds the next picture: added up over processes, and asked before a question opens."""

import asyncio

import pytest

from game.decisions import Record
from game.room import PATIENCE, SEATS, Options, Phase, alarm
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from tests.game.table import HOST, Table, at
from tests.rooms.faces import Album
from tests.rooms.moments import Wall, turns
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


async def told(process, room, *players):
    """Wait until the store knows just these players."""
    async with asyncio.timeout(10):
        while await process.readiness.ready(room) != set(players):  # noqa: ASYNC110  (a store's set has no event)
            await asyncio.sleep(0.005)


@pytest.fixture
async def countdown(processes):
    """Ann and Bob on one process, Cat on another."""
    table = Table(Options(rounds=3))
    table.join(HOST, "bob", "cat")
    table.start()
    await processes[0].store.commit(None, table.room)
    return (
        table.room,
        await seated(processes[0], table.room, HOST, "bob"),
        await seated(processes[1], table.room, "cat"),
    )


async def test_the_players_of_all_processes_meet(processes, countdown):
    room, first, second = countdown
    for player in (HOST, HOST, "bob"):
        processes[0].readiness.hear(first, player, 0)
    processes[1].readiness.hear(second, "cat", 0)
    await told(processes[1], room, HOST, "bob", "cat")


@pytest.mark.parametrize("at_once", [True, False])
async def test_who_leaves_is_ready_no_more(processes, countdown, *, at_once):
    room, first, _ = countdown
    processes[0].readiness.hear(first, HOST, 0)
    processes[0].readiness.hear(first, "bob", 0)
    if not at_once:
        await told(processes[0], room, HOST, "bob")
    processes[0].readiness.leave(first, "bob")
    await told(processes[0], room, HOST)


async def test_who_comes_back_elsewhere_stays_ready_when_the_old_connection_ends(processes, countdown):
    room, first, second = countdown
    processes[0].readiness.hear(first, "bob", 0)
    await told(processes[0], room, "bob")
    processes[1].readiness.hear(second, "bob", 0)
    processes[0].readiness.leave(first, "bob")
    processes[0].readiness.hear(first, HOST, 0)
    await told(processes[0], room, HOST, "bob")


@pytest.mark.parametrize(("number", "phase"), [(1, Phase.COUNTDOWN), (0, Phase.REVEAL), (0, Phase.QUESTION)])
async def test_another_round_than_the_next_means_nothing(processes, number, phase):
    room = at(phase).room
    await processes[0].store.commit(None, room)
    local = await seated(processes[0], room, "ann")
    processes[0].readiness.hear(local, "ann", number)
    processes[0].readiness.leave(local, "ann")
    assert await processes[0].readiness.ready(room) == frozenset()
    assert processes[0].readiness._changes.get(local) is None or phase is not Phase.QUESTION


async def test_a_host_who_only_hosts_is_not_noted(processes):
    table = Table(Options(rounds=3, host_plays=False))
    table.join(HOST, "bob")
    table.start()
    await processes[0].store.commit(None, table.room)
    local = await seated(processes[0], table.room, HOST, "bob")
    for player in (HOST, "bob"):
        processes[0].readiness.hear(local, player, 0)
    await told(processes[0], table.room, "bob")


async def test_a_new_round_begins_with_nobody_ready(processes):
    table = at(Phase.COUNTDOWN)
    process = processes[0]
    await process.store.commit(None, table.room)
    local = await seated(process, table.room, "ann")
    process.readiness.hear(local, "ann", 0)
    await told(process, table.room, "ann")
    for _ in range(2):
        table.tick()
        process.hub.learn(local, table.room)
    await told(process, table.room)


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
    await told(process, room, *list(local.sockets)[:ready])
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
