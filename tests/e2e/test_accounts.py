"""Accounts in a real browser: claimed, used elsewhere with a merge, deleted; a passkey on a virtual authenticator."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.hall import DESKTOP, LONG, PHONE, accessible, choose, open_room, revealed, verdict
from tests.servers import GameServer

Contexts = Callable[..., BrowserContext]
PASSWORD = "seven grey herons"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def play(page: Page, name: str) -> None:
    """Play a match of one face alone, to its podium and into the archive."""
    open_room(page, name)
    page.get_by_text("More settings").click()
    choose(page, LONG)
    page.get_by_role("button", name="Start").click()
    expect(verdict(page, "Real")).to_be_enabled()
    verdict(page, "Real").click()
    revealed(page)
    page.get_by_role("button", name="Host", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="End match…").click()
    page.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("report", re.IGNORECASE)).first).to_be_visible()


def claim(page: Page, username: str) -> None:
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Keep what you have").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()


def sign_in(page: Page, username: str) -> None:
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_claim_sign_in_elsewhere_merge_and_delete(new_context: Contexts) -> None:
    desk, phone = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    play(desk, "Wren")
    desk.goto("/")
    desk.get_by_role("link", name="You", exact=True).click()
    expect(desk.get_by_role("link", name="Keep it with an account")).to_have_attribute("href", "/account/")
    claim(desk, "wren")
    expect(desk.get_by_role("heading", name="Wren")).to_be_visible()
    expect(desk.get_by_role("link", name="1 match")).to_be_visible()

    play(phone, "Wren on the go")
    sign_in(phone, "wren")
    expect(phone.get_by_role("heading", name="You have 1 match here as a guest.")).to_be_visible()
    accessible(phone)
    phone.get_by_role("link", name="Delete what the guest has").click()
    accessible(phone)
    phone.get_by_role("link", name="Keep it").click()
    phone.get_by_role("button", name="Leave it apart").click()
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="Wren on the go")).to_be_visible()  # the guest again
    sign_in(phone, "wren")
    phone.get_by_role("button", name="Leave it apart").click()
    phone.get_by_role("link", name="Decide what becomes of them").click()
    phone.get_by_role("button", name="Add to my account").click()
    expect(phone.get_by_role("link", name="2 matches")).to_be_visible()
    expect(phone.get_by_role("heading", name="Wren on the go")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("link", name="2 matches")).to_be_visible()

    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Download my data").click()
    assert waiting.value.suggested_filename == "uncanny-my-data.json"

    phone.get_by_role("link", name="Delete my data").click()
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("Type").fill("delete")
    accessible(phone)
    phone.get_by_role("button", name="Delete everything of mine").click()
    expect(phone.get_by_role("heading", name="It is all gone.")).to_be_visible()
    for page in (phone, desk):
        page.goto("/account/")
        expect(page.get_by_role("heading", name="Nobody yet")).to_be_visible()
        expect(page.get_by_role("link", name="0 matches")).to_be_visible()


def test_a_seat_in_a_room_survives_the_claim(new_context: Contexts) -> None:
    context = new_context(**DESKTOP)
    room, other = context.new_page(), context.new_page()
    open_room(room, "Lynx")
    claim(other, "lynx")
    room.reload()
    expect(room.get_by_role("button", name="Start")).to_be_visible()  # still seated, still the host
    expect(room.get_by_text("Lynx", exact=True).first).to_be_visible()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Nobody yet")).to_be_visible()


def test_a_passkey_opens_the_account(new_context: Contexts, server: GameServer) -> None:
    page = new_context(base_url=f"http://localhost:{server.port}").new_page()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    claim(page, "ibis")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What to call it").fill("My thumb")
    accessible(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("My thumb").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="ibis")).to_be_visible()
    page.get_by_role("link", name="Remove My thumb").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey opens nothing here.")).to_be_visible()


@pytest.mark.parametrize("host", ["game.local", "127.0.0.1"])
def test_where_there_can_be_no_passkey_it_is_said(new_context: Contexts, server: GameServer, host: str) -> None:
    page = new_context(base_url=f"http://{host}:{server.port}", **PHONE).new_page()
    page.goto("/account/sign-in/")
    expect(page.get_by_text("Passkeys work only where")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    claim(page, f"crow-{host[0]}")
    expect(page.get_by_text("Passkeys work only where")).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_fit_and_are_accessible(new_context: Contexts, options: dict, scheme: str) -> None:
    page = new_context(**{**options, "color_scheme": scheme}).new_page()
    for address in ("", "claim/", "sign-in/", "delete/"):
        page.goto(f"/account/{address}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/account/claim/")
    page.get_by_label("Username").fill("a")
    page.get_by_label("Password").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
