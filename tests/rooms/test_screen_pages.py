"""The pages of the big screen and of watchers: the room page's guards, and nothing of this browser's player in them."""

import re
from collections.abc import AsyncIterator

import msgspec
import pytest
from django.test import AsyncClient

from game.room import Options, Phase, Room
from server.decks.models import Deck
from server.players.identity import COOKIE, sign
from server.rooms import runtime
from server.rooms.service import create_room
from server.rooms.tickets import read_seat_token
from tests.rooms.engines import emptied
from tests.rooms.faces import small_deck
from tests.rooms.visitors import Somebody, boot

pytestmark = pytest.mark.django_db(transaction=True)

HOST = "host-player-id-1"
PAGES = pytest.mark.parametrize(("page_name", "role"), [("screen", "screen"), ("watch", "watcher")])


@pytest.fixture
def deck() -> Deck:
    return small_deck("starter")


@pytest.fixture
async def room(redis_url: str, settings, deck: Deck) -> AsyncIterator[Room]:
    settings.REDIS_URL = emptied(redis_url)
    yield await create_room(runtime.store(), HOST, Options())
    await runtime.stop()


def of(player: str) -> AsyncClient:
    browser = AsyncClient()
    browser.cookies[COOKIE] = sign(player)
    return browser


@PAGES
async def test_the_host_gets_every_link_and_no_seat(room: Room, page_name: str, role: str) -> None:
    shown = await of(HOST).get(f"/r/{room.code}/{page_name}/")
    html = shown.content.decode()
    told = boot(html)
    here = f"http://testserver/r/{room.code}/"
    assert (told["role"], told["code"], told["name"], told["host"]) == (role, room.code, "", False)
    assert read_seat_token(told["token"], room.code) not in (None, HOST), "a way in past who tries codes, as nobody"
    assert (told["names"], told["decks"]) == ([], [])
    assert told["join_url"] == f"{here}?k={room.link}"
    assert told["screen_url"] == f"{here}screen/?k={room.link}"
    assert told["watch_url"] == f"{here}watch/?k={room.link}"
    assert HOST not in html
    assert shown["Cache-Control"] == "no-store"
    assert f'<base href="/r/{room.code}/">' in html, "pictures are told relative to the room's page"


async def test_the_room_page_tells_where_the_others_are(room: Room) -> None:
    told = boot((await of(HOST).get(f"/r/{room.code}/")).content.decode())
    here = f"http://testserver/r/{room.code}/"
    assert (told["role"], told["quick"]) == ("player", False)
    assert told["screen_url"] == f"{here}screen/?k={room.link}"
    assert told["watch_url"] == f"{here}watch/?k={room.link}"


async def test_watchers_get_the_rooms_script_and_screens_their_own(room: Room) -> None:
    scripts = []
    for page in ("", "watch/", "screen/"):
        html = (await of(HOST).get(f"/r/{room.code}/{page}")).content.decode()
        scripts.append(
            re.findall(r'<script type="module" src="([^"]+)"', html) or re.findall(r'src="([^"]+\.js)"', html)
        )
    assert all(scripts)
    assert scripts[0] == scripts[1] != scripts[2]


@PAGES
async def test_who_typed_the_code_learns_no_secret(room: Room, page_name: str, role: str) -> None:
    for link in ("", "?k=guessed"):
        html = (await AsyncClient().get(f"/r/{room.code}/{page_name}/{link}")).content.decode()
        assert boot(html)["join_url"] == f"http://testserver/r/{room.code}/"
        assert room.link not in html
    invited = await AsyncClient().get(f"/r/{room.code}/{page_name}/?k={room.link}")
    assert boot(invited.content.decode())["join_url"].endswith(f"?k={room.link}")


@PAGES
async def test_guards_like_the_rooms_page(room: Room, page_name: str, role: str) -> None:
    somebody = Somebody("203.0.113.77")
    assert (await somebody.get(f"/r/ZZZZ/{page_name}/"))["Location"] == "/?missing=ZZZZ"
    small = room.code.lower()
    assert (await somebody.get(f"/r/{small}/{page_name}/?k=a"))["Location"] == f"/r/{room.code}/{page_name}/?k=a"
    answers = {(await somebody.get(f"/r/ZZZZ/{page_name}/")).status_code for _ in range(125)}
    assert answers == {302, 429}
    assert (await somebody.get(f"/r/{room.code}/{page_name}/")).status_code == 429
    assert (await somebody.get(f"/r/{room.code}/{page_name}/?k={room.link}")).status_code == 200, "a link is no guess"
    assert (await somebody.post(f"/r/{room.code}/{page_name}/")).status_code == 405


@PAGES
async def test_a_closed_room_has_no_pages(room: Room, page_name: str, role: str) -> None:
    closed = msgspec.structs.replace(room, version=room.version + 1, phase=Phase.CLOSED)
    assert await runtime.store().commit(room, closed)
    assert (await of(HOST).get(f"/r/{room.code}/{page_name}/"))["Location"] == f"/?missing={room.code}"


@PAGES
async def test_in_both_languages(room: Room, page_name: str, role: str) -> None:
    for asked, told in (("zh-CN,zh;q=0.9", "zh-hans"), ("en", "en")):
        html = (
            await AsyncClient().get(f"/r/{room.code}/{page_name}/", headers={"accept-language": asked})
        ).content.decode()
        assert boot(html)["lang"] == told
        assert f'<html lang="{told}">' in html
