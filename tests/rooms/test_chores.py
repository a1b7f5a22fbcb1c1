"""What a process does by itself: at once, again and again, and no trouble ends it."""

import asyncio

import pytest

from server.rooms.chores import Chores
from server.rooms.memory_store import MemoryStore
from server.rooms.runtime import Runtime


async def test_chores_are_done_at_the_start_and_again_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    times, enough = 0, asyncio.Event()

    async def work() -> None:
        nonlocal times
        times += 1
        if times == 3:
            enough.set()
        raise RuntimeError("no database today")

    task = asyncio.create_task(Chores(work, every=0).keep())
    async with asyncio.timeout(10):
        await enough.wait()
    task.cancel()
    assert "chores could not be done" in caplog.text


async def test_a_process_begins_with_its_chores() -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    runtime = await Runtime(MemoryStore(), chores=work).start()
    async with asyncio.timeout(10):
        await done.wait()
    await runtime.stop()
