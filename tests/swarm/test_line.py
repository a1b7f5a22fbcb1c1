"""A bot's line: what comes is handed over in order, whole and once, whatever the frames look like."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from picows import ws_connect
from websockets.asyncio.server import ServerConnection, serve

from server.swarm.line import AT_ONCE, Desk, Line
from tests.rooms.moments import until

MANY = 5 * AT_ONCE + 3
Serve = Callable[[ServerConnection], Awaitable[None]]


class Taken:
    """What a line has handed over."""

    def __init__(self) -> None:
        self.all: list[tuple[bytes, bool]] = []
        self.at: list[float] = []

    def __call__(self, payload: bytes, text: bool, at: float) -> None:
        self.all.append((payload, text))
        self.at.append(at)


@asynccontextmanager
async def line_to(handler: Serve) -> AsyncIterator[Line]:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        _, line = await ws_connect(lambda: Line(Desk()), f"ws://127.0.0.1:{port}/")
        yield line
        line.abort()


async def test_messages_come_in_order_and_stamped_as_they_were_read() -> None:
    async def handler(socket: ServerConnection) -> None:
        for number in range(MANY):
            await socket.send(str(number))
        await socket.send(b"\x00\xff")

    taken, begun = Taken(), asyncio.get_running_loop().time()
    async with line_to(handler) as line:
        line.hear(taken)
        assert await line.closed == 1000
    assert taken.all == [(str(number).encode(), True) for number in range(MANY)] + [(b"\x00\xff", False)]
    assert taken.at == sorted(taken.at)
    assert begun <= taken.at[0]


async def test_a_message_in_parts_is_one_message() -> None:
    async def handler(socket: ServerConnection) -> None:
        await socket.send(["what ", "comes ", "in parts"])
        await socket.send([b"\x01", b"\x02"])
        await socket.send("")
        await socket.send("next")

    taken = Taken()
    async with line_to(handler) as line:
        line.hear(taken)
        await line.closed
    assert taken.all == [(b"what comes in parts", True), (b"\x01\x02", False), (b"", True), (b"next", True)]


async def test_what_comes_before_anybody_listens_is_kept() -> None:
    async def handler(socket: ServerConnection) -> None:
        await socket.send("first")
        await socket.recv()
        await socket.send("last")

    taken = Taken()
    async with line_to(handler) as line:
        await until(lambda: line._early)
        line.hear(taken)
        line.say(b"go on")
        await line.closed
    assert taken.all == [(b"first", True), (b"last", True)]


async def test_nor_is_it_lost_where_the_connection_has_ended_by_then() -> None:
    async def handler(socket: ServerConnection) -> None:
        await socket.send("too full")
        await socket.close(4102)

    taken = Taken()
    async with line_to(handler) as line:
        await line.wait_closed()
        line.hear(taken)
        assert await line.closed == 4102
    assert taken.all == [(b"too full", True)]


@pytest.mark.parametrize("code", [1000, 1011, 4003, 4102])
async def test_the_close_code_comes_after_all_that_was_said(code: int) -> None:
    async def handler(socket: ServerConnection) -> None:
        for number in range(MANY):
            await socket.send(str(number))
        await socket.close(code)

    taken = Taken()
    async with line_to(handler) as line:
        line.hear(taken)
        line.closed.add_done_callback(lambda _closed: taken(b"closed", True, 0.0))
        assert await line.closed == code
        await asyncio.sleep(0)
    assert len(taken.all) == MANY + 1
    assert taken.all[-1] == (b"closed", True)


async def test_a_connection_that_breaks_off_has_no_code() -> None:
    async def handler(socket: ServerConnection) -> None:
        await socket.send("one")
        socket.transport.abort()

    async with line_to(handler) as line:
        line.hear(Taken())
        assert await line.closed is None


async def test_who_fails_to_take_a_message_is_told_and_takes_no_more() -> None:
    async def handler(socket: ServerConnection) -> None:
        for number in range(MANY):
            await socket.send(str(number))
        await socket.wait_closed()

    taken: list[bytes] = []

    def take(payload: bytes, _text: bool, _at: float) -> None:
        taken.append(payload)
        if len(taken) == 2:
            raise LookupError("no such thing")

    async with line_to(handler) as line:
        line.hear(take)
        with pytest.raises(LookupError, match="no such thing"):
            await line.closed
    assert taken == [b"0", b"1"]


async def test_others_read_on_while_one_has_much_to_check() -> None:
    desk, done = Desk(), []
    for number in range(MANY):
        desk.put(lambda number=number: done.append(number))
    await asyncio.sleep(0)
    assert done == list(range(AT_ONCE))
    await until(lambda: len(done) == MANY)
    desk.put(lambda: done.append("later"))
    await asyncio.sleep(0)
    assert done == [*range(MANY), "later"]


async def test_what_is_said_after_the_end_is_lost_without_a_word() -> None:
    async def handler(_socket: ServerConnection) -> None:
        pass

    async with line_to(handler) as line:
        line.hear(Taken())
        await line.closed
        line.say(b"too late")
        line.say_goodbye()
        await line.close()
