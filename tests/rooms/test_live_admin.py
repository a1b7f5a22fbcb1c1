"""The staff's pages of live rooms: who may see and end them, what they tell, and what they must not."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import AsyncClient
from msgspec.structs import replace
from redis import Redis

from game.room import SCHEMA, Phase, Room, new_room
from server.rooms import live
from server.rooms import runtime as runtimes
from server.rooms.codes import CloseCode
from server.rooms.database import in_database
from server.rooms.redis_store import ALARMS
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from tests.game.table import HOST, OTHER, Table
from tests.pages.markup import Markup
from tests.rooms.engines import emptied
from tests.rooms.people import Client

pytestmark = pytest.mark.django_db(transaction=True)
ROOMS = "/admin/rooms/liveroom/"
Staff = Callable[..., Awaitable[AsyncClient]]


@pytest.fixture
async def here(redis_url: str, settings) -> AsyncIterator[Runtime]:
    settings.REDIS_URL = emptied(redis_url)
    here = await runtimes.runtime()
    await here.alarms.rest()  # rooms stay as they are put
    yield here
    await runtimes.stop()


@pytest.fixture
def staff() -> Staff:
    async def logged_in(*permissions: str) -> AsyncClient:
        def made() -> User:
            user = User.objects.create_user(f"clerk{User.objects.count()}", is_staff=True)
            user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
            return user

        client = AsyncClient()
        await client.aforce_login(await in_database(made))
        return client

    return logged_in


async def put(here: Runtime, room: Room) -> Room:
    assert await here.store.commit(None, replace(room, version=1))
    return room


def match(phase: Phase, **options) -> Room:
    """A match of two that has come to this phase; Bob was right in the first round."""
    table = Table(replace(Table().room.options, rounds=3, **options))
    table.join(HOST, "bob")
    table.start()
    if phase in (Phase.REVEAL, Phase.PODIUM):
        table.play(bob=(True, 1.0))
    if phase is Phase.PODIUM:
        table.to_podium()
    while table.room.phase is not phase:
        table.open()
    return replace(table.room, deadline=table.room.deadline and table.room.deadline + 9e9)


def rows(html: str) -> list[list[str]]:
    """Return the texts of the list's cells."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in body.split("</tr>")[:-1]
    ]


async def test_the_list_tells_each_room_and_how_it_is_doing(here: Runtime, staff: Staff, redis_url: str) -> None:
    await put(here, match(Phase.REVEAL))
    await put(here, new_room("GHJK", HOST, here.clock.now()))
    eyes = Client(here, "GHJK")
    await eyes.join("Bob")
    with Redis.from_url(redis_url) as redis:
        redis.zadd(ALARMS, {"BCDF": here.clock.now() - 7})
    answer = await (await staff("view_liveroom")).get(ROOMS)
    page, (running, lobby) = Markup(answer), rows(answer.content.decode())
    assert running[:6] == ["BCDF", "Reveal 1 of 3", "Race", "0 of 1000", "0", "0"]
    assert lobby[:6] == ["GHJK", "Lobby", "Race", "1 of 1000", "1", "1"]
    assert re.fullmatch(r"[78]\.\d s late", running[6])
    assert re.fullmatch("in (29|30)\xa0minutes", lobby[6])
    assert re.fullmatch(r"\d\.\d s", running[7])
    assert [cell["class"] for cell in page.all("td", **{"data-label": "alarm"}) if "class" in cell] == ["slow"]
    assert "2 rooms are live" in page.text
    assert page.inline() == []
    assert "no-store" in answer["Cache-Control"]
    eyes.leave()


async def test_rooms_of_other_processes_are_listed_page_by_page(here: Runtime, staff: Staff, monkeypatch) -> None:
    monkeypatch.setattr(live, "PAGE", 2)
    monkeypatch.setattr(live, "MOST", 5)
    codes = [f"BC{one}{two}" for one in "DF" for two in "GHJK"]
    client, now = await staff("view_liveroom"), here.clock.now()
    for code in codes:
        await put(here, new_room(code, HOST, now))
    shown = [
        [row[0] for row in rows((await client.get(ROOMS, {"p": page})).content.decode())]
        for page in ("1", "2", "3", "9", "x", "-1", "9" * 50)
    ]
    assert shown[0] == shown[4] == shown[5] == shown[6]
    assert shown[2] == shown[3]
    assert [len(page) for page in shown[:3]] == [2, 2, 1]
    assert len({code for page in shown for code in page}) == 5
    page = Markup(await client.get(ROOMS, {"p": "2"}))
    assert "More than 5 rooms are live" in page.text
    assert len(page.all("span", **{"aria-current": "page"})) == 1
    assert {"?p=1", "?p=3"} <= set(page.links())


@pytest.mark.parametrize("many", [1, 12])
async def test_the_store_is_asked_as_often_whatever_there_is(
    here: Runtime, staff: Staff, monkeypatch, many: int
) -> None:
    client, now = await staff("view_liveroom"), here.clock.now()
    for number in range(many):
        await put(here, new_room(f"BCD{'BCDFGHJKLMNP'[number]}", HOST, now))
    asked: list[str] = []
    for name in ("live", "glance", "load", "rows", "presence", "time"):
        ask = getattr(here.store, name)
        monkeypatch.setattr(here.store, name, lambda *args, ask=ask, name=name: asked.append(name) or ask(*args))
    await client.get(ROOMS)
    assert asked == ["live", "glance"]
    await client.get(f"{ROOMS}BCDB/")
    assert asked == ["live", "glance", "glance"]


async def test_a_room_is_found_by_its_code(here: Runtime, staff: Staff) -> None:
    await put(here, new_room("GHJK", HOST, here.clock.now()))
    client = await staff("view_liveroom")
    found = await client.get(ROOMS, {"q": " ghjk "}, follow=True)
    assert "<h1>Room GHJK</h1>" in found.content.decode()
    for typed in ("ZZZZ", "<b>no", "GHJKLMNP"):
        missing = await client.get(ROOMS, {"q": typed}, follow=True)
        assert missing.redirect_chain[-1][0] == ROOMS
        assert "There is no live room" in missing.content.decode()
        assert "<b>no" not in missing.content.decode()


async def test_one_room_tells_its_points_and_no_secret(here: Runtime, staff: Staff) -> None:
    room = await put(here, replace(match(Phase.REVEAL), link="l1nKs3cr"))
    text = (await (await staff("view_liveroom")).get(f"{ROOMS}BCDF/")).content.decode()
    assert "Reveal 1 of 3" in text
    assert "<bdi>Bob</bdi>" in text
    assert str(room.scores["bob"].points) in text
    assert "End this room" not in text
    secrets = [room.link, *(seal.key.hex() for seal in room.seals), *(seal.nonce.hex() for seal in room.seals)]
    faces = [word for face in (*room.faces, *room.spare) for word in (face.id, face.source) if word]
    for secret in (*secrets, *faces):
        assert secret not in text


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL, Phase.PODIUM])
async def test_no_page_depends_on_the_truth_of_a_face(here: Runtime, staff: Staff, monkeypatch, phase: Phase) -> None:
    client, room, still = await staff("view_liveroom", "end_liveroom"), match(phase), here.clock.now()
    monkeypatch.setattr(here.clock, "now", lambda: still)
    flipped = tuple(replace(face, truth=OTHER[face.truth], kind="x", generator="y") for face in room.faces)
    told = []
    for faces in (room.faces, flipped):
        with Redis.from_url(runtimes.settings.REDIS_URL) as redis:
            redis.flushall()
        await put(here, replace(room, faces=faces))
        with Redis.from_url(runtimes.settings.REDIS_URL) as redis:
            redis.hset("room:{BCDF}", "since", int(still))
        pages = [(await client.get(f"{ROOMS}{path}")).content.decode() for path in ("", "BCDF/", "BCDF/end/")]
        told.append([re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages])
    assert told[0] == told[1]


async def test_a_room_of_another_release_is_told_and_left_alone(here: Runtime, staff: Staff) -> None:
    await put(here, replace(new_room("GHJK", HOST, here.clock.now()), schema=SCHEMA + 1))
    client = await staff("view_liveroom", "end_liveroom")
    assert "of another release" in (await client.get(ROOMS)).content.decode()
    page = (await client.get(f"{ROOMS}GHJK/")).content.decode()
    assert "only its processes can read it" in page
    assert "End this room" not in page


async def test_a_room_is_ended_after_a_question_and_the_history_says_who_did_it(here: Runtime, staff: Staff) -> None:
    await put(here, new_room("GHJK", HOST, here.clock.now()))
    guest = Client(here, "GHJK")
    await guest.join("Bob")
    client = await staff("view_liveroom", "end_liveroom")
    assert f"{ROOMS}GHJK/end/" in Markup(await client.get(f"{ROOMS}GHJK/")).links()
    asked = await client.get(f"{ROOMS}GHJK/end/")
    assert "1 person is here and is sent out." in asked.content.decode()
    assert (await here.store.load("GHJK")).phase is Phase.LOBBY
    ended = await client.post(f"{ROOMS}GHJK/end/", follow=True)
    assert "Room GHJK was ended." in ended.content.decode()
    await guest.ear.until(lambda: guest.ear.closed)
    assert (guest.ear.closed, (await here.store.load("GHJK")).phase) == (CloseCode.ROOM_CLOSED, Phase.CLOSED)
    entry = await LogEntry.objects.select_related("user").aget()
    assert (entry.object_id, entry.object_repr, entry.user.username, entry.get_change_message()) == (
        "GHJK",
        "GHJK",
        "clerk0",
        "Ended.",
    )
    assert "There is no live room GHJK." in (await client.post(f"{ROOMS}GHJK/end/", follow=True)).content.decode()
    assert await LogEntry.objects.acount() == 1
    assert (await client.get("/admin/")).status_code == 200  # where the history is shown


async def test_only_a_form_of_ours_ends_a_room(here: Runtime, staff: Staff) -> None:
    await put(here, new_room("GHJK", HOST, here.clock.now()))
    client = await staff("view_liveroom", "end_liveroom")
    client.handler.enforce_csrf_checks = True
    assert (await client.post(f"{ROOMS}GHJK/end/")).status_code == 403
    assert (await here.store.load("GHJK")).phase is Phase.LOBBY


@pytest.mark.parametrize(
    ("permissions", "answers"),
    [
        ((), (403, 403, 403)),
        (("view_liveroom",), (200, 200, 403)),
        (("view_liveroom", "end_liveroom"), (200, 200, 200)),
    ],
)
async def test_who_may_see_and_who_may_end(
    here: Runtime, staff: Staff, permissions: tuple[str, ...], answers: tuple[int, ...]
) -> None:
    await put(here, new_room("GHJK", HOST, here.clock.now()))
    client = await staff(*permissions)
    assert tuple([(await client.get(ROOMS + path)).status_code for path in ("", "GHJK/", "GHJK/end/")]) == answers
    if answers[-1] == 403:
        assert (await client.post(f"{ROOMS}GHJK/end/")).status_code == 403
        assert (await here.store.load("GHJK")).phase is Phase.LOBBY


async def test_strangers_are_asked_to_log_in(here: Runtime) -> None:
    for path in ("", "GHJK/", "GHJK/end/"):
        assert (await AsyncClient().get(ROOMS + path))["Location"].startswith("/admin/login/")


async def test_without_redis_the_pages_say_so(here: Runtime, staff: Staff, monkeypatch) -> None:
    async def away(*_args: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(here.store, "live", away)
    monkeypatch.setattr(here.store, "glance", away)
    client = await staff("view_liveroom", "end_liveroom")
    for path in ("", "GHJK/", "GHJK/end/"):
        answer = await client.get(ROOMS + path)
        assert answer.status_code == 503
        assert "Redis does not answer" in answer.content.decode()


async def test_whoever_goes_through_all_tables_finds_none(capsys, transactional_db) -> None:
    await in_database(lambda: call_command("dumpdata", "rooms", "--all"))
    assert json.loads(capsys.readouterr().out) == []
