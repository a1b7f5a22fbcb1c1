"""What pages of rooms say to who asks too much: 429, when to come back, and the policy that every page has."""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from game.decisions import Record
from game.room import SEATS, Options, Seat, new_room
from server.decks.models import Deck
from server.headers import HEADERS
from server.players.identity import sign
from server.rooms import runtime
from server.rooms.guesses import FLOOD, MISSES, WINDOW, guess
from server.rooms.service import create_room
from server.rooms.tickets import invited
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


async def test_who_tries_codes_is_told_nothing_of_any_room(school: Somebody, deck: Deck) -> None:
    room = (await Somebody("203.0.113.10").post("/host/"))["Location"]
    for _ in range(MISSES):
        assert await guess(runtime.store(), SCHOOL, hit=False)
    assert sorry(await school.get("/r/ZZZZ/"))
    assert sorry(await school.get(room))


@pytest.mark.parametrize("flood", [MISSES, FLOOD])
async def test_who_was_given_the_link_or_has_a_seat_comes_in_whatever_others_try(
    school: Somebody, deck: Deck, flood: int
) -> None:
    mine = (await school.post("/host/"))["Location"]
    theirs = (await Somebody("203.0.113.10").post("/host/"))["Location"]
    for number in range(flood):
        await guess(runtime.store(), SCHOOL if flood == MISSES else f"198.51.{number // 256}.{number % 256}", hit=False)
    assert (await school.get(mine)).status_code == 200, "its host"
    newcomer, code = Somebody(SCHOOL), theirs.split("/")[2]
    room, other = [await runtime.store().load(address.split("/")[2]) for address in (theirs, mine)]
    assert room is not None
    assert other is not None
    assert sorry(await newcomer.get(theirs))
    assert sorry(await newcomer.get(f"{theirs}?k=12345678"))
    assert sorry(await newcomer.get(f"{theirs}?k={other.link}")), "the link of another room"
    assert sorry(await newcomer.get(f"/r/ZZZZ/?k={room.link}")), "a room that is not there"
    assert (await newcomer.get(f"{theirs}?k={room.link}")).status_code == 200
    assert room.code == code
    seat = Record(SEATS, "player-player-p1", Seat("Ann", 0.0))
    await runtime.store().record(room, SEATS, [seat], announce=False)
    seated = Somebody(SCHOOL)
    seated.cookies["player"] = sign("player-player-p1")
    assert (await seated.get(theirs)).status_code == 200, "who has a seat"


async def test_a_link_invites_to_one_room_and_not_to_the_next_of_its_code(school: Somebody) -> None:
    links = {(await create_room(runtime.store(), "host-player-id-1", Options())).link for _ in range(20)}
    assert len(links) == 20
    assert not invited(new_room("BCDF", "host-player-id-1", 0.0), ""), "a room without a link invites nobody"


async def test_misses_are_counted_whatever_link_they_bring_and_at_pictures_too(school: Somebody) -> None:
    for number in range(MISSES // 2):
        assert not sorry(await school.get(f"/r/ZZZZ/?k={number}"))
        assert (await school.get("/r/ZZZZ/faces/match/0.jpg")).status_code == 404
    assert sorry(await school.get("/r/ZZZZ/?k=1"))
    assert (await school.get("/r/ZZZZ/faces/match/0.jpg")).status_code == 429


async def test_the_page_of_a_room_keeps_to_the_policy(school: Somebody, deck: Deck) -> None:
    made = await school.post("/host/")
    page = await school.get(made["Location"])
    assert page.status_code == 200
    assert not sorry(page)
