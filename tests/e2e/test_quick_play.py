"""Play now in real browsers: a newcomer taps once and plays; the next one lands beside them, and bots fill up."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.servers import GameServer, copy_prepared, playing

Contexts = Callable[..., BrowserContext]
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 640}, "color_scheme": "light", "has_touch": True, "is_mobile": True}
SELF_START = 30_000  # milliseconds: longer than a room waits for its first players


@pytest.fixture(scope="module")
def server(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GameServer]:
    """A game of its own: nobody else's open rooms are in it."""
    with playing(copy_prepared(prepared_data, tmp_path_factory.mktemp("quick") / "data")) as started:
        yield started


def accessible(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    assert found == [], page.title()


def verdict(page: Page, word: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{word}"))


def public(page: Page) -> Locator:
    return page.get_by_role("switch", name=re.compile("public", re.IGNORECASE))


def play_now(page: Page) -> str:
    """Tap once; return the code of the room in which this browser then has a seat."""
    page.get_by_role("button", name="Play now").click()
    # In a lobby, or where another test's room plays on and takes people late, in its match.
    expect(page.get_by_text("You are in").or_(page.locator("#score"))).to_be_visible()
    expect(page.get_by_role("textbox", name="Nickname")).to_have_count(0)
    [code] = re.findall(r"/r/([A-Z]+)/", page.url)
    return code


def fits(page: Page) -> None:
    """Nothing hangs out sideways, on a phone, a tablet, or between: one column there, two above."""
    before = page.viewport_size or {"width": 1440, "height": 900}
    for width in (360, 768, 832, 833):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} at {width}"
    page.set_viewport_size(before)


def below(upper: Locator, lower: Locator) -> bool:
    """Tell whether one thing stands below another."""
    first, second = upper.bounding_box(), lower.bounding_box()
    return first is not None and second is not None and second["y"] >= first["y"] + first["height"]


def answered(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=re.compile(rf"^Round {number} of "))).to_be_visible(timeout=SELF_START)
    expect(verdict(page, "Real")).to_be_enabled()
    verdict(page, "Real").click()


def test_a_newcomer_taps_once_and_plays_with_the_next_one_and_bots(new_context: Contexts) -> None:
    ann, bob = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    looker = new_context(**PHONE).new_page()
    looker.goto("/rooms/")
    expect(looker.get_by_text("Be the first.")).to_be_visible()
    accessible(looker)

    ann.goto("/")
    accessible(ann)
    code = play_now(ann)
    fits(ann)
    expect(looker.get_by_role("heading", name=code)).to_be_visible()  # without loading the page again
    bob.goto("/rooms/")
    expect(bob.get_by_role("link", name=f"Join {code}")).to_be_visible()
    accessible(bob)
    assert play_now(bob) == code
    assert below(bob.get_by_text("You are in"), bob.get_by_role("img", name="QR code to join"))
    expect(looker.get_by_role("listitem").get_by_text("2 here")).to_be_visible()

    answered(ann, 1)
    answered(bob, 1)
    expect(ann.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
    expect(bob.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
    expect(ann.get_by_text("bot", exact=True)).to_have_count(2)
    accessible(ann)
    accessible(bob)
    answered(bob, 2)
    expect(looker.get_by_text(re.compile(r"^Round \d of \d+$"))).to_be_visible()


def test_a_lobby_fits_and_what_one_waits_for_comes_first(new_context: Contexts) -> None:
    host = new_context(**DESKTOP).new_page()
    host.goto("/")
    host.get_by_role("button", name="Host a room").click()
    host.get_by_role("textbox", name="Nickname").fill("Ann")
    host.keyboard.press("Enter")
    host.locator("summary").click()
    host.get_by_role("combobox", name=re.compile("^Mode")).select_option(label="Teams")
    bob = new_context(**PHONE).new_page()
    bob.goto(host.url)
    bob.get_by_role("textbox", name="Nickname").fill("Bob")
    bob.keyboard.press("Enter")
    wanted = [
        bob.get_by_text("You are in"),
        bob.get_by_role("heading", name="Choose your team"),
        bob.get_by_role("heading", name="2 are here"),
        bob.get_by_role("img", name="QR code to join"),
    ]
    expect(wanted[2]).to_be_visible()
    assert all(below(upper, lower) for upper, lower in pairwise(wanted))
    accessible(bob)
    for page in (host, bob):
        fits(page)
    host.set_viewport_size({"width": 360, "height": 640})
    expect(host.get_by_role("heading", name="2 are here")).to_be_in_viewport()  # without scrolling past the way in
    accessible(host)


def test_a_room_that_is_no_longer_open_goes_without_moving_the_others(new_context: Contexts) -> None:
    rooms = {}
    looker = new_context(**DESKTOP).new_page()
    looker.goto("/rooms/")
    for name in ("Ann", "Bea"):
        host = new_context(**DESKTOP).new_page()
        host.goto("/")
        host.get_by_role("button", name="Host a room").click()
        host.get_by_role("textbox", name="Nickname").fill(name)
        host.keyboard.press("Enter")
        host.locator("summary").click()
        public(host).check()
        code = host.url.rstrip("/")[-4:]
        rooms[code] = host
        expect(looker.get_by_role("heading", name=code)).to_be_visible()
    first, second = rooms
    looker.get_by_role("link", name=f"Join {second}").focus()
    public(rooms[first]).uncheck()
    # Rooms of other tests may go at the same moment.
    line = looker.get_by_role("listitem").filter(has=looker.get_by_role("heading", name=first))
    expect(line.get_by_text("No longer open")).to_be_visible()
    expect(looker.get_by_role("link", name=f"Join {first}")).to_have_count(0)
    expect(line).to_have_count(0)
    expect(looker.get_by_role("link", name=f"Join {second}")).to_be_focused()


def test_where_the_room_is_shut_by_then_there_is_another(new_context: Contexts) -> None:
    host, bob = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    host.goto("/")
    host.get_by_role("button", name="Host a room").click()
    host.get_by_role("textbox", name="Nickname").fill("Ann")
    host.keyboard.press("Enter")
    host.locator("summary").click()
    public(host).check()
    host.get_by_role("switch", name="Lock the door").check()
    expect(host.get_by_text("Nobody else takes a seat.")).to_be_visible()
    bob.goto(f"{host.url}?quick=1")
    expect(bob.get_by_role("button", name="Watch")).to_be_visible()
    assert play_now(bob) not in host.url


def test_without_script_the_page_and_the_buttons_work(new_context: Contexts) -> None:
    page = new_context(**PHONE, java_script_enabled=False).new_page()
    page.goto("/rooms/")
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    page.get_by_role("button", name="Play now").click()
    expect(page).to_have_url(re.compile(r"/r/[A-Z]+/\?k=[\w-]+&quick=1$"))
