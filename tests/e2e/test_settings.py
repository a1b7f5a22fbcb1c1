"""The settings of a match in real browsers: chosen by a host, read by a player, kept for the next room, and obeyed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import (
    DESKTOP,
    PHONE,
    Contexts,
    Hall,
    accessible,
    choose,
    enter,
    open_room,
    round_heading,
    setting,
    switch,
    verdict,
)

CHOICES = {
    "Mode": "Teams",
    "How many teams": "3",
    "Rounds": "5",
    "Time for each": "20 s",
    "Question": "Mixed",
    "Scoring": "Friendly",
    "Time to look at the truth": "8 s",
    "After each round": "I go on",
    "Show the standings": "Only at the end",
    "Seats at most": "30",
}
SWITCHES = {"Show how many have answered": False, "Latecomers may play": False, "List this room publicly": True}
READ = (  # what the others read of it
    "A team scores the mean of its members.",
    "5 faces, 20 s each",
    "Now one face, now two.",
    "A wrong answer costs nothing",
    "The host goes on after each round",
    "Standings only at the end",
    "No latecomers",
)


def choose_all(host: Page) -> None:
    host.get_by_text("More settings").click()
    choose(host, CHOICES)
    for label, on in SWITCHES.items():
        switch(host, label, on)


def holds(host: Page, switches: dict[str, bool]) -> None:
    """Every choice stands as it was chosen."""
    for label, value in CHOICES.items():
        expect(setting(host, label).locator("option:checked")).to_have_text(value)
    for label, on in switches.items():
        expect(host.get_by_role("switch", name=label)).to_be_checked(checked=on)


@pytest.fixture
def host(new_context: Contexts) -> Page:
    return new_context(**DESKTOP).new_page()


def test_what_the_host_chooses_is_read_by_all_and_kept_for_the_next_room(new_context: Contexts, host: Page) -> None:
    code = open_room(host, "Ann")
    bob = new_context(**PHONE).new_page()
    bob.goto(f"/r/{code}/")
    enter(bob, "Bob")
    choose_all(host)
    for words in READ:
        expect(bob.get_by_text(words)).to_be_visible()
    accessible(bob)
    accessible(host)
    host.reload()
    host.get_by_text("More settings").click()
    holds(host, SWITCHES)

    host.get_by_role("link", name="Uncanny").first.click()
    expect(host.get_by_role("button", name="Host a room")).to_be_visible()
    assert open_room(host, "Ann") != code
    host.get_by_text("More settings").click()
    holds(host, {**SWITCHES, "List this room publicly": False})  # who may see a room is chosen anew


def test_a_preset_is_saved_taken_and_deleted(host: Page) -> None:
    open_room(host, "Ann")
    choose_all(host)
    presets = host.get_by_role("group", name="Presets")
    presets.get_by_role("button", name="Save as…").click()
    expect(host.get_by_role("textbox", name="Name of the preset")).to_be_focused()
    host.keyboard.type("Friday")
    host.keyboard.press("Enter")
    friday = presets.get_by_role("button", name="Friday", exact=True)
    expect(friday).to_have_attribute("aria-pressed", "true")
    presets.get_by_role("button", name="Party").click()
    expect(setting(host, "Mode").locator("option:checked")).to_have_text("Sudden death")
    expect(friday).to_have_attribute("aria-pressed", "false")
    open_room(host, "Ann")
    host.get_by_text("More settings").click()
    friday.click()
    holds(host, SWITCHES)
    accessible(host)
    presets.get_by_role("button", name="Delete the preset Friday").click()
    expect(friday).to_have_count(0)
    host.reload()
    expect(presets.get_by_role("button", name="Party")).to_be_visible()
    expect(friday).to_have_count(0)


@pytest.mark.parametrize(
    ("options", "presets"),
    [
        ("{{{", "[}"),
        ("null", "7"),
        ('{"mode": "chess", "rounds": -1e9, "seats": "many", "deck": "gone"}', '[null, 1, {"name": 5}, {"name": "x"}]'),
        ("[[]]", '[{"name": "Odd", "options": {"kind": 3, "seconds": null, "late": "yes"}}]'),
    ],
)
def test_broken_choices_in_the_browser_do_no_harm(host: Page, options: str, presets: str) -> None:
    host.goto("/")
    for key, value in {"options": options, "presets": presets, "name": "", "letters": "{"}.items():
        host.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, value])
    open_room(host, "Ann")
    expect(setting(host, "Mode").locator("option:checked")).to_have_text("Race")
    if "Odd" in presets:
        host.get_by_role("button", name="Odd", exact=True).click()
    host.get_by_role("button", name="Start").click()
    expect(verdict(host, "Real")).to_be_enabled()


def test_latecomers_only_watch_where_the_host_wants_none(hall: Hall) -> None:
    hall.chosen()
    switch(hall.host, "Latecomers may play", on=False)
    expect(hall.bob.get_by_text("No latecomers")).to_be_visible()
    hall.start()
    late = hall.page(f"/r/{hall.code}/", **PHONE)
    late.get_by_role("textbox", name="Nickname").fill("Eve")
    late.keyboard.press("Enter")
    expect(late.get_by_role("heading", name="The match has begun")).to_be_visible()
    accessible(late)
    late.get_by_role("button", name="Watch instead").click()
    expect(round_heading(late, 1)).to_be_visible()
    expect(late.get_by_text("Take a seat")).to_have_count(0)
    hall.bob.reload()
    expect(verdict(hall.bob, "Real")).to_be_enabled()  # who played from the start comes back
    hall.end()
    hall.host.get_by_role("button", name="Start").wait_for()
    late.get_by_role("button", name="Take a seat").click()  # under the name that was typed before
    expect(late.get_by_role("heading", name="You are in.")).to_be_visible()
    expect(hall.host.get_by_text("4 are here")).to_be_visible()


def test_neither_counts_nor_standings_where_the_host_wants_none(hall: Hall) -> None:
    hall.chosen(**{"Show the standings": "Only at the end"})
    switch(hall.host, "Show how many have answered", on=False)
    hall.start()
    for page in hall.players[:2]:
        verdict(page, "AI").click()
        expect(page.get_by_text("Locked in.", exact=True)).to_be_visible()
    hall.watcher.reload()
    expect(round_heading(hall.watcher, 1)).to_be_visible()
    for page in hall.all:
        expect(page.get_by_text(re.compile(r"\d+ of \d+ (have )?answered"))).to_have_count(0)
    verdict(hall.cat, "AI").click()
    for page in hall.all:
        expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
        expect(page.get_by_role("complementary", name="Standings")).to_have_count(0)
        expect(page.locator("ol.standings")).to_have_count(0)
        expect(page.get_by_text(re.compile(r"^\d(st|nd|rd|th)$"))).to_have_count(0)
    hall.end()
    for page in hall.all:
        expect(page.locator("main").get_by_role("list").first.get_by_role("listitem")).to_have_count(3)


def test_the_third_finds_a_room_of_two_full(new_context: Contexts, host: Page) -> None:
    host.goto("/")
    host.evaluate("localStorage.setItem('options', JSON.stringify({seats: 2}))")
    code = open_room(host, "Ann")
    host.get_by_text("More settings").click()
    expect(setting(host, "Seats at most")).to_have_value("2")
    bob, cat = (new_context(**PHONE).new_page() for _ in range(2))
    for page, name in ((bob, "Bob"), (cat, "Cat")):
        page.goto(f"/r/{code}/")
        page.get_by_role("textbox", name="Nickname").fill(name)
        page.keyboard.press("Enter")
        if page is bob:
            expect(host.get_by_text("2 are here")).to_be_visible()
    expect(cat.get_by_role("heading", name="This room is full")).to_be_visible()
    accessible(cat)
    cat.get_by_role("button", name="Watch").click()
    expect(cat.get_by_text("You are watching.")).to_be_visible()
    expect(host.get_by_text("2 are here")).to_be_visible()
