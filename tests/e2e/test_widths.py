"""Nothing is wider than the screen: a player's lobby, round, reveal and podium on a phone, a tablet and a projector."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import DESKTOP, LONG, Contexts, choose, enter, open_room, revealed, verdict


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
    fits(page)
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("dialog").get_by_role("button", name="End match…").click()
    host.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()
    expect(page.get_by_role("heading", name="Your match")).to_be_visible()
    fits(page)
