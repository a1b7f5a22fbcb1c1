"""A thousand people in a lobby: the page stays small, nobody is lost, and keyboards and readers find their way."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from server.rooms.protocol import PEOPLE
from tests.e2e.hall import PHONE, accessible, enter
from tests.servers import ROOT, GameServer

Contexts = Callable[..., BrowserContext]
BOTS = 999  # and one phone: as many as a room takes
FIRST = 24  # names until somebody asks for more


@pytest.fixture
def crowd(server: GameServer) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Bots with a room; they come when they are sent a line."""
    command = [sys.executable, "-m", "tests.load.crowd", server.url, str(BOTS), "5"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bots:
        try:
            assert bots.stdout
            yield bots, bots.stdout.readline().removeprefix("room ").strip()
        finally:
            bots.kill()


def come(bots: subprocess.Popen[str]) -> None:
    """Bring them all in."""
    assert bots.stdin
    assert bots.stdout
    bots.stdin.write("\n")
    bots.stdin.flush()
    assert bots.stdout.readline().strip() == "here"


def people(page: Page) -> Locator:
    return page.locator(".people li")


def test_a_thousand_names(new_context: Contexts, crowd: tuple[subprocess.Popen[str], str]) -> None:
    bots, code = crowd
    page = new_context(**PHONE).new_page()
    page.goto(f"/r/{code}/")
    enter(page, "Zoe")
    empty = page.evaluate("document.querySelectorAll('*').length")
    come(bots)
    heading = page.get_by_role("heading", name=f"{BOTS + 1} are here")
    expect(heading).to_be_visible()
    # The first ones, oneself before all; the others are counted.
    expect(people(page)).to_have_count(FIRST + 1)
    expect(people(page).first).to_contain_text("Zoe")
    expect(people(page).last).to_have_text(f"and {BOTS + 1 - FIRST} more")
    accessible(page)

    page.get_by_role("button", name=re.compile("more$")).focus()
    page.keyboard.press("Enter")
    expect(heading).to_be_focused()  # the button is gone: readers go on from the heading
    expect(people(page)).to_have_count(PEOPLE)
    assert page.evaluate("document.querySelectorAll('*').length") < empty + 6 * PEOPLE
    accessible(page)

    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("0-777")
    expect(people(page)).to_have_count(1)
    expect(people(page)).to_contain_text("Bot 0-777")
    page.get_by_role("searchbox").fill("")
    assert paged(page) == {"Zoe", "Host 0", *(f"Bot 0-{number}" for number in range(1, BOTS))}


def paged(page: Page) -> set[str]:
    """Go through all pages by the keyboard; return every name that was shown."""
    names: set[str] = set()
    pages = -(-(BOTS + 1) // PEOPLE)
    for number in range(1, pages + 1):
        expect(page.get_by_text(f"Page {number} of {pages}")).to_be_visible()
        expect(people(page)).to_have_count(PEOPLE if number < pages else (BOTS + 1) % PEOPLE)
        fresh = [name for name in people(page).locator(".name").all_inner_texts() if name not in names]
        names.update(fresh)
        if number < pages:
            last = people(page).nth(5).inner_text()
            page.get_by_role("button", name="Next page").press("Enter")
            expect(people(page).nth(5)).not_to_have_text(last)
    return names
