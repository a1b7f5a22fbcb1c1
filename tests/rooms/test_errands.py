"""Work that nobody waits for: its errors are logged, and it ends with its process, even if it will not hear."""

import asyncio

from server import logs
from server.rooms import errands as errand
from server.rooms.errands import Errands, end
from tests.rooms.moments import until


async def test_who_swallows_a_cancellation_is_cancelled_again(monkeypatch):
    wait = asyncio.wait
    monkeypatch.setattr(asyncio, "wait", lambda tasks, timeout: wait(tasks, timeout=timeout / 20))  # no need to dawdle
    swallowed = 0

    async def stubborn():
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if swallowed:
                    raise
                swallowed += 1

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await end(task)
    assert (task.cancelled(), swallowed) == (True, 1)


async def test_what_runs_is_ended_with_its_process():
    errands, ended = Errands(), []

    async def endless(name):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    errands.run(endless("one"))
    errands.run(endless("two"))
    await asyncio.sleep(0)
    await errands.stop()
    assert sorted(ended) == ["one", "two"]
    assert errands._tasks == set()
    await errands.stop()


async def test_after_the_end_nothing_begins():
    """News are heard until the store is closed: what they would lead to would use it afterwards."""
    errands, begun = Errands(), []

    async def late():
        begun.append(True)

    await errands.stop()
    errands.run(late())
    errands.keep(late)
    await asyncio.sleep(0)
    assert (begun, errands._tasks) == ([], set())


async def test_an_error_is_logged_and_costs_the_others_nothing(caplog):
    errands, done = Errands(), []

    async def wrong():
        raise ValueError

    async def right():
        done.append(True)

    errands.run(wrong())
    errands.run(right())
    await until(lambda: not errands._tasks)
    assert (caplog.messages, done) == (["an errand failed"], [True])


async def test_what_must_go_on_begins_again_after_an_error(caplog, monkeypatch):
    monkeypatch.setattr(errand, "PAUSE", 0.0)
    errands, begun = Errands(), []

    async def unlucky():
        begun.append(True)
        if len(begun) < 3:
            raise ValueError
        await asyncio.Event().wait()

    errands.keep(unlucky)
    await until(lambda: len(begun) == 3)
    assert caplog.messages == ["work that must go on had an error"] * 2
    await errands.stop()
    assert (len(begun), errands._tasks) == (3, set())


async def test_an_errand_is_about_nobody_s_socket():
    """What is begun for many must not be logged as that of whoever came last."""
    found = []

    async def look():
        found.append((logs.room.get(), logs.seat.get()))

    for variable in (logs.room, logs.seat):
        variable.set("of the last socket")
    errands = Errands()
    errands.run(look())
    await until(lambda: found)
    assert found == [("", "")]
