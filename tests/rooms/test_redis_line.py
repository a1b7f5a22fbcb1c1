"""The line to Redis: order, errors, forgotten scripts, and servers that stand still, hang up or speak unasked."""

import asyncio

import pytest
from redis.asyncio import BlockingConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from server.rooms import redis_line
from server.rooms.redis_line import RedisLine
from tests.rooms.engines import emptied
from tests.rooms.moments import turns, until


@pytest.fixture
async def line(redis_url):
    pool = BlockingConnectionPool.from_url(emptied(redis_url))
    line = RedisLine(pool)
    yield line
    await line.close()
    await pool.aclose()


class Pretended:
    """A server that says to each command what it is told to, once the login is over."""

    def __init__(self):
        self.lines: list[asyncio.StreamWriter] = []
        self.heard = b""

    async def meet(self, reader, writer):
        while chunk := await reader.read(65536):
            if b"HELLO" in chunk or b"CLIENT" in chunk:
                writer.write(
                    b"".join(b"%1\r\n+proto\r\n:3\r\n" if b"HELLO" in word else b"+OK\r\n" for word in said(chunk))
                )
                continue
            self.heard += chunk
            if writer not in self.lines:
                self.lines.append(writer)

    def say(self, reply: bytes) -> None:
        self.lines[-1].write(reply)


class Recording:
    """A transport that notes what is written."""

    def __init__(self, transport, writes):
        self.transport, self.writes = transport, writes

    def write(self, data):
        self.writes.append(data)
        self.transport.write(data)


def said(chunk: bytes) -> list[bytes]:
    """Take commands apart."""
    return [b"*" + command for command in chunk.split(b"*")[1:]]


@pytest.fixture
async def pretended():
    server = Pretended()
    async with await asyncio.start_server(server.meet, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        pool = BlockingConnectionPool.from_url(f"redis://127.0.0.1:{port}/0")
        server.line = RedisLine(pool)
        yield server
        await server.line.close()
        for writer in server.lines:
            writer.close()
        await pool.aclose()


async def test_replies_belong_to_their_commands(line):
    told = await asyncio.gather(*(line.call("ECHO", f"word {number}") for number in range(500)))
    assert told == [b"word %d" % number for number in range(500)]


async def test_numbers_texts_and_bytes_go_as_redis_takes_them(line):
    await line.call("HSET", "one", "whole", 7, "part", 0.25, "raw", b"\x00\xff", "text", "ü")
    assert await line.call("HMGET", "one", "whole", "part", "raw", "text", "none") == [
        b"7",
        b"0.25",
        b"\x00\xff",
        "ü".encode(),
        None,
    ]


async def test_an_error_is_its_command_s_alone(line):
    told = await asyncio.gather(
        line.call("SET", "one", 1), line.call("NONSENSE"), line.call("GET", "one"), return_exceptions=True
    )
    assert isinstance(told[1], ResponseError)
    assert told[::2] == [b"OK", b"1"]


async def test_a_script_is_run_whether_the_server_knows_it_or_not(line):
    text = "return {KEYS[1], ARGV[1], ARGV[2]}"
    for _ in range(2):
        assert await line.script(text, ["key"], [1, b"two"]) == [b"key", b"1", b"two"]
    await line.call("SCRIPT", "FLUSH")
    assert await line.script(text, ["key"], [1, "two"]) == [b"key", b"1", b"two"]


async def test_who_gives_up_waiting_leaves_the_replies_of_others_alone(line):
    await line.call("PING")
    given_up = asyncio.create_task(line.call("ECHO", "mine"))
    await turns(1)
    other = asyncio.create_task(line.call("ECHO", "other"))
    given_up.cancel()
    assert await other == b"other"
    assert given_up.cancelled()


async def test_commands_of_one_moment_leave_in_one_write(pretended):
    asked = [asyncio.create_task(pretended.line.call("ECHO", str(number))) for number in range(3)]
    await until(lambda: pretended.heard.count(b"ECHO") == 3)
    pretended.say(b"+a\r\n+b\r\n+c\r\n")
    assert await asyncio.gather(*asked) == [b"a", b"b", b"c"]
    transport, writes = pretended.line._transport, []
    pretended.line._transport = Recording(transport, writes)
    asked = [asyncio.create_task(pretended.line.call("GET", str(number))) for number in range(3)]
    await until(lambda: pretended.heard.count(b"GET") == 3)
    assert [write.count(b"GET") for write in writes] == [3]
    pretended.line._transport = transport
    pretended.say(b"+a\r\n+b\r\n+c\r\n")
    await asyncio.gather(*asked)


async def test_the_end_of_an_old_connection_is_no_news_of_this_one(line):
    await line.call("PING")
    transport = line._transport
    line.connection_lost(None)
    assert await line.call("ECHO", "still here") == b"still here"
    assert line._transport is transport


async def test_a_look_that_comes_too_early_is_repeated(pretended):
    """It was set by a command that has its reply; the one that waits now was asked later."""
    asked = asyncio.create_task(pretended.line.call("GET", "one"))
    await until(lambda: pretended.heard)
    early = pretended.line._watch
    early.cancel()
    pretended.line._look()
    assert pretended.line._watch not in {None, early}
    pretended.say(b"+mine\r\n")
    assert await asked == b"mine"


async def test_what_the_server_says_of_its_own_accord_is_nobody_s_reply(pretended):
    asked = asyncio.create_task(pretended.line.call("GET", "one"))
    await until(lambda: pretended.heard)
    pretended.say(b">2\r\n+invalidate\r\n*1\r\n+one\r\n+mine\r\n")
    assert await asked == b"mine"


async def test_all_who_wait_are_told_when_the_server_hangs_up_and_the_next_is_on_a_new_line(pretended):
    asked = [asyncio.create_task(pretended.line.call("GET", str(number))) for number in range(3)]
    await until(lambda: pretended.heard.count(b"GET") == 3)
    pretended.lines[-1].close()
    for one in asked:
        with pytest.raises(RedisConnectionError):
            await one
    again = asyncio.create_task(pretended.line.call("GET", "again"))
    await until(lambda: b"again" in pretended.heard)
    pretended.say(b"+here\r\n")
    assert await again == b"here"
    assert len(pretended.lines) == 2


async def test_a_server_that_stands_still_is_given_up(pretended, monkeypatch):
    monkeypatch.setattr(redis_line, "PATIENCE", 0.05)
    with pytest.raises(RedisConnectionError):
        await pretended.line.call("GET", "one")


async def test_nonsense_ends_the_line(pretended):
    asked = asyncio.create_task(pretended.line.call("GET", "one"))
    await until(lambda: pretended.heard)
    pretended.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(RedisConnectionError):
        await asked


async def test_where_nobody_listens_that_is_said():
    pool = BlockingConnectionPool.from_url("unix:///nowhere.sock")
    with pytest.raises(RedisConnectionError):
        await RedisLine(pool).call("PING")
    await pool.aclose()


@pytest.fixture
async def mute():
    """A server that takes calls and says nothing."""
    calls = []

    async def meet(reader, writer):
        calls.append(writer)
        while await reader.read(65536):
            pass
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as listening:
        yield listening.sockets[0].getsockname()[1], calls


async def test_who_waits_for_a_call_that_nobody_takes_is_told_with_all_others(mute):
    port, calls = mute
    pool = BlockingConnectionPool.from_url(f"redis://127.0.0.1:{port}/0?socket_timeout=0.05")
    line = RedisLine(pool)
    told = await asyncio.gather(*(line.call("PING") for _ in range(20)), return_exceptions=True)
    assert all(isinstance(one, RedisError) for one in told)
    assert len(calls) == 1, "one call for all: else each waits as long as all before it together"
    await pool.aclose()


async def test_who_is_cancelled_while_the_line_is_made_takes_nobody_s_line_away(line):
    asked = [asyncio.create_task(line.call("ECHO", str(number))) for number in range(3)]
    await turns(1)
    asked[0].cancel()
    assert await asyncio.gather(*asked[1:]) == [b"1", b"2"]
    assert asked[0].cancelled()


async def test_a_line_that_is_closed_while_it_is_made_stays_closed(mute):
    port, calls = mute
    pool = BlockingConnectionPool.from_url(f"redis://127.0.0.1:{port}/0")
    line = RedisLine(pool)
    asked = asyncio.create_task(line.call("PING"))
    await until(lambda: calls)
    await line.close()
    with pytest.raises(RedisConnectionError):
        await asked
    await until(calls[0].is_closing)
    await pool.aclose()


async def test_a_reply_cut_off_in_the_middle_is_not_read_on_with_the_next_line(pretended):
    asked = asyncio.create_task(pretended.line.call("GET", "one"))
    await until(lambda: pretended.heard)
    pretended.say(b"$10\r\nhalf")
    await pretended.lines[-1].drain()
    pretended.lines[-1].close()
    with pytest.raises(RedisConnectionError):
        await asked
    again = asyncio.create_task(pretended.line.call("GET", "again"))
    await until(lambda: b"again" in pretended.heard)
    pretended.say(b"+whole\r\n")
    assert await again == b"whole"


async def test_a_reply_nobody_asked_for_ends_the_line(pretended):
    asked = asyncio.create_task(pretended.line.call("GET", "one"))
    await until(lambda: pretended.heard)
    pretended.say(b"+mine\r\n+nobody's\r\n")
    assert await asked == b"mine"
    again = asyncio.create_task(pretended.line.call("GET", "again"))
    await until(lambda: b"again" in pretended.heard)
    assert len(pretended.lines) == 2
    pretended.say(b"+fresh\r\n")
    assert await again == b"fresh"
