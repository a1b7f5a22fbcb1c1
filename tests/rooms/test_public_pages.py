"""The page of open rooms, and the way straight into one."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from django.test import AsyncClient
from msgspec.structs import replace

from game.room import Mode, Options, Phase
from server.decks.models import Deck
from server.rooms import runtime
from server.rooms.notices import notice_of, post
from server.rooms.public_views import LISTED, PAGE
from server.rooms.service import create_room
from tests.pages.markup import Markup
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck
from tests.rooms.test_pages import Somebody, boot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _each_look_is_fresh(monkeypatch) -> None:
    monkeypatch.setattr("server.rooms.public_views.FRESH", -1.0)


@pytest.fixture
async def client(redis_url: str, settings) -> AsyncIterator[AsyncClient]:
    settings.REDIS_URL = emptied(redis_url)
    settings.ROOMS_PER_MINUTE = 1000
    yield AsyncClient()
    await runtime.stop()


@pytest.fixture
def deck() -> Deck:
    return small_deck("starter")


async def listed(players: int = 2, host: str = "host-player-id-1", **options) -> str:
    """Put a room on the board, as its process would; return its code."""
    store = runtime.store()
    room = await create_room(store, host, Options(public=True, **options))
    now = await store.time()
    await post(store, notice_of(room, players, players, now), now + 60)
    return room.code


async def look(client: AsyncClient, **asked) -> Markup:
    response = await client.get("/rooms/", asked)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return Markup(response)


# ---- the page --------------------------------------------------------------------------------------------------------
async def test_where_nobody_plays_it_says_so_and_offers_both_ways(client: AsyncClient, deck: Deck) -> None:
    page = await look(client)
    assert "Be the first." in page.text
    assert {"/play/", "/host/"} < {form["action"] for form in page.all("form")}
    assert page.inline() == []
    assert len(page.all("h1")) == 1


async def test_a_room_says_what_is_played_and_how_to_get_in(client: AsyncClient, deck: Deck) -> None:
    code = await listed(players=3, mode=Mode.SUDDEN_DEATH, rounds=20, seats=40)
    page = await look(client)
    room = await runtime.store().load(code)
    for words in (code, "Waiting for its host to start", "Sudden death", "20 rounds of 8 s", "Starter", "40 seats"):
        assert words in page.text
    assert f"/r/{code}/?k={room.link}" in page.links()
    assert "1 room is open." in page.text


async def test_a_match_that_takes_nobody_late_can_be_watched(client: AsyncClient, deck: Deck) -> None:
    store = runtime.store()
    room = await create_room(store, "host-player-id-1", Options(public=True, late=False))
    running = replace(room, version=2, phase=Phase.REVEAL, round=1, faces=())
    await post(store, notice_of(running, 2, 2, 0.0), await store.time() + 60)
    page = await look(client)
    assert f"/r/{room.code}/watch/?k={room.link}" in page.links()


async def test_a_room_that_nobody_has_come_into_yet_is_not_shown(client: AsyncClient, deck: Deck) -> None:
    await listed(players=0, host="")
    assert "Be the first." in (await look(client)).text


async def test_the_list_alone_is_what_a_page_asks_for_again(client: AsyncClient, deck: Deck) -> None:
    code = await listed()
    page = await look(client, part="list")
    assert code in page.text
    assert page.all("html") == []
    assert "page=1" in (await look(client)).one("div", id="open-rooms")["data-from"]


async def test_many_rooms_come_in_pages_up_to_a_limit(client: AsyncClient, deck: Deck, monkeypatch) -> None:
    monkeypatch.setattr("server.rooms.public_views.PAGE", 2)
    monkeypatch.setattr("server.rooms.public_views.LISTED", 5)
    codes = [await listed(players=number) for number in range(1, 8)]
    pages = [(await look(client, part="list", page=number)) for number in (1, 2, 3, 4, "x", "0", "-1", "9" * 50)]
    shown = [[li["data-room"] for li in page.all("li")] for page in pages]
    assert shown[:3] == [codes[6:4:-1], codes[4:2:-1], [codes[2]]]
    assert shown[3:] == [shown[2], *[shown[0]] * 4]
    assert "5 rooms are open." in pages[0].text
    assert (PAGE, LISTED) == (20, 200)


async def test_chinese(client: AsyncClient, deck: Deck) -> None:
    await listed()
    response = await client.get("/rooms/", headers={"accept-language": "zh-CN"})
    assert "公开房间" in response.content.decode()
    assert "1 个房间开放中" in response.content.decode()


# ---- play now --------------------------------------------------------------------------------------------------------
async def test_playing_now_leads_into_a_room_at_once(client: AsyncClient, deck: Deck) -> None:
    answer = await client.post("/play/")
    assert re.fullmatch(r"/r/[B-Z]{4}/\?k=[\w-]+&quick=1", answer["Location"])
    told = boot((await client.get(answer["Location"])).content.decode())
    assert told["quick"] is True
    assert not told["host"]
    assert told["name"] == ""
    assert (told["play"]["url"], told["play"]["label"]) == ("/play/", "Play now")
    room = await runtime.store().load(told["code"])
    assert (room.host, room.options.public, room.options.deck, room.options.rounds) == ("", True, "starter", 6)
    assert (await AsyncClient().post("/play/"))["Location"] == answer["Location"]


async def test_who_brings_only_a_code_is_asked_for_a_name(client: AsyncClient, deck: Deck) -> None:
    room = await create_room(runtime.store(), "host-player-id-1", Options())
    told = boot((await client.get(f"/r/{room.code}/?k={room.link}&quick=1")).content.decode())
    assert (told["quick"], told["play"]) == (False, None)


async def test_only_posts_with_a_token_play(client: AsyncClient, deck: Deck) -> None:
    assert (await client.get("/play/")).status_code == 405
    assert (await AsyncClient(enforce_csrf_checks=True).post("/play/")).status_code == 403


async def test_an_address_that_asks_too_often_waits(client: AsyncClient, deck: Deck, settings) -> None:
    settings.JOINS_PER_MINUTE = 2
    somebody = Somebody("203.0.113.9")
    assert [(await somebody.post("/play/")).status_code for _ in range(3)] == [302, 302, 429]


async def test_an_address_that_opens_too_many_rooms_waits(client: AsyncClient, deck: Deck, settings) -> None:
    settings.ROOMS_PER_MINUTE = 0
    answer = await Somebody("203.0.113.9").post("/play/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


async def test_without_a_deck_there_is_nothing_to_play_yet(client: AsyncClient) -> None:
    assert (await client.post("/play/")).status_code == 503


async def test_many_who_look_at_once_cost_one_reading(client: AsyncClient, deck: Deck, monkeypatch) -> None:
    monkeypatch.setattr("server.rooms.public_views.FRESH", 60.0)
    await listed()
    asked = []
    read = runtime.store().posted

    async def counted(board: str, most: int) -> dict[str, str]:
        asked.append(most)
        return await read(board, most)

    monkeypatch.setattr(runtime.store(), "posted", counted)
    pages = await asyncio.gather(*(look(AsyncClient(), part="list") for _ in range(10)))
    assert {page.text for page in pages} == {pages[0].text}
    assert len(asked) == 1
