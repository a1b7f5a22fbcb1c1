"""Rows on their way to the store: batched, decided again when the room has moved on, never acknowledged for nothing."""

import asyncio

import msgspec
import pytest

from game.commands import Archived, Join, Pause, Submit, Tick
from game.decisions import Code
from game.face import Truth
from game.room import SEATS, Answer, Mode, answers_table
from game.rules import decide
from server.rooms.codes import ProtocolCode
from server.rooms.ingest import WINDOW
from tests.game.table import HOST
from tests.rooms.moments import turns, until
from tests.rooms.stored import following


async def test_what_comes_at_once_goes_in_one_call(desk):
    for player in (HOST, "bob", "cat"):
        desk.submit(player)
    await desk.until(3)
    assert desk.store.calls == [("answers:match1:0", 3)]
    assert all(isinstance(row, Answer) for _, row in desk.told.heard)
    assert desk.everyone == [desk.room]


async def test_a_resend_gets_the_answer_that_stands(desk):
    desk.submit("bob", Truth.AI)
    desk.submit("bob", Truth.REAL)
    await desk.until(2)
    assert [row.verdict for _, row in desk.told.heard] == [Truth.AI, Truth.AI]
    assert desk.everyone == []


async def test_no_batch_overtakes_the_one_before_it(desk):
    gate = desk.store.slow = asyncio.Event()
    desk.submit("bob", Truth.AI)
    await desk.store.called.wait()
    desk.submit("bob", Truth.REAL)
    desk.submit("cat", Truth.REAL)
    await asyncio.sleep(5 * WINDOW)
    assert (desk.store.calls, desk.told.heard) == ([("answers:match1:0", 1)], [])
    gate.set()
    await desk.until(3)
    assert [(who, row.verdict) for who, row in desk.told.heard] == [
        ("bob", Truth.AI),
        ("bob", Truth.AI),
        ("cat", Truth.REAL),
    ]
    assert desk.store.calls == [("answers:match1:0", 1), ("answers:match1:0", 2)]


async def test_nor_does_one_that_was_decided_on_a_later_version(desk):
    """The room moves on between two words of one player: the first one stands, though it must be decided again."""
    gate = desk.store.slow = asyncio.Event()
    desk.submit("bob", Truth.AI)
    await desk.store.called.wait()
    desk.submit("bob", Truth.REAL)  # waits behind it, on the same version
    paused = decide(desk.room, Pause(HOST), desk.now + 1.0).room
    assert await desk.store.commit(desk.room, paused)
    desk.hub.learn(desk.local, paused)
    desk.submit("bob", Truth.REAL)
    await asyncio.sleep(5 * WINDOW)
    assert desk.store.calls == [("answers:match1:0", 1)]
    gate.set()
    await desk.until(3)
    assert [row.verdict for _, row in desk.told.heard] == [Truth.AI] * 3


async def test_a_refusal_is_told_at_once(desk):
    desk.submit("stranger")
    assert desk.told.heard == [("stranger", Code.NOT_PLAYING)]
    assert desk.store.calls == []


async def test_seats_go_in_calls_of_their_own_and_may_be_full(desk):
    desk.submit("bob")
    desk.ingest.submit(desk.local, Join("dan", "Dan"), desk.now, lambda told: desk.told.hear("dan", told))
    await desk.until(2)
    assert sorted(desk.store.calls) == [("answers:match1:0", 1), (SEATS, 1)]
    assert desk.everyone == []


async def test_an_answer_that_comes_after_the_reveal_elsewhere_is_refused(desk):
    await desk.reveal()  # and its news have not come here yet
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", Code.ROUND_OVER)]


async def test_an_answer_that_waits_while_the_news_of_a_reveal_come_is_refused(desk):
    """It was decided on the question; it must not be written as if it had been decided on the reveal."""
    after = await desk.reveal()
    desk.submit("bob")
    desk.hub.learn(desk.local, after)
    await desk.until(1)
    assert desk.told.heard == [("bob", Code.ROUND_OVER)]
    assert await desk.store.rows(desk.room, answers_table(desk.room, 0)) == {}


async def test_two_versions_never_go_in_one_call(desk):
    desk.ingest.submit(desk.local, Join("dan", "Dan"), desk.now, lambda told: desk.told.hear("dan", told))
    desk.hub.learn(desk.local, await desk.reveal())
    desk.ingest.submit(desk.local, Join("eve", "Eve"), desk.now, lambda told: desk.told.hear("eve", told))
    await desk.until(2)
    assert {player for player, _ in desk.told.heard} == {"dan", "eve"}
    assert len(await desk.store.rows(desk.room, SEATS)) == 2


async def test_without_a_store_the_sender_is_asked_to_try_again(desk):
    desk.store.down = True
    desk.submit("bob")
    desk.submit("cat")
    await desk.until(2)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN), ("cat", ProtocolCode.TRY_AGAIN)]


async def test_and_so_when_it_goes_away_between_two_tries(desk):
    desk.store.confused = True
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN)]


async def test_a_room_that_is_gone_is_not_tried_for_ever(desk):
    desk.memory.documents.clear()
    desk.submit("bob")
    await desk.until(1)
    assert desk.told.heard == [("bob", ProtocolCode.TRY_AGAIN)]


async def test_a_batch_leaves_a_window_after_the_last(desk):
    desk.submit(HOST)
    await desk.until(1)
    for player in ("bob", "cat"):
        desk.submit(player)
    await desk.until(3)
    assert desk.store.calls == [("answers:match1:0", 1), ("answers:match1:0", 2)]


async def test_a_command_that_adds_no_row_is_a_bug(desk):
    desk.ingest.submit(desk.local, Archived("match1"), desk.now, lambda told: desk.told.hear("ann", told))
    assert desk.told.heard == [("ann", Code.NOT_DUE)]
    with pytest.raises(TypeError):
        desk.ingest.submit(desk.local, Tick(), desk.now + 99, lambda _told: None)


async def test_guesses_for_fun_wake_nobody(desk):
    """Two hundred who are out may guess while two still play: that is no reason to look at the room."""
    local, told = desk.local, []
    options = msgspec.structs.replace(desk.room.options, mode=Mode.SUDDEN_DEATH)
    room = following(desk.room, options=options)
    assert await desk.store.commit(desk.room, room)
    desk.hub.learn(local, room)
    for number in range(5):
        desk.ingest.submit(local, Submit(f"late-{number}", 0, Truth.AI), desk.now + 1.0, told.append)
    await until(lambda: len(told) == 5)
    assert all(isinstance(row, Answer) for row in told)
    assert desk.everyone == []


async def test_a_reply_that_comes_after_the_next_question_has_opened_is_no_answer_to_that(desk, monkeypatch):
    gate, record = asyncio.Event(), desk.store.record

    async def late(*said, **more):
        recorded = await record(*said, **more)
        await gate.wait()
        return recorded

    monkeypatch.setattr(desk.store, "record", late)
    desk.submit("bob")
    await desk.store.called.wait()
    desk.hub.rooms[desk.room.code] = desk.local
    desk.hub.learn(desk.local, following(desk.room, round=1))
    gate.set()
    await desk.until(1)
    await turns()
    assert isinstance(desk.told.heard[0][1], Answer), "it stands"
    assert desk.local.judges("bob"), "and bob has still to answer this one"
