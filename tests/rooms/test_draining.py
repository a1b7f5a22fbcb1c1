"""A process that leaves: nobody is let in, all are asked to move, what was begun ends; rooms go on elsewhere."""

import asyncio

import pytest

from game.room import Phase
from server.rooms import draining
from server.rooms.codes import CloseCode
from server.rooms.draining import drain, leave
from server.rooms.moving import LONGEST, PACE, move
from tests.rooms.people import HOST, Client, Ear, room_of


class Loop:
    """Keeps what is to be called later."""

    def __init__(self):
        self.calls = []

    def call_later(self, wait, call, *args):
        self.calls.append((wait, call, args))


@pytest.mark.parametrize(("people", "seconds"), [(0, 0.0), (30, 30 / PACE), (1000, 1000 / PACE), (50_000, LONGEST)])
def test_all_are_asked_to_move_one_after_the_other(monkeypatch, people, seconds):
    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    ears = [Ear.__new__(Ear) for _ in range(people)]
    assert move(ears) == min(seconds, LONGEST)
    waits = [wait for wait, _, _ in loop.calls]
    assert waits == sorted(waits)
    assert all(0 <= wait <= seconds for wait in waits)
    assert {args for _, _, args in loop.calls} <= {(CloseCode.SERVER_MOVES,)}
    assert {call.__self__ for _, call, _ in loop.calls} == set(ears)


async def test_players_go_on_in_another_process(process, deck):
    leaving, staying = await process(), await process()
    code = await room_of(leaving)
    host = Client(leaving, code, HOST)
    welcome = await host.join()
    await host.say(t="start")
    await host.next("question", round=0)
    await host.answer(0)
    await host.next("ack")
    draining_ = asyncio.create_task(drain(leaving))
    await host.ear.until(lambda: host.ear.closed)
    assert host.ear.closed == CloseCode.SERVER_MOVES
    host.leave()  # as the socket's end does
    await draining_
    again = Client(staying, code, HOST)
    await again.join(token=welcome["token"])
    await again.next("question", round=1)
    room = await staying.store.load(code)
    assert room.scores[HOST].trail == "r"
    again.leave()


async def test_a_room_that_comes_due_is_left_to_the_others(process):
    leaving = await process()
    code = await room_of(leaving)
    await drain(leaving)
    room = await leaving.store.load(code)
    assert await leaving.store.ring(room, 1.0)
    await asyncio.sleep(0)
    other = await process()
    await other.store.listen(lambda *_news: None, lambda: None)
    limit = asyncio.get_running_loop().time() + 20
    while await other.store.next_alarm() == 1.0:
        assert asyncio.get_running_loop().time() < limit
        await asyncio.sleep(0.02)
    assert (await other.store.load(code)).phase is Phase.LOBBY


async def test_whoever_does_not_go_is_not_waited_for_for_ever(process, monkeypatch, caplog):
    monkeypatch.setattr(draining, "PATIENCE", 0.05)
    leaving = await process()
    deaf = Client(leaving, await room_of(leaving), HOST)
    await deaf.join()
    await drain(leaving)
    assert "before everybody had moved" in caplog.text
    deaf.leave()


async def test_without_rooms_there_is_nothing_to_leave():
    await leave()
