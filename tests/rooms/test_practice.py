"""Practice over sockets and pages: a room of one that begins, goes on and ends by itself, and that nobody else sees."""

from collections.abc import AsyncIterator

import pytest
from django.test import AsyncClient
from msgspec.structs import replace

from game.modes.practice import practice_options
from game.room import Mode, Options, Phase, Room
from server.decks.models import Deck, Face
from server.matches.models import Match, Result
from server.players.models import Player, Standing
from server.rooms import runtime
from server.rooms.codes import CloseCode
from server.rooms.database import in_database
from server.rooms.notices import posted
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from tests.pages.markup import Markup
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck
from tests.rooms.people import HOST, Client, Processes
from tests.rooms.test_pages import boot

pytestmark = pytest.mark.django_db(transaction=True)
ALONE = replace(practice_options("test", 3, 3), rounds=3)


async def begun(process: Runtime, options: Options = ALONE) -> tuple[Room, Client]:
    room = await create_room(process.store, HOST, options)
    client = Client(process, room.code, cookie=HOST)
    await client.join("Ann")
    return room, client


async def asked(client: Client, number: int, match: str = "") -> dict:
    """Return the question of this round, once it is open."""
    fits = lambda m: m["t"] == "question" and m["round"] == number and m["sealed"]["match"] != match  # noqa: E731
    return await client.ear.until(lambda: next(filter(fits, client.ear.heard), None))


async def answer(client: Client, number: int, verdict: str = "real", match: str = "") -> dict:
    """Answer this round's face; return its reveal."""
    question = await asked(client, number, match)
    await client.say(t="answer", round=number, verdict=verdict)
    picture = f"faces/{question['sealed']['match']}/{number}.jpg"
    return await client.next("reveal", picture=picture)


# ---- sockets ---------------------------------------------------------------------------------------------------------
async def test_it_begins_by_itself_and_each_answer_brings_the_truth(process: Processes, deck: Deck) -> None:
    _, client = await begun(await process())
    first = await asked(client, 0)
    assert first["deadline"] - first["opened"] > 1000, "no clock"
    assert first["practice"] == {"course": "", "d_prime": None, "bias": None}
    told = await answer(client, 0)
    right = told["truth"] == "real"
    assert told["practice"]["course"] == ("R" if right else "r")
    assert (told["own"]["right"], told["own"]["gained"], told["own"]["points"]) == (right, 0, 0)
    assert told["waits"] is True
    assert told["origin"]["kind"]
    await client.say(t="next", round=0)
    assert (await asked(client, 1))["practice"] == told["practice"]


async def test_after_the_last_face_it_goes_on_by_itself(process: Processes, deck: Deck) -> None:
    one = await process()
    room, client = await begun(one)
    match = (await asked(client, 0))["sealed"]["match"]
    for number in range(3):
        await answer(client, number)
        await client.say(t="next", round=number)
    assert "starts" in await client.next("podium")
    second = await asked(client, 0, match)
    assert len(second["practice"]["course"]) == 3
    kept = await in_database(Match.objects.get, key=match)
    assert (kept.mode, kept.rounds, kept.players, kept.public) == ("practice", 3, 1, False)
    told = await answer(client, 0, match=match)
    assert len(told["practice"]["course"]) == 4
    await client.say(t="end")
    podium = await client.ear.until(lambda: next((m for m in client.all("podium") if "starts" not in m), None))
    assert len(podium["practice"]["course"]) == 4
    assert len(podium["own"]["lines"]) == 1
    await client.ear.until(lambda: any(m["archived"] for m in client.all("podium") if "starts" not in m))
    assert await in_database(Result.objects.filter(player=HOST).count) == 2
    assert await in_database(Standing.objects.count) == 0, "on no board"
    assert await in_database(lambda: Player.objects.get(id=HOST).rated) == 0
    assert (await one.store.load(room.code)).phase is Phase.PODIUM


async def test_what_is_practised_teaches_at_the_first_meeting_alone(process: Processes, deck: Deck) -> None:
    """Three faces of each class, six questions and more: some come again, and teach nothing the second time."""
    _, client = await begun(await process())
    match = ""
    for _ in range(3):
        for number in range(3):
            told = await answer(client, number, match=match)
            await client.say(t="next", round=number)
        before, match = match, told["picture"].split("/")[1]
        assert match != before
    await asked(client, 0, match)
    faces = await in_database(lambda: list(Face.objects.values_list("trials", flat=True)))
    assert max(faces) == 1
    assert sum(faces) <= 6
    assert await in_database(lambda: sum(Result.objects.values_list("answered", flat=True))) == 9


async def test_nobody_else_comes_in_or_watches(process: Processes, deck: Deck) -> None:
    one = await process()
    room, client = await begun(one)
    await asked(client, 0)
    for role in ("player", "watcher", "screen"):
        stranger = Client(one, room.code, cookie="somebody-else-id")
        await stranger.say(t="join", name="Bob", role=role)
        assert stranger.ear.closed == CloseCode.NO_SUCH_ROOM
        assert [message["code"] for message in stranger.ear.heard] == ["no_such_room"]
    for role in ("watcher", "screen"):
        other = Client(one, room.code, cookie=HOST)
        await other.say(t="join", role=role)
        assert other.ear.closed == CloseCode.NO_SUCH_ROOM
    assert await posted(one.store) == []


async def test_a_room_becomes_no_practice_and_a_practice_no_room(process: Processes, deck: Deck) -> None:
    one = await process()
    room = await create_room(one.store, HOST, Options(deck="test"))
    host = Client(one, room.code, cookie=HOST)
    await host.join("Ann")
    options = {"deck": "test", "mode": "practice"}
    await host.say(t="configure", options=options)
    assert (await host.next("refused"))["code"] == "alone"
    assert (await one.store.load(room.code)).options.mode is Mode.RACE


async def test_a_reload_in_the_middle_finds_everything_again(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    room, client = await begun(one)
    told = await answer(client, 0)
    await client.say(t="next", round=0)
    await asked(client, 1)
    again = Client(two, room.code, cookie=HOST)
    welcome = await again.join("Ann")
    assert (welcome["phase"]["t"], welcome["phase"]["round"]) == ("question", 1)
    assert welcome["phase"]["practice"] == told["practice"]
    assert welcome["phase"]["playing"] is True
    assert (await answer(again, 1))["practice"]["course"][:1] == told["practice"]["course"]


# ---- pages -----------------------------------------------------------------------------------------------------------
@pytest.fixture
async def page(redis_url: str, settings) -> AsyncIterator[AsyncClient]:
    settings.REDIS_URL = emptied(redis_url)
    settings.ROOMS_PER_MINUTE = 3
    yield AsyncClient()
    await runtime.stop()


@pytest.fixture
def starter() -> Deck:
    return small_deck("starter")


async def test_the_page_says_what_it_is_and_offers_the_way_in(page: AsyncClient, starter: Deck) -> None:
    response = await page.get("/practice/")
    assert response.status_code == 200
    told = Markup(response)
    assert "/practice/" in {form["action"] for form in told.all("form")}
    assert told.inline() == []
    assert len(told.all("h1")) == 1
    assert {link["href"] for link in told.all("a") if link.get("aria-current") == "page"} == {"/practice/"}


async def test_a_button_opens_a_practice_and_finds_it_again(page: AsyncClient, starter: Deck) -> None:
    await page.get("/")
    first = await page.post("/practice/")
    assert first.status_code == 302
    assert (await page.post("/practice/"))["Location"] == first["Location"]
    shown = await page.get(first["Location"])
    told = boot(shown)
    assert (told["practice"], told["quick"], told["host"]) == ("/practice/", True, True)
    room = await runtime.store().load(told["code"])
    assert (room.options.mode, room.options.rounds, room.phase) == (Mode.PRACTICE, 3, Phase.LOBBY)
    over = replace(room, version=room.version + 1, phase=Phase.PODIUM, archived=True)
    assert await runtime.store().commit(room, over)
    assert (await page.post("/practice/"))["Location"] != first["Location"]


async def test_somebody_elses_practice_is_no_room(page: AsyncClient, starter: Deck) -> None:
    await page.get("/")
    address = (await page.post("/practice/"))["Location"]
    other = AsyncClient()
    assert (await other.get(address))["Location"].startswith("/?missing=")
    other.cookies["practice"] = address.strip("/").split("/")[-1]
    assert (await other.post("/practice/"))["Location"] != address
    for part in ("screen/", "watch/"):
        assert (await page.get(address + part))["Location"].startswith("/?missing=")


async def test_rooms_for_practice_are_counted_like_others(page: AsyncClient, starter: Deck) -> None:
    for number in range(5):
        answers = await AsyncClient().post("/practice/")
        assert answers.status_code == (302 if number < 3 else 429)


async def test_without_a_deck_it_says_so(page: AsyncClient) -> None:
    assert (await page.post("/practice/")).status_code == 503
