"""People and names in real browsers: a host renames one and removes another; look-alikes of a name are refused."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

Contexts = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 360, "height": 640}, "color_scheme": "light", "has_touch": True, "is_mobile": True}
FOR_GOOD = "They cannot come back with the same browser."
LOOK_ALIKE = "B\N{CYRILLIC SMALL LETTER O}b"


def accessible(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    assert found == []


def nickname(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Nickname")


def enter(page: Page, name: str) -> None:
    nickname(page).fill(name)
    page.keyboard.press("Enter")
    expect(chip(page, name)).to_be_visible()


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def options(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Options for {name}", exact=True)


def open_menu(page: Page, name: str) -> None:
    expect(chip(page, name)).not_to_contain_text("away")  # a word that would move the button when it goes
    options(page, name).click()
    expect(page.get_by_role("button", name="Rename")).to_be_visible()


def stopped(page: Page) -> None:
    expect(page.get_by_role("heading", name="You are not in this room any more")).to_be_visible()
    expect(page.get_by_text("The host removed you. You cannot come back with this browser.")).to_be_visible()
    expect(page.get_by_role("link", name="Home")).to_be_visible()


@pytest.fixture
def host(new_context: Contexts) -> Page:
    page = new_context().new_page()
    page.goto("/")
    page.get_by_role("button", name="Host a room").click()
    enter(page, "Ann")
    return page


@pytest.fixture
def bob(new_context: Contexts, host: Page) -> Page:
    page = new_context(**PHONE).new_page()
    page.goto(host.url)
    enter(page, "Bob")
    return page


def test_the_host_gives_somebody_another_name(host: Page, bob: Page) -> None:
    expect(options(bob, "Ann")).to_have_count(0)  # who does not host has nothing to choose
    # By keyboard alone: the button, the menu, the dialog, and back to the button.
    options(host, "Bob").focus()
    host.keyboard.press("Enter")
    expect(host.get_by_role("button", name="Remove")).to_be_visible()
    accessible(host)
    host.keyboard.press("Tab")
    host.keyboard.press("Enter")
    field = host.get_by_role("dialog", name="Rename Bob").get_by_role("textbox", name="New name")
    expect(field).to_be_focused()
    expect(field).to_have_value("Bob")

    host.keyboard.type("ann")  # the prefilled name is selected
    host.keyboard.press("Enter")
    expect(field).to_have_accessible_description("Somebody here has a name that looks like this one.")
    expect(field).to_have_value("ann")
    expect(field).to_be_focused()
    accessible(host)

    field.fill("Bobby")
    host.keyboard.press("Enter")
    expect(host.get_by_role("dialog")).to_have_count(0)
    expect(chip(host, "Bobby")).to_be_visible()
    expect(options(host, "Bobby")).to_be_focused()

    expect(bob.get_by_role("status").filter(has_text="The host calls you Bobby now.")).to_be_visible()
    expect(chip(bob, "Bobby")).to_contain_text("you")
    accessible(bob)
    bob.get_by_role("button", name="Got it").tap()
    expect(bob.get_by_text("The host calls you Bobby now.")).to_have_count(0)
    bob.reload()
    expect(chip(bob, "Bobby")).to_contain_text("you")


def test_who_is_removed_does_not_come_back(new_context: Contexts, host: Page, bob: Page) -> None:
    mia = new_context().new_page()
    mia.goto(host.url)
    enter(mia, "Mia")
    open_menu(host, "Ann")
    expect(host.get_by_role("button", name="Remove")).to_have_count(0)  # nobody removes themselves
    host.keyboard.press("Escape")
    expect(options(host, "Ann")).to_be_focused()

    open_menu(host, "Mia")
    host.get_by_role("button", name="Remove").click()
    asked = host.get_by_role("alertdialog", name="Remove Mia?")
    expect(asked).to_have_accessible_description(FOR_GOOD)
    accessible(host)
    asked.get_by_role("button", name="Cancel").click()
    expect(options(host, "Mia")).to_be_focused()
    open_menu(host, "Mia")
    host.get_by_role("button", name="Remove").click()
    asked.get_by_role("button", name="Remove").click()

    stopped(mia)
    accessible(mia)
    mia.reload()
    stopped(mia)
    mia.clock.install()
    mia.goto(f"{host.url.partition('?')[0].rstrip('/')}/screen/")
    for _ in range(2):  # a page that tries again by itself would, within the minute
        expect(mia.get_by_role("heading", name="You are not in this room any more")).to_be_visible()
        expect(mia.get_by_text("The host removed you. You cannot come back with this browser.")).to_be_visible()
        mia.evaluate("window.stayed = true")
        mia.clock.fast_forward(60_000)
    assert mia.evaluate("window.stayed") is True

    for page in (host, bob):
        expect(page.get_by_text("2 are here")).to_be_visible()
        expect(chip(page, "Mia")).to_have_count(0)
    expect(host.get_by_role("heading", name="2 are here")).to_be_focused()


def test_the_role_is_not_said_to_be_handed_over_before_it_is(host: Page, bob: Page) -> None:
    address = bob.url
    open_menu(host, "Bob")
    host.get_by_role("button", name="Make host").click()
    asked = host.get_by_role("alertdialog", name="Make Bob the host?")
    bob.goto("about:blank")
    expect(chip(host, "Bob")).to_contain_text("away")
    asked.get_by_role("button", name="Make host").click()
    expect(asked.get_by_role("alert")).to_have_text("They are away at the moment.")
    expect(host.get_by_text("Bob hosts now.")).to_have_count(0)
    accessible(host)
    bob.goto(address)
    expect(chip(host, "Bob")).not_to_contain_text("away")
    asked.get_by_role("button", name="Make host").click()
    expect(asked).to_have_count(0)
    expect(bob.get_by_role("button", name="Start")).to_be_visible()
    expect(host.get_by_text("Bob hosts now.")).to_have_count(1)


def the_people_stay_open_over_the_podium(host: Page, bob: Page) -> None:
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("button", name="People").click()
    people = host.get_by_role("dialog", name="People")
    expect(people.get_by_role("heading", name="2 are here")).to_be_visible()
    expect(bob.get_by_role("heading", name="Your match")).to_be_visible(timeout=15_000)
    expect(bob.get_by_role("heading", level=1)).to_be_focused()
    expect(host.locator("main.podium")).to_be_visible()
    accessible(host)
    options(host, "Rara").click()
    host.get_by_role("button", name="Remove").click()
    asked = host.get_by_role("alertdialog", name="Remove Rara?")
    expect(asked).to_have_accessible_description(f"{FOR_GOOD} Their result stays.")
    asked.get_by_role("button", name="Cancel").click()
    expect(options(host, "Rara")).to_be_focused()
    people.get_by_role("button", name="Close").click()
    expect(host.get_by_role("button", name="Host", exact=True)).to_be_focused()  # another one than that which opened it


def test_the_host_looks_after_people_while_a_match_runs(new_context: Contexts, host: Page, bob: Page) -> None:
    mia = new_context().new_page()
    mia.goto(host.url)
    enter(mia, "Mia")
    host.get_by_label("Rounds").select_option("5")
    host.get_by_label("Time for each").select_option("30")
    host.get_by_role("button", name="Start").focus()
    host.keyboard.press("Enter")
    expect(bob.get_by_role("button", name=re.compile("^Real"))).to_be_enabled()
    expect(bob.get_by_role("button", name="Host", exact=True)).to_have_count(0)  # only the host has controls
    expect(host.get_by_role("heading", level=1)).to_be_focused()
    expect(host.get_by_role("heading", name="Round 1 of")).to_be_visible()

    # By keyboard: the dialog has the keys as long as it is open.
    button = host.get_by_role("button", name="Host", exact=True)
    button.focus()
    host.keyboard.press("Enter")
    host.get_by_role("dialog", name="You host this match").get_by_role("button", name="People").focus()
    host.keyboard.press("Enter")
    people = host.get_by_role("dialog", name="People")
    expect(people.get_by_role("heading", name="3 are here")).to_be_visible()
    accessible(host)
    options(host, "Bob").focus()
    host.keyboard.press("Enter")
    host.keyboard.press("Tab")
    host.keyboard.press("Enter")
    field = host.get_by_role("dialog", name="Rename Bob").get_by_role("textbox", name="New name")
    expect(field).to_be_focused()
    accessible(host)
    host.keyboard.type("Rara")
    host.keyboard.press("ArrowLeft")
    host.keyboard.press("Enter")
    expect(options(host, "Rara")).to_be_focused()
    expect(bob.get_by_role("status").filter(has_text="The host calls you Rara now.")).to_be_visible()
    host.keyboard.press("ArrowLeft")  # would answer, with nothing above the buttons

    open_menu(host, "Mia")
    host.get_by_role("button", name="Remove").click()
    asked = host.get_by_role("alertdialog")
    expect(asked).to_have_accessible_description(f"{FOR_GOOD} Their answers of this match go, too.")
    asked.get_by_role("button", name="Remove").click()
    stopped(mia)
    expect(people.get_by_role("heading", name="2 are here")).to_be_focused()
    host.keyboard.press("Escape")
    expect(people).to_have_count(0)
    expect(button).to_be_focused()

    # The keys answer again, and the people stay open over the end of the match.
    expect(host.get_by_role("button", name=re.compile("^Real"))).to_have_attribute("aria-pressed", "false")
    for number in range(1, 6):
        for page in (host, bob):
            expect(page.get_by_role("heading", name=f"Round {number} of")).to_be_visible(timeout=10_000)
            expect(page.get_by_role("button", name=re.compile("^Real"))).to_be_enabled()
            page.keyboard.press("ArrowLeft")
            expect(page.get_by_text(re.compile(r"^\s*(Locked in|Made by AI|Real photo)")).first).to_be_visible()
    the_people_stay_open_over_the_podium(host, bob)


def test_who_only_watches_is_not_asked_again(new_context: Contexts, host: Page) -> None:
    page = new_context().new_page()
    page.goto(host.url)
    page.get_by_role("button", name="Just watch").click()
    for _ in range(2):
        expect(page.get_by_text("You are watching.")).to_be_visible()
        page.reload()
    page.get_by_role("button", name="Take a seat").click()
    enter(page, "Mia")
    page.reload()
    expect(chip(page, "Mia")).to_contain_text("you")


def test_a_name_that_looks_like_one_in_the_room_is_refused(new_context: Contexts, host: Page, bob: Page) -> None:
    page = new_context().new_page()
    page.goto(host.url)
    for tried, reason in (
        (LOOK_ALIKE, "Somebody here has a name that looks like this one."),
        ("n" * 21, "20 characters at most, please."),
        (" ", re.compile("Everybody needs a name")),
    ):
        nickname(page).fill(tried)
        page.keyboard.press("Enter")
        expect(nickname(page)).to_have_accessible_description(reason)
        expect(nickname(page)).to_have_value(tried)
        expect(nickname(page)).to_be_focused()
        accessible(page)
    # Twenty characters to people, in more than a hundred bytes.
    enter(page, "\N{FLEXED BICEPS}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}" * 20)
    expect(bob.get_by_text("3 are here")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # the field is gone: readers go on from here
