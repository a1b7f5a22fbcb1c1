"""What pages of rooms say to who asks too much: 429, when to come back, and the policy that every page has."""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from server.decks.models import Deck
from server.headers import HEADERS
from server.rooms import runtime
from server.rooms.guesses import FEW, FLOOD, MISSES, WINDOW, missed
from tests.pages.markup import Markup
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck

pytestmark = pytest.mark.django_db(transaction=True)

SCHOOL = "203.0.113.9"


@pytest.fixture
async def school(redis_url: str, settings) -> AsyncIterator["Somebody"]:
    settings.REDIS_URL = emptied(redis_url)
    yield Somebody(SCHOOL)
    await runtime.stop()


@pytest.fixture
def deck() -> Deck:
    return small_deck("starter")


class Somebody(AsyncClient):
    """A browser at an address."""

    def __init__(self, address: str) -> None:
        super().__init__(headers={"host": "localhost"})
        self._address = address

    def _base_scope(self, **request: object) -> dict:
        return super()._base_scope(**request) | {"client": [self._address, 0]}


def sorry(answer: HttpResponse) -> bool:
    """Tell whether an answer asks in form to come back later; any page keeps to the policy."""
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert Markup(answer).inline() == []
    if answer.status_code != 429:
        return False
    assert answer["Retry-After"] == str(WINDOW)
    return True


async def test_who_makes_too_many_rooms(school: Somebody, deck: Deck, settings) -> None:
    settings.ROOMS_PER_MINUTE = 2
    assert [sorry(await school.post("/host/")) for _ in range(3)] == [False, False, True]
    assert not sorry(await Somebody("203.0.113.10").post("/host/"))


async def test_rooms_are_counted_by_network(school: Somebody, deck: Deck, settings) -> None:
    settings.ROOMS_PER_MINUTE = 2
    told = [sorry(await Somebody(f"2001:db8::{number}").post("/host/")) for number in range(3)]
    assert told == [False, False, True]


async def test_who_tries_codes_is_told_nothing_of_any_room(school: Somebody) -> None:
    for _ in range(MISSES - 1):
        await missed(runtime.store(), SCHOOL)
    assert not sorry(await school.get("/r/ZZZZ/"))
    assert sorry(await school.get("/r/ZZZZ/"))


async def test_a_flood_of_wrong_codes_locks_out_who_tries_and_nobody_else(school: Somebody) -> None:
    for number in range(FLOOD):
        await missed(runtime.store(), f"198.51.100.{number % 256}")
    told = [sorry(await school.get("/r/ZZZZ/")) for _ in range(FEW + 2)]
    assert told == [False] * (FEW + 1) + [True]
    assert not sorry(await Somebody("203.0.113.10").get("/r/ZZZZ/"))


async def test_the_page_of_a_room_keeps_to_the_policy(school: Somebody, deck: Deck) -> None:
    made = await school.post("/host/")
    page = await school.get(made["Location"])
    assert page.status_code == 200
    assert not sorry(page)
