"""The leaderboards in a real browser: ranks move on open pages when a match is archived, and the own row stays."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from server.audits.server_process import surroundings
from server.launch.private_redis import PrivateRedis
from tests.e2e.hall import DESKTOP, PHONE, accessible
from tests.servers import ROOT, GameServer

Contexts = Callable[..., BrowserContext]
Archive = Callable[..., None]


@pytest.fixture
def archive(server: GameServer) -> Archive:
    """Archive a match of these players, and feed the boards, as any other process would."""
    env = {"REDIS_URL": PrivateRedis(server.data / "redis").url, "PYTHONPATH": str(ROOT)}

    def archive(key: str, **points: int) -> None:
        told = [f"{player}={score}" for player, score in points.items()]
        command = [sys.executable, "-m", "tests.leaderboards.result", f"{key}-{time.time()}", *told]
        subprocess.run(command, cwd=ROOT, env=surroundings(server.data, env), check=True, timeout=60)

    return archive


def me(page: Page) -> str:
    """Return the player that a page's browser is."""
    cookie = next(each for each in page.context.cookies() if each["name"] == "player")
    return unquote(cookie["value"]).split(":")[0]


def names(page: Page) -> Locator:
    return page.locator("#live tbody bdi")


def test_ranks_move_on_open_pages(new_context: Contexts, archive: Archive) -> None:
    archive("first", zoe=3_000_000, yan=2_000_000, xia=1_000_000)
    one, two = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    for page in (one, two):
        page.goto("/leaderboard/?what=points&when=day")
        expect(page.locator("#pulse")).to_have_text("Live: ranks move as matches end")
        expect(names(page).nth(2)).to_have_text("Xia")
        page.evaluate("scrollTo(0, 60)")
    tops = [page.evaluate("scrollY") for page in (one, two)]
    focused = one.get_by_role("link", name="Today")
    focused.focus()
    archive("second", xia=1_500_000, wei=2_600_000)
    for page in (one, two):
        expect(names(page)).to_contain_text(["Zoe", "Wei", "Xia", "Yan"])
        row = page.locator('[data-player="xia"]')
        expect(row.locator(".rank")).to_have_text("3")
        expect(row.locator(".score")).to_have_text("2,500,000")
        expect(page.locator('[data-player="yan"] .rank')).to_have_text("4")
        expect(page.get_by_role("img", name="down 2")).to_have_text("▼2")
    assert [page.evaluate("scrollY") for page in (one, two)] == tops, "the page has jumped"
    expect(focused).to_be_focused()
    assert one.locator("#live").evaluate("table => table.scrollWidth <= table.clientWidth")
    assert two.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(one)


def test_rows_glide_unless_motion_is_unwanted(new_context: Contexts, archive: Archive) -> None:
    archive("glide", gina=40_000_000, hugo=30_000_000)
    calm, lively = (new_context(reduced_motion=wish).new_page() for wish in ("reduce", "no-preference"))
    for page in (calm, lively):
        page.add_init_script(
            "const animate = Element.prototype.animate; window.glides = [];"
            "Element.prototype.animate = function (frames, options) {"
            " window.glides.push([this.dataset.player, options.duration]);"
            " return animate.call(this, frames, options); }"
        )
        page.goto("/leaderboard/?what=best&when=day")
        expect(names(page).first).to_have_text("Gina")
    archive("over", hugo=50_000_000)
    for page in (calm, lively):
        expect(names(page).first).to_have_text("Hugo")
    glides = lively.evaluate("window.glides")
    assert {player for player, _ in glides} >= {"gina", "hugo"}
    assert all(duration < 300 for _, duration in glides)
    assert calm.evaluate("window.glides") == []


def test_the_own_row_is_always_in_sight_and_moves_too(new_context: Contexts, archive: Archive) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/")
    crowd = {f"crowd{number}": 10_000 + number for number in range(110)}
    archive("crowd", **crowd, **{me(page): -500})
    page.goto("/leaderboard/?what=points&when=week")
    own = page.locator("#own")
    expect(own).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 2000)")
    expect(own).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Around me").click()
    expect(page).to_have_url(re.compile(r"page=2#me$"))
    expect(page.locator("tbody tr.me")).to_be_in_viewport()
    expect(page.locator("#pulse")).to_have_text("Live: ranks move as matches end")
    expect(own).to_be_hidden()  # the row itself is there
    before = own.locator(".rank").text_content()
    archive("ahead", **{me(page): 10_550}, late=20)
    expect(own.locator(".score")).to_have_text("10,050")
    assert own.locator(".rank").text_content() != before
    page.get_by_role("searchbox", name="Find a player by name").fill("CROWD7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("11 names begin so.")
    accessible(page)


def test_without_script_the_page_stands(new_context: Contexts, archive: Archive) -> None:
    archive("still", ida=5)
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/leaderboard/?what=points&when=day")
    page.get_by_role("link", name="Longest streak").click()
    expect(page.get_by_role("link", name="Longest streak")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="Today")).to_have_attribute("aria-current", "true")


def test_an_empty_board_shows_its_first(new_context: Contexts) -> None:
    page, held = new_context().new_page(), list[Route]()
    stream = re.compile(r"/leaderboard/live/")
    page.route(stream, lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright marks what it calls
    with page.expect_request(stream):
        page.goto("/leaderboard/?what=d_prime&when=day")
    expect(page.locator("#empty")).to_be_visible()
    told = {"window": "day", "number": 1, "lines": [{"player": "zoe"}]}
    with page.expect_navigation():
        held[0].fulfill(content_type="text/event-stream", body=f"event: page\ndata: {json.dumps(told)}\n\n")
