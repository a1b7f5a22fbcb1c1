"""The pages in a real browser: the way in, the face to try, both themes, both languages, and what axe says."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

Contexts = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
SIZES = {
    "phone": PHONE,
    "tablet": {"viewport": {"width": 768, "height": 1024}},
    "wall": {"viewport": {"width": 1920, "height": 1080}},
}


def _complaints(page: Page) -> list[str]:
    return [f"{found['id']}: {found['help']}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_and_are_accessible(new_context: Contexts, size: str, scheme: str, locale: str) -> None:
    page = new_context(**SIZES[size], color_scheme=scheme, locale=locale).new_page()
    for address in ("/", "/?missing=KWTZ", "/leaderboard/", "/credits/"):
        page.goto(address, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert _complaints(page) == [], address


def test_the_way_in_is_on_the_first_screen_of_a_phone(new_context: Contexts) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/")
    for wanted in (
        page.locator("#code"),
        page.get_by_role("button", name="Join"),
        page.get_by_role("button", name="Host"),
    ):
        expect(wanted).to_be_in_viewport(ratio=1)
    expect(page.locator("#code")).not_to_be_focused()  # its keyboard would cover the page


def test_the_code_field_is_ready_for_the_keyboard(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type("kw1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("A code has four or five letters.")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("alert")).to_be_empty()


def test_an_unknown_code_comes_back_with_an_error(page: Page) -> None:
    page.goto("/")
    page.keyboard.type("zzzz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("No room ZZZZ. Check the letters.")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_value("ZZZZ")


def test_a_face_can_be_tried_again_and_again(page: Page) -> None:
    page.goto("/")
    section = page.get_by_role("region", name="Try one")
    real = section.get_by_role("button", name="Real")
    for tries in (1, 2):
        expect(real).to_be_enabled()
        height = page.evaluate("document.documentElement.scrollHeight")
        real.click()
        expect(section.get_by_role("status")).to_have_text(re.compile("photograph|Nobody ever had this face"))
        expect(section.get_by_text(f"of {tries} right")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") == height  # nothing moved
        section.get_by_role("button", name="Another").click()
    expect(section.get_by_role("status")).to_have_text("Go on, try one")


def test_without_a_face_the_section_steps_aside(page: Page) -> None:
    page.route("**/sample/", lambda route: route.fulfill(json={"unexpected": True}))
    page.goto("/")
    expect(page.locator("#try")).to_be_hidden()
    expect(page.locator("#code")).to_be_visible()


def test_the_language_switch_works_without_script(new_context: Contexts) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/leaderboard/")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("排行榜")
    page.goto("/")
    expect(page.locator("#try")).to_be_hidden()  # a face to try needs a script
