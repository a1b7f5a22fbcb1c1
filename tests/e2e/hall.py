"""A room full of browsers: a host, Bob (on a phone), Cat, a spectator and a big screen, and what they do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

Contexts = Callable[..., BrowserContext]
sockets: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()  # the latest of each host
PHONE = {"viewport": {"width": 360, "height": 640}, "color_scheme": "light", "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
LONG = {"Time for each": "60 s", "Time to look at the truth": "15 s"}  # nothing ends while a busy machine looks at it
PRESS_NEXT = """(heading, reveal) => {
    if (heading.innerText === reveal) heading.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
}"""


def accessible(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    assert found == [], page.url


def enter(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(name, exact=True).first).to_be_visible()


def open_room(page: Page, name: str) -> str:
    """Host a room; returns its code."""
    page.on("websocket", lambda socket: sockets.update({page: socket}))
    page.goto("/")
    page.get_by_role("button", name="Host a room").click()
    enter(page, name)
    return page.url.split("/r/")[1][:4]


def setting(page: Page, label: str) -> Locator:
    """Return a host's choice of one of several values, by the label it begins with."""
    return page.get_by_role("combobox", name=re.compile(rf"^{label}"))


@contextmanager
def answered(host: Page) -> Iterator[None]:
    """Change a setting, and wait until the room has told it back: the next change is made from what the room told."""
    with sockets[host].expect_event("framereceived", lambda frame: isinstance(frame, str) and '"house"' in frame):
        yield


def choose(host: Page, choices: dict[str, str]) -> None:
    """Choose settings by their labels."""
    for label, value in choices.items():
        if setting(host, label).evaluate("select => select.selectedOptions[0].text") != value:
            with answered(host):
                setting(host, label).select_option(label=value)


def switch(host: Page, name: str, on: bool) -> None:
    if host.get_by_role("switch", name=name).is_checked() != on:
        with answered(host):
            host.get_by_role("switch", name=name).click()


def verdict(page: Page, word: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{word}"))


def round_heading(page: Page, number: int) -> Locator:
    return page.get_by_role("heading", name=re.compile(rf"^Round {number}( of|$)"))


def revealed(page: Page) -> None:
    expect(page.get_by_role("img", name=re.compile("^This (face was made by AI|is a photo of a real)"))).to_be_visible()


class Hall:
    """Everybody who is in a room, each in a browser of their own."""

    def __init__(self, new_context: Contexts, host: dict | None = None) -> None:
        self.new_context = new_context
        self.host = new_context(**(host or DESKTOP)).new_page()
        self.code = open_room(self.host, "Ann")
        self.bob = self.player("Bob", **PHONE)
        self.cat = self.player("Cat", **DESKTOP)
        self.watcher = self.page(f"/r/{self.code}/watch/", **PHONE)
        self.screen = self.page(f"/r/{self.code}/screen/", **PROJECTOR)
        self.players = [self.host, self.bob, self.cat]

    @property
    def all(self) -> list[Page]:
        return [*self.players, self.watcher, self.screen]

    def page(self, path: str, **options: object) -> Page:
        page = self.new_context(**options).new_page()
        page.goto(path)
        return page

    def player(self, name: str, **options: object) -> Page:
        page = self.page(f"/r/{self.code}/", **options)
        enter(page, name)
        return page

    def chosen(self, **choices: str) -> None:
        """Choose settings by their labels."""
        self.host.get_by_text("More settings").click()
        choose(self.host, {**LONG, **choices})

    def start(self) -> None:
        self.host.get_by_role("button", name="Start").click()
        self.question(1)

    def question(self, number: int) -> None:
        for page in [*self.players, self.watcher]:
            expect(round_heading(page, number)).to_be_visible()
        for page in self.players:
            expect(verdict(page, "Real")).to_be_enabled()

    def go_on(self) -> None:
        """Leave a reveal. A press within its first moment is not taken: it may have been meant for the question.

        So it is pressed again, by the page itself: it knows whether the reveal is still there, and skips no question.
        """
        heading = self.host.get_by_role("heading", level=1)
        reveal = heading.inner_text()
        while heading.inner_text() == reveal:
            heading.evaluate(PRESS_NEXT, reveal)
            self.host.wait_for_timeout(100)

    def order(self, name: str) -> None:
        """Give an order from the host's sheet."""
        self.host.get_by_role("button", name="Host", exact=True).click()
        self.host.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()

    def flip(self, name: str) -> None:
        """Turn a switch of the host's sheet."""
        self.host.get_by_role("button", name="Host", exact=True).click()
        self.host.get_by_role("switch", name=name).click()
        self.host.keyboard.press("Escape")

    def end(self) -> None:
        """End the match now."""
        self.order("End match…")
        self.host.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()
