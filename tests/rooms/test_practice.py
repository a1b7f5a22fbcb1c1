"""The way into practice: a page, and a room for one."""

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from game.room import Mode
from server.rooms import runtime
from server.rooms.notices import posted
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck
from tests.rooms.test_pages import boot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def client(redis_url: str, settings) -> AsyncIterator[AsyncClient]:
    settings.REDIS_URL = emptied(redis_url)
    settings.ROOMS_PER_MINUTE = 3
    yield AsyncClient()
    await runtime.stop()


async def test_the_page_leads_to_a_room_for_one(client: AsyncClient) -> None:
    await sync_to_async(small_deck)("starter")
    page = await client.get("/practice/")
    assert page.status_code == 200
    assert 'action="/practice/"' in page.content.decode()
    answer = await client.post("/practice/")
    assert answer.status_code == 302
    room = await runtime.store().load(answer["Location"].split("/")[2])
    assert room is not None
    assert (room.options.mode, room.options.deck, room.host) == (Mode.PRACTICE, "starter", room.owner)
    assert await posted(runtime.store()) == []  # nobody else finds it
    told = boot((await client.get(answer["Location"])).content.decode())
    assert (told["practice"], told["quick"], told["host"]) == (True, True, True)
    assert (await client.post("/practice/"))["Location"] == answer["Location"]  # it is found again
    stranger = await AsyncClient().get(answer["Location"])
    assert stranger["Location"].startswith("/?missing=")


async def test_rooms_are_bounded_and_want_a_deck(client: AsyncClient) -> None:
    assert (await client.post("/practice/")).status_code == 503  # no deck
    for _ in range(2):
        await AsyncClient().post("/practice/")
    assert (await client.post("/practice/")).status_code == 429
    assert (await client.put("/practice/")).status_code == 405
