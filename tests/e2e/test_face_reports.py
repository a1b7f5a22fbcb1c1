"""A face is reported where its truth is told: by touch, keys and without script; nothing moves or stays open."""

import re
import sqlite3

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hall import (
    DESKTOP,
    PHONE,
    Contexts,
    accessible,
    choose,
    enter,
    open_room,
    revealed,
    round_heading,
    switch,
    verdict,
)
from tests.e2e.test_report import play_a_round
from tests.servers import GameServer

THUMB = 44  # pixels
REASONS = ["Real or AI is wrong", "I know this person", "It is offensive", "The picture is broken"]
BESIDE = "card => card.querySelector('.thumb').getBoundingClientRect().top - card.getBoundingClientRect().top"
FACES = "[...document.querySelectorAll('.result, .frame')].map(e => JSON.stringify(e.getBoundingClientRect())).join()"


def opener(page: Page) -> Locator:
    return page.get_by_role("button", name="Report this face")


def menu(page: Page) -> Locator:
    return page.get_by_role("group", name="Report this face")


def kept(server: GameServer) -> list[str]:
    """Return the reasons of all reports, as the staff has them."""
    with sqlite3.connect(server.data / "db.sqlite3") as database:
        return [row[0] for row in database.execute("SELECT reason FROM decks_complaint ORDER BY id")]


@pytest.fixture
def bob(new_context: Contexts) -> Page:
    return new_context(**PHONE).new_page()


@pytest.fixture
def host(new_context: Contexts, bob: Page) -> Page:
    """A host on a desktop; Bob, on a phone, is in the room."""
    page = new_context(**DESKTOP).new_page()
    bob.goto(f"/r/{open_room(page, 'Ann')}/")
    enter(bob, "Bob")
    return page


def reveal(host: Page, bob: Page, **choices: str) -> None:
    host.get_by_text("More settings").click()
    choose(host, {"Time for each": "60 s", "After each round": "I go on", **choices})
    host.get_by_role("button", name="Start").click()
    for page in (host, bob):
        expect(verdict(page, "Real")).to_be_enabled()
    verdict(host, "Real").click()
    verdict(bob, "AI").click()


def test_a_face_is_reported_at_its_reveal(host: Page, bob: Page, server: GameServer) -> None:
    before = len(kept(server))
    reveal(host, bob)
    for page in (host, bob):
        revealed(page)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished.catch(() => 0)))")
    size = opener(bob).bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= THUMB
    stood = bob.evaluate(FACES)
    opener(bob).tap()
    expect(menu(bob).get_by_role("button")).to_have_text(REASONS)
    for item in menu(bob).get_by_role("button").all():
        expect(item).to_be_in_viewport(ratio=1)
        assert item.bounding_box()["height"] >= THUMB
    accessible(bob)
    menu(bob).get_by_role("button", name="I know this person").tap()
    expect(bob.get_by_text("Thank you. Somebody will look at this face.")).to_be_attached()
    expect(menu(bob)).to_be_hidden()
    assert bob.evaluate(FACES) == stood  # nothing has moved
    assert kept(server)[before:] == ["known"]

    opener(host).focus()
    host.keyboard.press("Enter")
    expect(menu(host)).to_be_visible()
    host.keyboard.press("Escape")
    expect(menu(host)).to_be_hidden()
    expect(opener(host)).to_be_focused()
    host.keyboard.press("Enter")
    host.keyboard.press("Tab")
    expect(menu(host).get_by_role("button", name=REASONS[0])).to_be_focused()
    host.keyboard.press("Enter")
    expect(host.get_by_text("Thank you. Somebody will look at this face.")).to_be_attached()
    expect(opener(host)).to_be_focused()
    assert kept(server)[before:] == ["known", "wrong"]

    # The next question opens while the menu is open.
    opener(bob).tap()
    expect(menu(bob)).to_be_visible()
    expect(menu(bob).get_by_role("button", pressed=True)).to_have_text("I know this person")
    host.keyboard.press("n")
    expect(round_heading(bob, 2)).to_be_visible()
    expect(verdict(bob, "Real")).to_be_enabled()
    expect(menu(bob)).to_have_count(0)
    verdict(bob, "Real").tap()
    expect(verdict(bob, "Real")).to_have_attribute("aria-pressed", "true")


def test_of_a_pair_one_is_chosen(host: Page, bob: Page, server: GameServer) -> None:
    before = len(kept(server))
    host.get_by_text("More settings").click()
    choose(host, {"Time for each": "60 s", "After each round": "I go on", "Question": "Two faces"})
    host.get_by_role("button", name="Start").click()
    for page in (host, bob):
        page.get_by_role("button", name=re.compile("^Left face")).click()
    button = bob.get_by_role("button", name="Report one of these faces")
    button.tap()
    right = bob.get_by_role("button", name="Right: The picture is broken")
    right.scroll_into_view_if_needed()
    right.tap()
    expect(bob.get_by_text("Thank you. Somebody will look at this face.")).to_be_attached()
    accessible(bob)
    assert kept(server)[before:] == ["broken"]


def test_a_face_is_reported_after_the_match(host: Page, bob: Page, new_context: Contexts, server: GameServer) -> None:
    before = len(kept(server))
    play_a_round(host, bob)
    button = bob.get_by_role("button", name="Report face 1", exact=True)
    button.scroll_into_view_if_needed()
    button.tap()
    bob.get_by_role("button", name="It is offensive").tap()
    expect(bob.get_by_text("Thank you. Somebody will look at this face.")).to_be_attached()
    assert kept(server)[before:] == ["offensive"]

    bob.get_by_role("link", name="Your report").click()
    summary = bob.locator("details.complaint > summary")
    expect(summary).to_have_count(1)
    assert summary.bounding_box()["height"] >= THUMB
    summary.scroll_into_view_if_needed()
    card = bob.locator("li, tr").filter(has=summary)
    before_it_opens = card.evaluate(BESIDE)
    summary.tap()
    assert card.evaluate(BESIDE) == before_it_opens  # what is open pushes the picture nowhere
    accessible(bob)
    bob.get_by_role("button", name="The picture is broken").tap()
    expect(summary).to_have_text("Thanks")
    expect(bob.get_by_role("button", name="The picture is broken")).to_be_hidden()
    assert kept(server)[before:] == ["broken"]  # it was still open

    plain = new_context(java_script_enabled=False, storage_state=host.context.storage_state()).new_page()
    plain.goto(host.get_by_role("link", name="Report", exact=True).get_attribute("href") or "")
    plain.locator("details.complaint > summary").click()
    plain.get_by_role("button", name="Real or AI is wrong").click()
    expect(plain.get_by_role("heading", name="Thank you.")).to_be_visible()
    plain.get_by_role("link", name="Back").click()
    expect(plain.get_by_role("heading", name="Match report")).to_be_visible()
    assert kept(server)[before:] == ["broken", "wrong"]


def test_what_a_licence_forbids_is_said_before_and_after(
    host: Page, bob: Page, new_context: Contexts, server: GameServer
) -> None:
    mark, leaks = "Non-commercial use only", "Real and AI pictures of this deck differ in style."
    with sqlite3.connect(server.data / "db.sqlite3") as database:
        database.execute("UPDATE decks_face SET non_commercial = 1, licence = ''")
    try:
        switch(host, "I play too", on=True)
        host.reload()
        expect(host.locator(".settings").get_by_text(mark)).to_be_visible()
        expect(host.get_by_text(leaks)).to_have_count(0)
        reveal(host, bob)
        screen = new_context(viewport={"width": 1920, "height": 1080}).new_page()
        screen.goto(host.url.split("?")[0] + "screen/")
        for page in (host, bob, screen):
            expect(page.get_by_text(mark)).to_be_visible()
            expect(page.get_by_text(re.compile("licence not stated"))).to_be_visible()
    finally:
        with sqlite3.connect(server.data / "db.sqlite3") as database:
            database.execute("UPDATE decks_face SET non_commercial = 0, licence = 'MIT'")
