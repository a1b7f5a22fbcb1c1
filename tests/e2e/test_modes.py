"""Glimpse, sudden death and teams in real browsers: players, a spectator and a big screen see what each mode is."""

import json
import re
from typing import Any

from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.hall import DESKTOP, Hall, accessible, revealed, round_heading, verdict

GLIMPSE = 2  # seconds that a face is shown


def told(page: Page) -> list[dict[str, Any]]:
    """Return a list that gets every message with text that the page's sockets hear."""
    heard: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(json.loads(frame)) if isinstance(frame, str) else None)

    page.on("websocket", listen)
    return heard


def gone(page: Page) -> None:
    """No picture is in the page any more, seen or not, under whatever name."""
    expect(page.get_by_text("What did you see?").first).to_be_visible()
    expect(page.locator("main img:not([alt^='QR code']), main picture, main canvas, main image")).to_have_count(0)
    held = "[...document.querySelectorAll('*')].filter(e => /url/.test(getComputedStyle(e).backgroundImage)).length"
    assert page.evaluate(held) == 0


def test_a_glimpsed_face_is_gone_after_two_seconds(hall: Hall) -> None:
    heard = told(hall.screen)
    hall.screen.reload()
    expect(hall.screen.get_by_role("heading", name="3 are here")).to_be_visible()
    hall.chosen(Mode="Glimpse")
    expect(hall.bob.get_by_text("Each face hides after two seconds.")).to_be_visible()
    hall.start()
    for page in hall.all:
        gone(page)
    [question] = [message for message in heard if message["t"] == "question"]
    assert question["hides"] - question["opened"] == GLIMPSE
    accessible(hall.bob)
    accessible(hall.screen)
    hall.bob.reload()
    expect(round_heading(hall.bob, 1)).to_be_visible()
    gone(hall.bob)
    for page in hall.players:
        expect(verdict(page, "Real")).to_be_enabled()
        verdict(page, "Real").click()
    for page in hall.all:
        revealed(page)


def test_who_is_wrong_is_out_and_the_last_one_standing_wins(hall: Hall) -> None:
    dan = hall.player("Dan", **DESKTOP)
    hall.players.append(dan)
    names = dict(zip(hall.players, ("Ann", "Bob", "Cat", "Dan"), strict=True))
    hall.chosen(Mode="Sudden death")
    hall.start()
    # Whatever the face is, two of the four fall.
    for page, word in zip(hall.players, ("Real", "Real", "AI", "AI"), strict=True):
        verdict(page, word).click()
    for page in hall.all:
        revealed(page)
    expect(hall.screen.get_by_text("2 still standing")).to_be_visible()
    expect(hall.screen.get_by_text("2 fell this round")).to_be_visible()
    wrong = [page for page in hall.players if page.get_by_text("You are out", exact=True).count()]
    assert wrong in (hall.players[:2], hall.players[2:])
    for page in hall.players:
        expect(page.get_by_text(re.compile("2 still standing"))).to_be_visible()
    accessible(wrong[0])
    hall.go_on()
    hall.question(2)
    for page in wrong:
        expect(page.get_by_text("You are out. This one is just for fun.")).to_be_visible()
        verdict(page, "AI").click()
        expect(page.get_by_text("Locked in, just for fun.")).to_be_visible()
    one, other = (page for page in hall.players if page not in wrong)
    verdict(one, "Real").click()
    verdict(other, "AI").click()
    for page in hall.all:
        revealed(page)
    for page in wrong:
        expect(page.get_by_text(re.compile("^(Right|Wrong), just for fun$"))).to_be_visible()
    expect(hall.screen.get_by_text("1 still standing")).to_be_visible()
    [last] = [page for page in (one, other) if not page.get_by_text("You are out", exact=True).count()]
    hall.go_on()
    expect(last.get_by_role("heading", name="You are the last one standing")).to_be_visible()
    for page in (page for page in hall.all if page is not last):
        expect(page.get_by_role("heading", name=f"{names[last]} is the last one standing")).to_be_visible()


def test_teams_are_chosen_seen_and_ranked(hall: Hall) -> None:
    hall.chosen(Mode="Teams")
    hall.bob.get_by_role("group", name="Choose your team").get_by_role("button", name="Frogs").click()
    expect(hall.bob.get_by_role("button", name="Frogs")).to_have_attribute("aria-pressed", "true")
    hall.host.get_by_role("button", name="Options for Cat", exact=True).click()
    hall.host.get_by_role("button", name="To the Frogs").click()
    expect(hall.cat.get_by_role("button", name="Frogs")).to_have_attribute("aria-pressed", "true")
    hall.host.get_by_role("group", name="Choose your team").get_by_role("button", name="Foxes").click()
    expect(hall.screen.get_by_role("listitem").filter(has_text="Cat")).to_contain_text("Frogs")
    expect(hall.screen.get_by_role("listitem").filter(has_text="Ann")).to_contain_text("Foxes")
    accessible(hall.bob)
    hall.start()
    teams = {hall.host: "Foxes", hall.bob: "Frogs", hall.cat: "Frogs"}
    for page, team in teams.items():
        expect(page.get_by_role("paragraph").filter(has_text="Your team")).to_contain_text(team)
        verdict(page, "Real").click()
    for page in hall.all:
        revealed(page)
        expect(page.get_by_role("list", name="Teams").get_by_role("listitem")).to_have_count(2)
    hall.end()
    for page in hall.all:
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile("^(The (Foxes|Frogs) win|2 teams share the first place|Nobody scored this time)$")
        )
        steps = page.get_by_role("list").first.get_by_role("listitem")
        expect(steps).to_have_count(2)
        expect(steps.filter(has_text="Frogs")).to_contain_text("2 players")
        expect(steps.filter(has_text="Foxes")).to_contain_text("1 player")
    accessible(hall.screen)
