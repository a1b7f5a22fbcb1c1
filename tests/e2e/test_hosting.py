"""The host's controls in real browsers: a host, two players (one on a phone), a spectator and a big screen at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.hall import PHONE, Hall, accessible, verdict

GONE = 90_000  # milliseconds: a minute, and what a busy machine adds


def test_a_pause_stops_every_clock_and_covers_every_face(hall: Hall) -> None:
    hall.chosen()
    hall.start()
    hall.host.keyboard.press("p")
    for page in hall.all:
        expect(page.get_by_text("Paused by the host").first).to_be_visible()
        expect(page.locator("img[alt^='A face']")).to_have_count(0)
    for page in hall.players:
        expect(verdict(page, "Real")).to_be_disabled()
    timers = [page.get_by_role("timer").inner_text() for page in hall.all]
    hall.bob.reload()
    expect(hall.bob.get_by_text("Paused by the host").first).to_be_visible()
    assert [page.get_by_role("timer").inner_text() for page in hall.all] == timers
    accessible(hall.bob)
    accessible(hall.screen)
    hall.host.get_by_role("button", name="Go on").click()
    for page in hall.players:
        expect(verdict(page, "Real")).to_be_enabled()
        verdict(page, "Real").click()
    for page in hall.all:
        expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()


def test_a_round_is_skipped_the_next_one_opens_and_the_match_ends_when_the_host_says_so(hall: Hall) -> None:
    hall.chosen()
    hall.start()
    verdict(hall.bob, "Real").click()
    hall.host.get_by_role("button", name="Skip").click()
    for page in hall.all:
        expect(page.get_by_text("Skipped").first).to_be_visible()
    hall.go_on()
    hall.question(2)
    for page in hall.players:
        verdict(page, "AI").click()
    for page in hall.all:
        expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
    hall.go_on()
    hall.question(3)
    hall.order("End match…")
    expect(hall.host.get_by_role("heading", name="End the match now?")).to_be_focused()
    accessible(hall.host)
    hall.host.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()
    for page in hall.players:
        expect(page.get_by_text("The match ended after 2 of 10 rounds.")).to_be_visible()
    expect(hall.screen.get_by_role("heading", level=1)).to_be_visible()
    for page in (hall.host, hall.bob, hall.screen):
        accessible(page)
    expect(hall.host.get_by_role("link", name="Report", exact=True)).to_be_visible()
    hall.host.get_by_role("button", name="Rematch").click()
    for page in hall.players:
        expect(page.get_by_text("Bob", exact=True).first).to_be_visible()
        expect(page.get_by_text("Cat", exact=True).first).to_be_visible()


def test_behind_a_locked_door_there_is_room_to_watch_only(hall: Hall) -> None:
    expect(hall.screen.get_by_role("img", name="QR code to join")).to_be_visible()
    hall.chosen()
    hall.start()
    hall.flip("Lock the door")
    expect(hall.screen.get_by_role("img", name="QR code to join")).to_have_count(0)
    late = hall.page(f"/r/{hall.code}/", **PHONE)
    late.get_by_role("textbox", name="Nickname").fill("Eve")
    late.keyboard.press("Enter")
    expect(late.get_by_role("heading", name="The door is locked")).to_be_visible()
    accessible(late)
    late.get_by_role("button", name="Watch instead").click()
    expect(late.get_by_role("heading", name=re.compile("^Round 1"))).to_be_visible()
    expect(late.get_by_role("button", name="Take a seat")).to_have_count(0)
    expect(late.get_by_role("link", name="Take a seat")).to_have_count(0)
    hall.bob.reload()
    expect(verdict(hall.bob, "Real")).to_be_enabled()  # who has a seat comes back
    hall.flip("Lock the door")
    late.get_by_role("button", name="Take a seat").click()
    expect(late.get_by_text("You play from the next round.")).to_be_visible()  # the name was typed before
    hall.order("People")
    expect(hall.host.get_by_role("dialog").get_by_text("Eve", exact=True)).to_be_visible()


def test_the_role_is_handed_over_and_whoever_only_hosts_is_not_asked(hall: Hall) -> None:
    hall.chosen()
    hall.start()
    hall.flip("I play too")
    for page in hall.players:
        verdict(page, "Real").click()
    hall.go_on()
    expect(hall.host.get_by_text("You host this one. The others play.")).to_be_visible()
    expect(verdict(hall.host, "Real")).to_have_count(0)
    hall.order("People")
    people = hall.host.get_by_role("dialog")
    hall.cat.goto("about:blank")
    expect(people.get_by_role("listitem").filter(has_text="Cat")).to_contain_text("away")
    people.get_by_role("button", name="Options for Cat", exact=True).click()
    expect(hall.host.get_by_role("button", name="Remove")).to_be_visible()
    expect(hall.host.get_by_role("button", name="Make host")).to_have_count(0)  # who is away cannot take it over
    hall.host.keyboard.press("Escape")
    hall.cat.go_back()
    expect(people.get_by_role("listitem").filter(has_text="Cat")).not_to_contain_text("away")
    people.get_by_role("button", name="Options for Bob", exact=True).click()
    hall.host.get_by_role("button", name="Make host").click()
    hall.host.get_by_role("alertdialog", name="Make Bob the host?").get_by_role("button", name="Make host").click()
    expect(hall.bob.get_by_role("button", name="Host", exact=True)).to_be_visible()
    hall.host.keyboard.press("Escape")
    expect(hall.host.get_by_role("button", name="Host", exact=True)).to_have_count(0)
    hall.bob.get_by_role("button", name="Pause").click()
    for page in hall.all:
        expect(page.get_by_text("Paused by the host").first).to_be_visible()
    hall.bob.get_by_role("button", name="Host", exact=True).click()
    accessible(hall.bob)


@pytest.mark.timeout(240)
def test_a_host_who_is_gone_is_followed_after_a_minute_and_gets_the_role_back(hall: Hall) -> None:
    address = hall.host.url
    hall.host.goto("about:blank")
    expect(hall.bob.get_by_text("The host is away").or_(hall.bob.get_by_text("the host, is away")).first).to_be_visible(
        timeout=GONE
    )
    expect(hall.bob.get_by_role("button", name="Start")).to_be_visible(timeout=GONE)
    expect(hall.cat.get_by_role("button", name="Start")).to_have_count(0)
    hall.host.goto(address)
    expect(hall.host.get_by_role("button", name="Start")).to_be_visible()
    expect(hall.bob.get_by_role("button", name="Start")).to_have_count(0)


def test_two_faces_are_asked_about_at_once(hall: Hall) -> None:
    hall.chosen(Question="Two faces", Mode="Teams")
    expect(hall.bob.get_by_text("Try the controls")).to_have_count(0)  # they are other ones
    hall.host.get_by_role("button", name="Start").click()
    for page in (hall.bob, hall.cat, hall.host):
        left = page.get_by_role("button", name=re.compile("Left face"))
        expect(left).to_be_enabled()
        accessible(page)
        left.click()
    for page in hall.all:
        expect(page.get_by_text(re.compile("Real photo|real", re.IGNORECASE)).first).to_be_visible()
    for page in hall.players:
        expect(page.get_by_text("You chose the left one").first).to_be_visible()
    accessible(hall.bob)
    accessible(hall.screen)
