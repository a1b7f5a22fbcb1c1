"""Practice in a browser: alone, by keyboard, set after set."""

from playwright.sync_api import Page, expect

from tests.e2e.hall import PHONE, Contexts, accessible


def answer(page: Page, key: str) -> None:
    """Answer the next face, and see the truth."""
    expect(page.locator("main.stage:not(.told) .frame img")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="Real")).to_be_enabled()
    page.keyboard.press(key)
    expect(page.locator(".told .ribbon")).to_be_visible()


def on(page: Page) -> None:
    """Go on by keyboard, once a press is no longer taken for one that was meant for the question."""
    expect(page.get_by_role("button", name="Next face")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Enter")


def test_a_set_by_keyboard_alone(new_context: Contexts) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/")
    page.get_by_role("button", name="Practice").click()
    for number in range(1, 8):
        answer(page, "r" if number % 2 else "ArrowRight")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        expect(page.get_by_text(f"of {number} right")).to_be_visible()
        if number == 3:
            accessible(page)
            page.reload()  # nothing is lost, and nothing counted twice
            expect(page.get_by_text("of 3 right")).to_be_visible()
            expect(page.locator(".told .ribbon")).to_be_visible()
        if number < 7:
            on(page)
    expect(page.get_by_text("points")).to_have_count(0)
    page.get_by_role("button", name="End practice").click()
    expect(page.get_by_role("heading", name="of 7 right")).to_be_visible()
    expect(page.get_by_text("your sensitivity")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Go on").click()
    answer(page, "a")
    expect(page.get_by_text("of 8 right")).to_be_visible()  # over all sets


def test_who_types_its_code_stays_outside(new_context: Contexts) -> None:
    alone, other = new_context().new_page(), new_context().new_page()
    alone.goto("/practice/")
    accessible(alone)
    alone.get_by_role("button", name="Begin").click()
    expect(alone.locator("main.stage")).to_be_visible(timeout=15_000)
    other.goto(alone.url)
    expect(other.get_by_text("No room")).to_be_visible()


def test_on_a_laptop_nothing_scrolls(new_context: Contexts) -> None:
    page = new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
    page.goto("/practice/")
    page.get_by_role("button", name="开始").press("Enter")
    next_one = page.get_by_role("button", name="下一张")
    for number in range(1, 4):
        expect(page.locator("main.stage:not(.told) .frame img")).to_be_visible(timeout=15_000)
        expect(page.get_by_role("button", name="真人")).to_be_enabled()
        face = page.locator(".frame").bounding_box()
        page.keyboard.press("a" if number % 2 else "ArrowLeft")
        expect(next_one).to_have_attribute("aria-disabled", "false")
        expect(page.get_by_text("你选了“AI”。" if number % 2 else "你选了“真人”。")).to_be_visible()
        assert page.locator(".frame").bounding_box() == face, "the face moves when its truth is told"
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        if number < 3:
            page.keyboard.press(" ")
    page.get_by_role("button", name="结束练习").press("Enter")
    expect(page.get_by_role("heading", name="3 张中答对")).to_be_focused()
