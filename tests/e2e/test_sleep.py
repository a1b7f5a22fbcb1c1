"""A phone that sleeps in the middle of a match: when it wakes, it is in the running phase, without a tap."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

Contexts = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
SILENCE = 90_000  # milliseconds; the server lets go of who says nothing for half a minute
SHOW = """state => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def enter(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(name, exact=True).first).to_be_visible()


class Line:
    """A phone's connections, which go dead without a word when it sleeps, as phones do it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.opened = 0
        self._asleep = False
        page.route_web_socket(re.compile("/ws/room/"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        self.opened += 1
        if self._asleep:
            return  # it never gets through
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self._asleep else server.send(message))
        server.on_message(lambda message: None if self._asleep else socket.send(message))
        server.on_close(lambda code, reason: None if self._asleep else socket.close(code=code, reason=reason))

    def sleep(self) -> None:
        self._asleep = True
        self.page.evaluate(SHOW, "hidden")

    def wake(self) -> None:
        self._asleep = False
        self.page.evaluate(SHOW, "visible")


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("listitem").filter(has_text=name)


@pytest.mark.timeout(240)
def test_a_phone_that_slept_is_in_the_running_round_when_it_wakes(new_context: Contexts) -> None:
    host = new_context().new_page()
    host.goto("/")
    host.get_by_role("button", name="Host a room").click()
    enter(host, "Ann")
    host.get_by_role("combobox", name=re.compile("^Time for each")).select_option(label="60 s")
    phone = new_context(**PHONE).new_page()
    line = Line(phone)
    phone.goto(host.url)
    enter(phone, "Bob")
    host.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Round 1 of 10")).to_be_visible()

    line.sleep()
    host.get_by_role("button", name=re.compile("^Real")).click()
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("dialog").get_by_role("button", name="People", exact=True).click()
    expect(chip(host, "Bob")).to_contain_text("away", timeout=SILENCE)  # the server has noticed

    line.wake()
    expect(chip(host, "Bob")).not_to_contain_text("away")
    expect(phone.get_by_role("heading", name="Round 1 of 10")).to_be_visible()
    phone.get_by_role("button", name=re.compile("^Real")).click()  # the round still waits for this answer
    expect(phone.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
    assert line.opened > 1
