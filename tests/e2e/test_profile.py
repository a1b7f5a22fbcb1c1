"""A player's report, profile and shared result in real browsers: who sees what, at every width, in both languages."""

from playwright.sync_api import Page, expect

from tests.e2e.hall import DESKTOP, PHONE, Contexts, accessible, enter, open_room
from tests.e2e.test_report import accessible_at_every_width, play_a_round


def played(new_context: Contexts) -> tuple[Page, Page]:
    """Return the browsers of a host and of Bob, on a phone, at the podium of a match of one round."""
    host, bob = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    bob.goto(f"/r/{open_room(host, 'Ann')}/")
    enter(bob, "Bob")
    play_a_round(host, bob)
    expect(bob.get_by_role("link", name="Your report")).to_be_visible()
    return host, bob


def test_a_player_shares_a_result(new_context: Contexts) -> None:
    host, bob = played(new_context)
    bob.get_by_role("link", name="Share").click()
    expect(bob.get_by_role("heading", name="Bob: ")).to_be_visible()
    expect(bob.get_by_role("button", name="Share")).to_be_visible()
    accessible_at_every_width(bob)
    link = bob.get_by_role("textbox").input_value()

    stranger = new_context(**DESKTOP).new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Bob: ")).to_be_visible()
    picture = stranger.get_by_role("img")
    picture.evaluate("img => img.decode()")
    assert picture.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [1200, 630]
    expect(stranger.get_by_role("button", name="Share")).to_have_count(0)
    accessible(stranger)
    stranger.get_by_role("link", name="Try it yourself").click()
    expect(stranger.get_by_role("button", name="Host a room")).to_be_visible()

    host.get_by_role("link", name="Share").click()
    host.context.grant_permissions(["clipboard-read", "clipboard-write"])
    host.get_by_role("button", name="Share").click()
    expect(host.get_by_role("button", name="Copied")).to_be_visible()
    assert host.evaluate("navigator.clipboard.readText()") == host.get_by_role("textbox").input_value()


def test_a_profile_is_hidden_until_it_is_shown(new_context: Contexts) -> None:
    _, bob = played(new_context)
    bob.goto("/")
    bob.get_by_role("navigation", name="Pages").get_by_role("link", name="You").click()
    expect(bob.get_by_role("heading", level=1, name="Bob")).to_be_visible()
    expect(bob.get_by_text("Hidden: nobody but you can see it.")).to_be_visible()
    accessible_at_every_width(bob)
    bob.get_by_role("button", name="Make it public").click()
    address = bob.get_by_role("link", name="Its address").get_attribute("href") or ""

    stranger = new_context(**DESKTOP, locale="zh-CN").new_page()
    assert stranger.goto(address).status == 200
    expect(stranger.get_by_role("heading", level=1, name="Bob")).to_be_visible()
    accessible_at_every_width(stranger)
    bob.get_by_role("button", name="Hide it").click()
    expect(bob.get_by_text("Hidden: nobody but you can see it.")).to_be_visible()
    assert stranger.request.get(address).status == 404


def test_somebody_new_is_welcome(new_context: Contexts) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/me/")
    expect(page.get_by_role("heading", level=1, name="You")).to_be_visible()
    accessible_at_every_width(page)
    page.get_by_role("link", name="Play").click()
    expect(page.get_by_role("button", name="Host a room")).to_be_visible()
