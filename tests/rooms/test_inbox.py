"""Messages come in order, one after the other, none before its time; who says too much is closed."""

import asyncio
from contextvars import ContextVar

import pytest

from server.rooms.codes import CloseCode
from server.rooms.inbox import BROKEN, MOST, MOST_BYTES, Inbox
from tests.rooms.people import Ear

room: ContextVar[str] = ContextVar("room", default="")


class Talk:
    """An inbox, and a session that takes its time for words and none for numbers."""

    def __init__(self):
        self.ear = Ear()
        self.inbox = Inbox(self.ear)
        self.done = []
        self.go_on = asyncio.Event()

    def hear(self, message):
        if message == "bad":
            raise ValueError(message)
        if message.isdigit():
            self.done.append(message)
            return None
        return self.slowly(message)

    async def slowly(self, message):
        await self.go_on.wait()
        if message == "worse":
            raise ValueError(message)
        self.done.append(message)


@pytest.fixture
async def talk():
    talk = Talk()
    yield talk
    talk.inbox.end()
    await talk.inbox.finish()


async def test_what_needs_no_time_is_done_at_once(talk):
    talk.inbox.begin(talk.hear)
    talk.inbox.take("1")
    assert talk.done == ["1"]


async def test_what_came_before_the_session_is_not_lost(talk):
    for word in ("1", "join", "2"):
        talk.inbox.take(word)
    talk.go_on.set()
    talk.inbox.begin(talk.hear)
    talk.inbox.take("3")
    await talk.inbox.finish()
    assert talk.done == ["1", "join", "2", "3"]


async def test_nothing_overtakes_what_takes_its_time(talk):
    talk.inbox.begin(talk.hear)
    for word in ("join", "1", "order", "2"):
        talk.inbox.take(word)
    assert talk.done == []
    talk.go_on.set()
    await talk.inbox.finish()
    assert talk.done == ["join", "1", "order", "2"]


async def test_what_was_said_before_the_end_is_done_and_nothing_after_it(talk):
    talk.inbox.begin(talk.hear)
    talk.inbox.take("order")
    finishing = asyncio.ensure_future(talk.inbox.finish())
    await asyncio.sleep(0)
    talk.inbox.take("1")
    talk.go_on.set()
    await finishing
    assert talk.done == ["order"]


async def test_broken_off_nothing_more_is_done(talk):
    talk.inbox.begin(talk.hear)
    talk.inbox.take("order")
    talk.inbox.take("1")
    await asyncio.sleep(0)
    talk.inbox.end()
    talk.go_on.set()
    await talk.inbox.finish()
    assert talk.done == []


@pytest.mark.parametrize("begun", [False, True])
async def test_who_says_more_than_is_heard_is_closed(talk, begun):
    if begun:
        talk.inbox.begin(talk.hear)
        talk.inbox.take("order")
    for _ in range(MOST):
        talk.inbox.take("1")
    assert talk.ear.closed is None
    talk.inbox.take("1")
    assert talk.ear.closed == CloseCode.ABUSE
    talk.inbox.take("2")
    talk.go_on.set()
    await talk.inbox.finish()
    assert talk.done == ["order"] * begun, "what waited is dropped, and nothing more is taken"


@pytest.mark.parametrize("word", ["bad", "worse"])
async def test_an_error_closes_this_socket_and_is_logged(talk, word, caplog):
    talk.inbox.begin(talk.hear)
    talk.inbox.take(word)
    talk.go_on.set()
    await talk.inbox.finish()
    assert talk.ear.closed == BROKEN
    assert f"ValueError: {word}" in caplog.text


async def test_logs_name_what_they_named_where_it_began(talk):
    room.set("ABCD")
    named = []
    talk.inbox.begin(lambda _message: named.append(room.get()))
    room.set("")
    talk.inbox.take("1")
    assert named == ["ABCD"]


async def test_what_waits_is_bounded_in_bytes(talk):
    talk.inbox.take("x" * (MOST_BYTES - 1))
    talk.inbox.take("x")
    assert talk.ear.closed is None
    talk.inbox.take("x")
    assert talk.ear.closed == CloseCode.ABUSE
