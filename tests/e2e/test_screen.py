"""The big screen and a watcher beside a host and a player: what each shows, and that a screen learns nothing early."""

import json
import re
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

Contexts = Callable[..., BrowserContext]
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 640}, "color_scheme": "light", "has_touch": True, "is_mobile": True}
OWN = {"own", "playing", "aside", "verdict", "took", "team"}  # parts of a message that are for one player
SECRET = {"truth", "origin", "nonce", "face", "partner"}  # not to be told before the reveal


def accessible(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    assert found == [], page.title()


def enter(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(name, exact=True).first).to_be_visible()


def told(page: Page) -> list[dict[str, Any]]:
    """Return a list that gets every message with text that the page's sockets hear."""
    heard: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(json.loads(frame)) if isinstance(frame, str) else None)

    page.on("websocket", listen)
    return heard


def keys_of(value: object) -> set[str]:
    """Return the names of all fields in a message, however deep."""
    if isinstance(value, dict):
        return set(value) | set().union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def early(heard: list[dict[str, Any]]) -> list[str]:
    """Return what a screen was told that no screen may know, or not yet."""
    found = []
    for message in heard:
        phase = message["phase"] if message["t"] == "welcome" else message
        found += [f"{phase['t']}: {name}" for name in OWN & set(phase)]
        if phase["t"] in {"countdown", "question", "count"}:
            found += [f"{phase['t']}: {name}" for name in SECRET & keys_of(phase)]
    return found


def qr(page: Page) -> Locator:
    return page.get_by_role("img", name="QR code to join")


def face(page: Page) -> Locator:
    return page.get_by_role("img", name="A face: real, or made by AI?")


def shown(picture: Locator) -> None:
    """The picture is there, and not only its place."""
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0


def revealed(page: Page) -> None:
    expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$"))).to_be_visible()
    shown(page.get_by_role("img", name=re.compile("^This (face was made by AI|is a photo of a real person)$")))


def beside(page: Page, name: str) -> str:
    """Return the path of another page of the room, as the page's own script was told."""
    address = page.evaluate("name => JSON.parse(document.getElementById('boot').textContent)[name]", name)
    return re.sub(r"^https?://[^/]+", "", address)


def lock(host: Page, *, on: bool) -> None:
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("switch", name="Lock the door").set_checked(on)
    host.get_by_role("button", name="Close", exact=True).click()


def hosted(host: Page) -> str:
    """Ann hosts a room; return its code."""
    host.goto("/")
    host.get_by_role("button", name="Host a room").click()
    enter(host, "Ann")
    return host.url.partition("?")[0].rstrip("/")[-4:]


def choose(host: Page, label: str, value: str) -> None:
    host.get_by_role("combobox", name=label, exact=True).select_option(value)


def coded(screen: Page, code: str) -> None:
    expect(screen.get_by_role("heading", name=f"Code: {' '.join(code)}")).to_be_visible()
    shown(qr(screen))


def asked(screen: Page, number: int, answered: int) -> None:
    expect(screen.get_by_role("heading", name=f"Round {number} of 5")).to_be_visible()
    shown(face(screen))
    expect(screen.get_by_text(f"{answered} of 2 answered")).to_be_visible()


def ranked(screen: Page, name: str) -> None:
    expect(screen.get_by_role("listitem").filter(has_text=name)).to_be_visible()


def in_the_lobby(ann: Page, bob: Page, eve: Page, screen: Page) -> None:
    """All come by the host's links, which is how a screen and a watcher are nobody: two are here."""
    expect(screen.get_by_role("heading", name="1 is here")).to_be_visible()
    bob.goto(beside(ann, "join_url"))
    enter(bob, "Bob")
    expect(screen.get_by_text("Bob", exact=True)).to_be_visible()
    eve.goto(beside(ann, "watch_url"))
    expect(eve.get_by_text("You are watching.")).to_be_visible()
    expect(eve.get_by_role("link", name="Take a seat")).to_be_visible()
    expect(screen.get_by_role("heading", name="2 are here")).to_be_visible()
    accessible(screen)
    # The host goes on after each reveal, so that nothing here is a race against the clock.
    choose(ann, "Rounds", "5")
    choose(ann, "Time for each", "30")
    ann.get_by_text("More settings").click()
    choose(ann, "After each round", "host")
    expect(screen.get_by_text("5 rounds, 30 s each")).to_be_visible()
    ann.get_by_role("button", name="Start").click()


def in_a_question(ann: Page, bob: Page, eve: Page, screen: Page) -> None:
    """Loaded again in the middle of a question, all of it is there again; locked, nobody is shown the way in."""
    asked(screen, 1, 0)
    expect(eve.get_by_text("You are watching.")).to_be_visible()
    expect(eve.get_by_role("button", name=re.compile("^(Real|AI)"))).to_have_count(0)
    expect(face(bob)).to_be_visible()
    bob.get_by_role("button", name=re.compile("^AI")).tap()
    asked(screen, 1, 1)
    accessible(screen)
    screen.reload()
    asked(screen, 1, 1)
    shown(qr(screen))
    lock(ann, on=True)
    expect(qr(screen)).to_have_count(0)
    lock(ann, on=False)
    expect(qr(screen)).to_be_visible()
    ann.get_by_role("button", name="Pause").click()
    expect(screen.get_by_role("figure").get_by_text("Paused by the host")).to_be_visible()
    expect(face(screen)).to_have_count(0)
    ann.get_by_role("button", name="Go on").click()
    shown(face(screen))


def in_a_reveal(ann: Page, screen: Page) -> None:
    """Loaded again, the picture is in this browser no more, and comes from its address."""
    ann.keyboard.press("1")
    for _ in range(2):
        revealed(screen)
        expect(screen.get_by_text("said AI")).to_be_visible()
        ranked(screen, "Bob")
        accessible(screen)
        screen.reload()
    revealed(screen)


def at_the_podium(ann: Page, screen: Page) -> None:
    ann.get_by_role("button", name="Host", exact=True).click()
    ann.get_by_role("button", name=re.compile("^End match")).click()
    ann.get_by_role("button", name="End match", exact=True).click()
    for _ in range(2):
        expect(screen.get_by_role("heading", name=re.compile("(wins|share the first place)$"))).to_be_visible()
        ranked(screen, "Ann")
        accessible(screen)
        screen.reload()


def test_a_match_on_the_big_screen(new_context: Contexts) -> None:
    ann, bob = new_context().new_page(), new_context(**PHONE).new_page()
    screen, eve = new_context(**PROJECTOR).new_page(), new_context().new_page()
    code, heard = hosted(ann), told(screen)
    screen.goto(beside(ann, "screen_url"))
    coded(screen, code)
    in_the_lobby(ann, bob, eve, screen)
    in_a_question(ann, bob, eve, screen)
    assert early(heard) == []
    assert not any("truth" in keys_of(message) for message in heard)
    in_a_reveal(ann, screen)
    ann.get_by_role("button", name="Next").click()
    asked(screen, 2, 0)
    at_the_podium(ann, screen)
    assert early(heard) == []
    welcomes = [message for message in heard if message["t"] == "welcome"]
    assert {(each["role"], each["seated"], each["token"], each["name"]) for each in welcomes} == {
        ("screen", False, "", "")
    }

    # Back in the lobby the door is locked: QR code and code go.
    ann.get_by_role("button", name="Rematch").click()
    coded(screen, code)
    ann.get_by_role("switch", name="Lock the door").set_checked(True)
    expect(screen.get_by_role("heading", name="The door is locked")).to_be_visible()
    expect(qr(screen)).to_have_count(0)
    expect(screen.get_by_text(code)).to_have_count(0)


def test_a_screen_without_a_hand(new_context: Contexts) -> None:
    """Its pointer hides, F is for the full screen, and a room that is gone is said so."""
    ann, screen = new_context().new_page(), new_context(**PROJECTOR).new_page()
    hosted(ann)
    screen.clock.install()
    screen.goto(beside(ann, "screen_url"))
    expect(screen.get_by_role("heading", name="1 is here")).to_be_visible()
    screen.mouse.move(300, 300)
    button = screen.get_by_role("button", name="Full screen (F)")
    expect(button).to_have_css("opacity", "1")
    screen.clock.fast_forward(4000)
    expect(button).to_have_css("opacity", "0")
    expect(screen.locator("body")).to_have_css("cursor", "none")
    screen.keyboard.press("f")
    expect(screen.get_by_role("button", name="Leave full screen (F)")).to_be_visible()
    screen.keyboard.press("f")
    expect(button).to_be_visible()


def test_a_screen_in_chinese_that_only_typed_the_code(new_context: Contexts) -> None:
    ann = new_context().new_page()
    hosted(ann)
    screen = new_context(**PROJECTOR, locale="zh-CN").new_page()
    screen.goto(beside(ann, "screen_url").partition("?")[0])
    expect(screen.get_by_role("heading", name="1 人在场")).to_be_visible()
    assert "?k=" not in (screen.get_by_role("img", name="扫码加入").get_attribute("src") or "")
    accessible(screen)
