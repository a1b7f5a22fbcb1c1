"""Live counts in large rooms: a few sockets at a time, in order, and none once the question is over."""

import asyncio
import json

import pytest
from msgspec.structs import replace

from game.room import Phase
from server.rooms import counts
from server.rooms.counts import SECONDS, TOGETHER, Counts
from server.rooms.errands import Errands
from server.rooms.local_room import LocalRoom
from tests.game.table import at
from tests.rooms.moments import turns, until

HALL = 3 * TOGETHER + 1


class Listener:
    """A socket, and when it was told, by a bell that all of them share."""

    def __init__(self, told: list["Listener"]) -> None:
        self.heard: list[int] = []
        self._told = told

    def text(self, payload: bytes) -> None:
        self.heard.append(json.loads(payload)["answered"])
        self._told.append(self)


@pytest.fixture
async def errands():
    errands = Errands()
    yield errands
    await errands.stop()


@pytest.fixture
def told():
    return []


@pytest.fixture
def hall(told, monkeypatch):
    monkeypatch.setattr(counts, "SECONDS", (0.0, 0.0))
    local = LocalRoom(at(Phase.QUESTION).room)
    local.sockets = {f"player {number}": Listener(told) for number in range(HALL)}
    return local


def heard(local):
    return [listener.heard for listener in local.sockets.values()]


async def test_everybody_is_told_a_few_at_a_time(errands, hall, told):
    sizes = []

    async def watch():
        while True:
            sizes.append(len(told))
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    Counts(errands).hear(hall, 7)
    await until(lambda: len(told) == HALL)
    watching.cancel()
    assert heard(hall) == [[7]] * HALL
    assert max(after - before for before, after in zip(sizes, [*sizes[1:], HALL], strict=True)) <= TOGETHER


async def test_the_next_count_waits_for_the_last_one_and_is_the_newest(errands, hall, told):
    live = Counts(errands)
    live.hear(hall, 1)
    await until(lambda: told)
    live.hear(hall, 2)
    live.hear(hall, 3)
    await until(lambda: len(told) == 2 * HALL)
    await turns()
    assert heard(hall) == [[1, 3]] * HALL


async def test_who_has_still_to_answer_is_told_nothing(errands, told):
    room = at(Phase.QUESTION).room  # ann and others play in it
    local = LocalRoom(replace(room, scores=room.scores | {"bob": replace(room.scores["bob"], eligible=False)}))
    local.sockets = {player: Listener(told) for player in (*room.scores, "late")}
    local.watchers, local.screens = {"w": Listener(told)}, {"s": Listener(told)}
    live = Counts(errands)
    live.begin(local)
    local.next_count = 0.0
    local.decided.add("cat")
    live.hear(local, 1)
    await until(lambda: len(told) == 5)
    await turns()
    assert {player for player, listener in local.sockets.items() if listener.heard} == {"bob", "cat", "late"}
    assert len(told) == 5, "and both onlookers"
    live.begin(local)
    assert not local.decided, "in the next question nobody has answered"


@pytest.mark.parametrize("after", [Phase.REVEAL, Phase.PODIUM])
async def test_nobody_hears_a_count_after_the_end_of_its_question(errands, hall, told, after):
    Counts(errands).hear(hall, 7)
    await until(lambda: told)
    hall.room = replace(hall.room, phase=after)
    known = len(told)
    await turns()
    assert len(told) == known < HALL
    assert hall.counting is None


async def test_nor_in_the_next_question(errands, hall, told):
    live = Counts(errands)
    live.hear(hall, 7)
    await until(lambda: told)
    known = len(told)
    hall.room = replace(hall.room, round=hall.room.round + 1)
    live.begin(hall)
    await turns()
    assert len(told) == known


async def test_a_room_is_sent_so_many_counts_a_second_at_most():
    for players in (2, 99, 100, 1000, 2500, 5000, 12_000):
        pause = counts._pause(LocalRoom(replace(at(Phase.QUESTION).room, eligible=players)))
        assert pause >= SECONDS[players >= 100]
        assert players / pause <= 5000
