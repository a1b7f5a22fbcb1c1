"""The stream of an open page: one reading for all who look, thinned, bounded, and ended with who leaves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from django.test import AsyncClient

from server.leaderboards import live
from server.leaderboards.boards import Board
from server.leaderboards.live import Audience, Shown, audience
from server.leaderboards.place import Place
from server.leaderboards.selectors import Line, Page
from server.players.models import ALL_TIME
from server.players.windows import Window

PAGE = Shown(Board.POINTS, ALL_TIME, 1)
SECOND = Shown(Board.POINTS, ALL_TIME, 2)
LIMIT = 10  # seconds for what is broken


class Readings:
    """Stands in for the selectors: what a board says, and how often it was asked."""

    def __init__(self) -> None:
        self.points = {"ann": 10, "ben": 5}
        self.asked: list[Shown] = []
        self.broken = False

    def page(self, board: Board, kind: str, number: int) -> Page:
        self.asked.append(Shown(board, kind, number))
        if self.broken:
            raise OSError
        order = sorted(self.points, key=lambda player: -self.points[player])
        lines = [
            Line(rank, player.title(), self.points[player], str(self.points[player]), 1, player, public=False)
            for rank, player in enumerate(order, 1)
        ]
        return Page(lines, number, 2, 200, Window(kind, kind, None, None))

    def places_of(self, _board: Board, _kind: str, players: list[str]) -> dict[str, Place]:
        return {player: Place(1, self.points[player]) for player in players if player in self.points}


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    found = Readings()
    monkeypatch.setattr(live.selectors, "page", found.page)
    monkeypatch.setattr(live.selectors, "places_of", found.places_of)
    monkeypatch.setattr(live, "close_old_connections", lambda: None)
    monkeypatch.setattr(live, "EVERY", 0.02)
    return found


async def told(stream: AsyncIterator[str], event: str) -> Any:
    """Return the next news of a sort."""
    async with asyncio.timeout(LIMIT):
        async for text in stream:
            for part in text.split("\n\n"):
                if part.startswith(f"event: {event}\n"):
                    return json.loads(part.split("data: ", 1)[1])
    raise AssertionError("the stream has ended")


async def test_a_listener_is_told_at_once_and_when_something_changed(readings: Readings) -> None:
    async with aclosing(Audience().stream(PAGE, "ben", "net")) as stream:
        first = await told(stream, "page")
        assert [(line["player"], line["rank"], line["shown"]) for line in first["lines"]] == [
            ("ann", 1, "10"),
            ("ben", 2, "5"),
        ]
        readings.points["ben"] = 1200
        second = await told(stream, "page")
        assert [line["player"] for line in second["lines"]] == ["ben", "ann"]
        readings.points["ben"] = 1300
        assert await told(stream, "own") == {"rank": "1", "shown": "1,300"}


async def test_nothing_is_told_while_nothing_changes(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUIET", 0.2)
    async with aclosing(Audience().stream(PAGE, "nobody", "net")) as stream:
        assert [await anext(stream), (await anext(stream))[:11]] == [": you are listening\n\n", "event: page"]
        assert await anext(stream) == ": still here\n\n"
        assert len(readings.asked) > 3


async def test_one_reader_for_all_who_look_and_it_ends_with_them(readings: Readings) -> None:
    together = Audience()
    streams = [together.stream(PAGE, f"p{number}", "net") for number in range(5)]
    other = together.stream(SECOND, "p", "net")
    for stream in (*streams, other):
        await told(stream, "page")
    assert len(together._readers) == 2
    assert set(readings.asked) == {PAGE, SECOND}
    tasks = list(together._readers.values())
    for stream in (*streams, other):
        await stream.aclose()
    await asyncio.wait(tasks, timeout=LIMIT)
    assert all(task.done() for task in tasks)
    assert not together._readers
    assert not together._looking
    assert not together._networks


async def test_who_is_cut_off_leaves(readings: Readings) -> None:
    together = Audience()

    async def listen() -> None:
        async for _text in together.stream(PAGE, "p", "net"):
            began.set()

    began = asyncio.Event()
    listening = asyncio.create_task(listen())
    await began.wait()
    assert together._networks == {"net": 1}
    listening.cancel()
    await asyncio.wait([listening], timeout=LIMIT)
    assert not together._looking


async def test_there_is_room_for_so_many(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 4)
    monkeypatch.setattr(live, "MOST_OF_NETWORK", 2)
    monkeypatch.setattr(live, "MOST_PAGES", 2)
    together = Audience()
    streams = [together.stream(PAGE, "a", "one"), together.stream(SECOND, "b", "one")]
    for stream in streams:
        await anext(stream)
    assert together.full(PAGE, "one") == 429
    assert together.full(PAGE, "two") == 0
    assert together.full(Shown(Board.STREAK, ALL_TIME, 1), "two") == 503
    for network in ("two", "three"):
        streams.append(together.stream(PAGE, "c", network))
        await anext(streams[-1])
    assert together.full(PAGE, "four") == 503
    assert [text async for text in together.stream(PAGE, "late", "four")] == []
    for stream in streams:
        await stream.aclose()
    assert together.full(PAGE, "one") == 0


async def test_one_address_does_not_take_all_pages(readings: Readings) -> None:
    audience = live.Audience()
    for number in range(live.PAGES_OF_NETWORK):
        audience._enter(live.Shown(Board.POINTS, ALL_TIME, number + 1), live.Listener("ann", "here"))
    another = live.Shown(Board.POINTS, ALL_TIME, 1000)
    assert audience.full(another, "here") == 429
    assert audience.full(live.Shown(Board.POINTS, ALL_TIME, 1), "here") == 0
    assert audience.full(another, "there") == 0
    for reader in audience._readers.values():
        reader.cancel()


async def test_a_reading_that_fails_is_told_to_us_and_done_again(
    readings: Readings, caplog: pytest.LogCaptureFixture
) -> None:
    async with aclosing(Audience().stream(PAGE, "ben", "net")) as stream:
        await told(stream, "page")
        readings.broken = True
        asked = len(readings.asked)
        while len(readings.asked) < asked + 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        readings.broken = False
        readings.points["ben"] = 99
        assert (await told(stream, "page"))["lines"][0]["player"] == "ben"
    assert "could not be read" in caplog.text


async def test_the_address(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = AsyncClient(headers={"host": "localhost"})
    answer: Any = await browser.get("/leaderboard/live/?what=streak&when=day&page=7")
    assert answer["Content-Type"] == "text/event-stream"
    assert "no-cache" in answer["Cache-Control"]
    heard = asyncio.Queue[bytes]()

    async def listen() -> None:
        async for chunk in answer.streaming_content:
            heard.put_nowait(chunk)

    listening = asyncio.create_task(listen())
    assert await heard.get() == b": you are listening\n\n"
    assert list(audience()._looking) == [Shown(Board.STREAK, "day", 7)]
    assert b"event: page" in await heard.get()
    listening.cancel()  # as Django does when the browser has gone
    await asyncio.wait([listening], timeout=LIMIT)
    assert not audience()._looking
    monkeypatch.setattr(live, "MOST", 0)
    refused: Any = await browser.get("/leaderboard/live/")
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused.content == b"Too many are watching just now."
