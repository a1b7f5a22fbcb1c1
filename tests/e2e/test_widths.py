"""Nothing is wider than the screen: a player's lobby, round, reveal and podium on a phone, a tablet and a projector."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import DESKTOP, LONG, Contexts, choose, enter, open_room, revealed, verdict

# Codes are drawn by lot: the page is made to read another one, and its socket goes to the room all the same.
RENAMED = """([room, code]) => {
    const { parse } = JSON;
    JSON.parse = (...given) => {
        const read = parse(...given);
        return read?.join_url && read.code === room ? { ...read, code } : read;
    };
    window.WebSocket = class extends WebSocket {
        constructor(url) {
            super(String(url).replace(`/ws/room/${code}/`, `/ws/room/${room}/`));
        }
    };
}"""
# What the letters, as they are painted, lie over or run out of.
TOUCHED = """letters => document.fonts.ready.then(() => {
    const range = document.createRange();
    range.selectNodeContents(letters.querySelector("span") ?? letters);
    const { left, right } = range.getBoundingClientRect();
    const { top, bottom } = letters.getBoundingClientRect();
    const ink = { left, right, top, bottom };
    const others = [...document.querySelectorAll("main *")]
        .filter(e => !e.contains(letters) && !letters.contains(e) && e.checkVisibility());
    const over = ({ left, right, top, bottom }) =>
        ink.left < right && left < ink.right && ink.top < bottom - 1 && top + 1 < ink.bottom;
    const touched = others.filter(e => over(e.getBoundingClientRect())).map(e => e.outerHTML.slice(0, 80));
    return ink.right > innerWidth || ink.left < 0 ? ["the edge", ...touched] : touched;
})"""

APART = """() => {
    const [tag, title, heading] = [".half p.tag", "header .title", "header h1"]
        .map(each => document.querySelector(each).getBoundingClientRect());
    return tag.top >= title.bottom && title.height < 1.8 * heading.height;
}"""


def fits(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    wide = """[...document.querySelectorAll("main *")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 120))"""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.evaluate(
        wide
    )


@pytest.mark.parametrize("kind", ["One face", "Two faces"])
@pytest.mark.parametrize(("width", "height"), [(360, 640), (768, 1024), (1920, 1080)])
def test_a_player_never_scrolls_sideways(new_context: Contexts, width: int, height: int, kind: str) -> None:
    host = new_context(**DESKTOP).new_page()
    code = open_room(host, "W" * 20)  # the widest name there is
    page = new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"/r/{code}/")
    enter(page, "M" * 20)
    host.get_by_text("More settings").click()
    choose(host, {**LONG, "Mode": "Teams", "Question": kind, "Scoring": "Friendly"})
    expect(page.get_by_text("A team scores the mean of its members.")).to_be_visible()
    fits(page)
    word = "Real" if kind == "One face" else "Left face"
    host.get_by_role("button", name="Start").click()
    for each in (page, host):
        expect(verdict(each, word)).to_be_enabled()
    fits(page)
    for each in (page, host):
        verdict(each, word).click()
    if kind == "One face":
        revealed(page)
    else:
        expect(page.get_by_text("You chose the left one").first).to_be_visible()
        assert page.evaluate(APART), "the own pick hangs over into the head, or the title takes two lines"
    fits(page)
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("dialog").get_by_role("button", name="End match…").click()
    host.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()
    expect(page.get_by_role("heading", name="Your match")).to_be_visible()
    fits(page)


@pytest.mark.parametrize("code", ["WWWW", "WWWWW", "HBWW"])
def test_the_widest_code_stays_in_its_place(new_context: Contexts, code: str) -> None:
    """In the host's lobby and on the big screen: beside it are people, settings and the QR code."""
    host, screen = new_context(**DESKTOP).new_page(), new_context().new_page()
    room = open_room(host, "Ann")
    for page, path, widths in (
        (host, "", (360, 768, 1024, 1280, 1440, 1920)),
        (screen, "screen/", (360, 1024, 1280, 1920, 3840)),
    ):
        page.add_init_script(f"({RENAMED})({json.dumps([room, code])})")
        page.goto(f"/r/{room}/{path}")
        letters = page.get_by_role("heading", name=f"Code: {' '.join(code)}")
        expect(letters).to_be_visible()
        for width in widths:
            page.set_viewport_size({"width": width, "height": width * 9 // 16 if width > 800 else width * 16 // 9})
            assert letters.evaluate(TOUCHED) == [], (page.url, width)
