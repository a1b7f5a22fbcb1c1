"""A host with nothing but a phone: the whole match and its people, before a spectator and a big screen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hall import PHONE, Contexts, Hall, accessible, revealed, round_heading, setting, verdict


@pytest.fixture
def hall(new_context: Contexts) -> Hall:
    return Hall(new_context, host=PHONE)


def sheet(hall: Hall) -> Locator:
    hall.host.get_by_role("button", name="Host", exact=True).tap()
    return hall.host.get_by_role("dialog")


def press(within: Locator, name: str) -> None:
    """Tap a button. It is on the screen, or can be scrolled there, and as wide as a finger."""
    button = within.get_by_role("button", name=name, exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    assert box["height"] >= 40
    button.tap()


def menu(page: Page, name: str, deed: str) -> None:
    page.get_by_role("button", name=f"Options for {name}", exact=True).tap()
    page.get_by_role("button", name=deed, exact=True).tap()


def test_a_whole_match_is_run_from_a_phone(hall: Hall) -> None:
    hall.chosen()
    hall.host.get_by_role("button", name="Start").tap()
    hall.question(1)
    dialog = sheet(hall)
    accessible(hall.host)
    press(dialog, "Pause")
    for page in (hall.bob, hall.cat, hall.watcher, hall.screen):
        expect(page.get_by_text("Paused by the host").first).to_be_visible()
    press(dialog, "Go on")
    for page in (hall.bob, hall.cat):
        expect(verdict(page, "Real")).to_be_enabled()
    press(dialog, "Skip round")
    for page in (hall.bob, hall.cat, hall.watcher, hall.screen):
        expect(page.get_by_text("Skipped").first).to_be_visible()
    dialog.get_by_role("switch", name="Lock the door").tap()
    expect(hall.screen.get_by_role("img", name="QR code to join")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Next", exact=True)).to_be_enabled()
    press(dialog, "Next")
    expect(round_heading(hall.bob, 2)).to_be_visible()
    press(dialog, "Close")
    expect(dialog).to_have_count(0)
    for page in hall.players:
        verdict(page, "AI").click()
    for page in hall.all:
        revealed(page)
    press(sheet(hall), "End match…")
    accessible(hall.host)
    press(hall.host.get_by_role("dialog"), "End match")
    for page in (hall.host, hall.bob, hall.cat):
        expect(page.get_by_text("The match ended after 2 of 10 rounds.")).to_be_visible()
    expect(hall.screen.get_by_role("heading", level=1)).to_be_visible()
    assert hall.host.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_people_are_renamed_and_removed_before_everybody_s_eyes(hall: Hall) -> None:
    setting(hall.host, "Time for each").select_option(label="60 s")
    menu(hall.host, "Bob", "Rename")
    hall.host.get_by_role("dialog", name="Rename Bob").get_by_role("textbox", name="New name").fill("Bobby")
    press(hall.host.get_by_role("dialog", name="Rename Bob"), "Save")
    for page in hall.all:
        expect(page.get_by_role("listitem").filter(has_text="Bobby")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has=page.get_by_text("Bob", exact=True))).to_have_count(0)

    hall.host.get_by_role("button", name="Start").tap()
    hall.question(1)
    verdict(hall.bob, "Real").tap()
    expect(hall.watcher.get_by_text("1 of 3 have answered.")).to_be_visible()
    expect(hall.bob.get_by_text("Locked in. 1 of 3 have answered.")).to_be_visible()
    for undecided in (hall.host, hall.cat):
        expect(undecided.get_by_text("Real, or made by AI?", exact=True)).to_be_visible()
        expect(undecided.get_by_text("have answered")).to_have_count(0)
    press(sheet(hall), "People")
    menu(hall.host.get_by_role("dialog", name="People"), "Cat", "Remove")
    asked = hall.host.get_by_role("alertdialog", name="Remove Cat?")
    accessible(hall.host)
    press(asked, "Remove")
    expect(hall.cat.get_by_role("heading", name="You are not in this room any more")).to_be_visible()
    expect(hall.watcher.get_by_text("1 of 2 have answered.")).to_be_visible()
    expect(hall.screen.get_by_text(re.compile("1 of 2 answered"))).to_be_visible()
    press(hall.host.get_by_role("dialog", name="People"), "Close")
    verdict(hall.host, "Real").tap()
    for page in (hall.host, hall.bob, hall.watcher, hall.screen):
        revealed(page)
        expect(page.get_by_text("Cat", exact=True)).to_have_count(0)
        expect(page.get_by_text("Bobby", exact=True).first).to_be_visible()
