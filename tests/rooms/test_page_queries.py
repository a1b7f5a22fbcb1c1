"""The pages of rooms ask the database as often with many decks and rooms as with few."""

import pytest
from django.core.cache import caches
from django.test import AsyncClient

from server.decks.models import Deck, Face
from server.rooms import runtime
from server.rooms.service import create_room
from tests.pages.statements import statements
from tests.rooms.people import HOST, QUICK
from tests.rooms.test_pages import client, deck  # noqa: F401 - fixtures
from tests.rooms.test_public_pages import listed

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 2, 15


async def decks(number: int) -> None:
    """Have as many more decks to choose from, each with faces of both kinds."""
    for which in range(number):
        made = await Deck.objects.acreate(slug=f"more-{number}-{which}", title="More", ready=True)
        for face in range(12):
            await Face.objects.acreate(
                deck=made,
                truth="real" if face % 2 else "ai",
                kind="photo" if face % 2 else "gan",
                sha256=f"{number}-{which}-{face}".rjust(64, "0"),
                picture=f"{face}.jpg",
                width=1,
                height=1,
                size=1,
            )


@pytest.mark.parametrize("path", ["/r/{code}/", "/r/{code}/screen/", "/r/{code}/watch/", "/rooms/"])
async def test_a_page_asks_as_often_with_many_rows(
    path: str,
    client: AsyncClient,  # noqa: F811
    deck: Deck,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.rooms.public_views.FRESH", -1.0)
    code = (await create_room(runtime.store(), HOST, QUICK)).code
    await client.get("/")  # a cookie: who comes with one is looked up
    asked = []
    for number in (FEW, MANY):
        await decks(number)
        for _ in range(number):
            await listed()
        for cache in caches.all(initialized_only=True):
            cache.clear()
        with statements(monkeypatch) as said:
            assert (await client.get(path.format(code=code), follow=True)).status_code == 200
        asked.append(said)
    assert len(asked[1]) <= len(asked[0]), "\n".join(asked[1])
