"""The pages and pictures of rooms: what they show, and what they must not."""

import re
from collections.abc import AsyncIterator, Mapping

import pytest
from django.test import AsyncClient, RequestFactory

from game.commands import Command, Tick
from game.decisions import Transition
from game.room import Options, Phase, Room, Seat
from game.rules import decide
from server.decks.models import Deck
from server.decks.selectors import playable
from server.rooms import runtime, views
from server.rooms.database import in_database
from server.rooms.service import create_room
from server.rooms.tickets import read_seat_token
from tests.game.table import start
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck
from tests.rooms.visitors import Somebody, boot

pytestmark = pytest.mark.django_db(transaction=True)

HOST = "host-player-id-1"


@pytest.fixture
async def client(redis_url: str, settings) -> AsyncIterator[AsyncClient]:
    settings.REDIS_URL = emptied(redis_url)
    settings.ROOMS_PER_MINUTE = 1000
    yield AsyncClient()
    await runtime.stop()


@pytest.fixture
def deck() -> Deck:
    return small_deck("starter")


async def step(room: Room, command: Command, rows: Mapping[str, Seat] | None = None) -> Room:
    """Settle one decision in the store, as a server would when the time has come."""
    decision = decide(room, command, (room.deadline or 0) + 1, rows or {})
    assert isinstance(decision, Transition)
    assert await runtime.store().commit(room, decision.room)
    return decision.room


async def test_hosting_leads_to_a_room_of_ones_own(client: AsyncClient, deck: Deck) -> None:
    page = await client.post("/host/", follow=True)
    assert page.status_code == 200
    told = boot(page.content.decode())
    assert told["host"]
    assert re.fullmatch(r"[B-Z]{4}", told["code"])
    room = await runtime.store().load(told["code"])
    assert room is not None
    assert told["join_url"] == f"http://testserver/r/{told['code']}/?k={room.link}"
    assert read_seat_token(told["token"], told["code"])
    assert (told["name"], len(told["names"])) == ("", 6)
    assert [(d["slug"], d["real"], d["ai"]) for d in told["decks"]] == [("starter", 6, 6)]
    assert page["Cache-Control"] == "no-store"
    guest = boot((await AsyncClient().get(f"/r/{told['code']}/")).content.decode())
    assert not guest["host"]
    assert guest["token"] != told["token"]


@pytest.mark.parametrize("local", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_a_host_at_localhost_invites_to_the_networks_address(local: str, settings) -> None:
    settings.JOIN_URL = "http://192.168.1.20:8000/"
    request = RequestFactory().get("/", headers={"host": local})
    assert views._room_url(request, "room", "BCDF", "") == "http://192.168.1.20:8000/r/BCDF/"
    settings.JOIN_URL = ""
    assert views._room_url(request, "room", "BCDF", "") == f"http://{local}/r/BCDF/"


async def test_only_posts_make_rooms(client: AsyncClient, deck: Deck) -> None:
    assert (await client.get("/host/")).status_code == 405
    assert (await AsyncClient(enforce_csrf_checks=True).post("/host/")).status_code == 403


async def test_an_address_that_makes_too_many_rooms_waits(client: AsyncClient, deck: Deck, settings) -> None:
    settings.ROOMS_PER_MINUTE = 2
    somebody = Somebody("203.0.113.9")
    codes = [(await somebody.post("/host/")).status_code for _ in range(3)]
    assert codes == [302, 302, 429]


async def test_without_a_deck_there_is_no_room_yet(client: AsyncClient) -> None:
    assert (await client.post("/host/")).status_code == 503


@pytest.mark.parametrize(
    ("typed", "goes_to"),
    [(" bc df ", "/r/BCDF/"), ("BCDFG", "/r/BCDFG/"), ("12", "/?missing=12"), ("aeio", "/?missing=aeio")],
)
async def test_joining_by_code(client: AsyncClient, typed: str, goes_to: str) -> None:
    assert (await client.get("/join/", {"code": typed}))["Location"] == goes_to


async def test_a_room_that_is_not_there(client: AsyncClient) -> None:
    assert (await client.get("/r/ZZZZ/"))["Location"] == "/?missing=ZZZZ"
    assert (await client.get("/r/zzzz/"))["Location"] == "/r/ZZZZ/"
    assert (await client.get("/r/zzzz/?k=secret"))["Location"] == "/r/ZZZZ/?k=secret"


async def test_who_tries_codes_is_slowed_down(client: AsyncClient) -> None:
    somebody = Somebody("203.0.113.10")
    answers = {(await somebody.get("/r/ZZZZ/")).status_code for _ in range(125)}
    assert answers == {302, 429}


async def revealed(seed: int) -> Room:
    """Return a room in the reveal of its first round, having asked for the picture at every step before."""
    room = await create_room(runtime.store(), HOST, Options(rounds=3))
    room = await step(room, start(f"match-{seed}", seed, await in_database(playable, "starter"), HOST))
    for rows in ({HOST: Seat("Ann", 0.0)}, {}):
        assert (await AsyncClient().get(picture_of(room, 0))).status_code == 404
        room = await step(room, Tick(frozenset({HOST}), ready=frozenset({HOST})), rows)
    return room


def picture_of(room: Room, number: int) -> str:
    return f"/r/{room.code}/faces/{room.match}/{number}.jpg"


async def test_a_picture_is_there_from_its_reveal_on_and_not_before(client: AsyncClient, deck: Deck) -> None:
    room = await revealed(7)
    shown = await client.get(picture_of(room, 0))
    assert shown.status_code == 200
    assert shown.content.startswith(b"\xff\xd8 picture")
    for elsewhere in (
        picture_of(room, 1),
        picture_of(room, 99),
        picture_of(room, 0).replace(room.match, "other-match"),
    ):
        assert (await client.get(elsewhere)).status_code == 404
    room = await step(room, Tick(frozenset({HOST}), ready=frozenset({HOST})), {HOST: Seat("Ann", 0.0)})
    assert room.phase is Phase.QUESTION
    assert (await client.get(picture_of(room, 0))).status_code == 200
    assert (await client.get(picture_of(room, 1))).status_code == 404


async def test_all_answers_about_hidden_pictures_are_the_same(client: AsyncClient, deck: Deck) -> None:
    room, seen = await revealed(7), set()
    await client.get("/")  # for the cookie
    for number in range(1, 50):
        answer = await client.get(picture_of(room, number))
        seen.add((answer.status_code, answer.content, tuple(sorted(answer.headers.items()))))
    assert len(seen) == 1


async def test_the_qr_code(client: AsyncClient) -> None:
    code = await client.get("/r/BCDF/qr.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content
