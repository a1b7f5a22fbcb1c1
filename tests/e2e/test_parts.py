"""What the room fetches after its first screen: ahead of the match, and again where it did not come."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.e2e.hall import LONG, choose, enter, open_room, verdict

Contexts = Callable[..., BrowserContext]
MATCH = re.compile(r"/assets/(match|vault)-[\w-]+\.js$")


def scripts(page: Page) -> list[str]:
    """Return a list that gets what kind of script the page asks for."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        if found := re.search(r"/assets/([\w.]+)-[\w-]{8}\.js$", request.url):
            asked.append(found[1])

    page.on("request", heard)
    return asked


def lobby(new_context: Contexts) -> tuple[Page, Page]:
    """Return a host and a page that has not yet gone to the host's room."""
    host, bob = new_context().new_page(), new_context().new_page()
    open_room(host, "Ann")
    host.get_by_text("More settings").click()
    choose(host, LONG)
    return host, bob


def face(page: Page) -> None:
    expect(verdict(page, "Real")).to_be_enabled()
    expect(page.get_by_role("img", name="A face: real, or made by AI?")).to_be_visible()


def test_a_match_waits_for_no_script(new_context: Contexts) -> None:
    host, bob = lobby(new_context)
    asked = scripts(bob)
    with bob.expect_request(re.compile(r"/assets/match-")), bob.expect_request(re.compile(r"/assets/vault-")):
        bob.goto(host.url)
    enter(bob, "Bob")
    expect(bob.get_by_role("heading", name="2 are here")).to_be_visible()
    bob.wait_for_load_state("networkidle")
    before = list(asked)
    assert "host" not in before
    # From now on nothing of this kind comes any more.
    bob.route("**/*.js", lambda route: route.abort())
    host.get_by_role("button", name="Start").click()
    face(bob)
    verdict(bob, "AI").click()
    verdict(host, "AI").click()
    expect(bob.get_by_text(re.compile("^(Right|Wrong)$"))).to_be_visible()
    assert asked == before


def test_a_script_that_did_not_come_is_asked_for_again(new_context: Contexts, console: list[str]) -> None:
    """The server was gone for a moment while a phone stood in the lobby."""
    host, bob = lobby(new_context)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    bob.route(MATCH, refuse)
    bob.goto(host.url)
    enter(bob, "Bob")
    expect(bob.get_by_role("heading", name="2 are here")).to_be_visible()
    host.get_by_role("button", name="Start").click()
    expect(verdict(host, "Real")).to_be_enabled()
    # It is in the match, says that it waits, and does not give up.
    expect(bob.get_by_text("Connecting…")).to_be_visible()
    with bob.expect_request(MATCH):
        pass
    bob.unroute(MATCH)
    face(bob)
    verdict(bob, "AI").click()
    expect(bob.get_by_text(re.compile("Locked in"))).to_be_visible()
    assert refused
    assert all("net::ERR_FAILED" in line for line in console), console
    console.clear()
