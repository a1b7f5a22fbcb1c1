"""A whole match in two browsers on the starter deck: a desktop and a phone, one of which reloads in the middle."""

import re
import sqlite3
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from game.scoring import stake
from tests.servers import GameServer

Contexts = Callable[..., BrowserContext]
MOVES = {"reduced_motion": "no-preference"}  # as most people have it
DESKTOP = {**MOVES, "viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
PHONE = {
    **MOVES,
    "viewport": {"width": 360, "height": 640},
    "color_scheme": "light",
    "has_touch": True,
    "is_mobile": True,
}
ROUNDS, SECONDS = 5, 8
MINUS = "\N{MINUS SIGN}"  # as figures are set on screen


def accessible(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    assert found == [], page.title()


def enter(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(name, exact=True).first).to_be_visible()


def verdict(page: Page, word: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{word}"))


def question(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"Round {number} of {ROUNDS}")).to_be_visible()
    expect(verdict(page, "Real")).to_be_enabled()
    expect(page.get_by_role("img", name="A face: real, or made by AI?")).to_be_visible()


def revealed(page: Page) -> None:
    expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()


def over(page: Page) -> None:
    """The podium; and every promise of the match was heard in time and kept, whatever was loaded again meanwhile."""
    expect(
        page.get_by_role("heading", name=re.compile(r"\bwins?\b|share the first place|Nobody scored"))
    ).to_be_visible()
    told = f"All {ROUNDS} faces were sealed before the truth came out, and checked."
    expect(page.get_by_text(told)).to_be_visible()


def sealed(page: Page) -> None:
    expect(page.get_by_text("Sealed and checked", exact=True)).to_be_visible()


def figure(points: int) -> str:
    return f"{points:,}".replace("-", MINUS)


def seconds_left(page: Page) -> int:
    return int(re.sub(r"\D", "", page.get_by_role("timer").inner_text()))


@pytest.fixture
def rows(server: GameServer) -> Callable[[str], list[tuple]]:
    def ask(sql: str) -> list[tuple]:
        database = sqlite3.connect(server.data / "db.sqlite3")
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    return ask


def lobby(ann: Page, bob: Page) -> None:
    """Ann hosts, Bob types the code in small letters."""
    ann.goto("/")
    ann.get_by_role("button", name="Host a room").click()
    enter(ann, "Ann")
    bob.goto("/")
    bob.get_by_role("textbox", name="Room code").fill(ann.url.rstrip("/")[-4:].lower())
    bob.get_by_role("button", name="Join").click()
    enter(bob, "Bob")
    expect(ann.get_by_text("2 are here")).to_be_visible()
    ann.get_by_role("combobox", name="Rounds", exact=True).select_option(str(ROUNDS))
    expect(bob.get_by_text(f"{ROUNDS} faces, {SECONDS} s each")).to_be_visible()


def reload_in_the_middle(page: Page, round_: int) -> None:
    """What the player said stays said, and the clock goes on."""
    expect(page.get_by_text("Locked in. 1 of 2 have answered.")).to_be_visible()
    left = seconds_left(page)
    page.reload()
    expect(page.get_by_role("heading", name=f"Round {round_} of {ROUNDS}")).to_be_visible()
    expect(verdict(page, "AI")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("img", name="A face: real, or made by AI?")).to_be_visible()
    assert seconds_left(page) <= left, "a reload gives no time back"


def faces_fetched(page: Page) -> list[int]:
    """Return a list that gets the round of each picture that the page asks for by its address."""
    rounds: list[int] = []

    def asked(request: Request) -> None:
        if address := re.search(r"/faces/[\w-]+/(\d+)\.jpg", request.url):
            rounds.append(int(address[1]))

    page.on("request", asked)
    return rounds


def points_by_the_rows(name: str, trials: list[tuple]) -> int:
    """Score a player's trials again; the rows' times are rounded to a millisecond, so each stands for a span."""
    streak = total = 0
    for _, said, truth, took, points in (trial for trial in trials if trial[0] == name):
        slowest, fastest = (stake((took + half) / 1000, SECONDS, streak) for half in (0.5, -0.5))
        assert slowest <= (points if said == truth else -points) <= fastest
        streak = streak + 1 if said == truth else 0
        total += points
    return total


def test_two_people_play_a_match(new_context: Contexts, rows: Callable[[str], list[tuple]]) -> None:
    ann, bob = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    fetched = {page: faces_fetched(page) for page in (ann, bob)}
    lobby(ann, bob)
    accessible(ann)
    accessible(bob)
    ann.get_by_role("button", name="Start").click()
    for round_ in range(1, ROUNDS + 1):
        question(ann, round_)
        question(bob, round_)
        if round_ == 1:
            accessible(ann)
            accessible(bob)
            assert bob.evaluate("document.documentElement.scrollHeight <= innerHeight"), "a round needs no scrolling"
        ann.keyboard.press("ArrowLeft" if round_ % 2 else "a")
        if round_ == 2:
            reload_in_the_middle(ann, round_)
        verdict(bob, "Real").click()
        revealed(ann)
        revealed(bob)
        sealed(bob)
        assert fetched == {ann: [], bob: []}, "faces travel sealed, never by an address that shows their size or time"
        if round_ == 1:
            accessible(ann)
            accessible(bob)
    for page in (ann, bob):
        over(page)
    expect(ann.get_by_role("button", name="Rematch")).to_be_enabled()
    accessible(ann)
    accessible(bob)

    # Ann reloaded in the second round: the face from before is the only one she needs again.
    for shot in ann.get_by_role("img", name=re.compile(r"^Face \d")).all():
        shot.scroll_into_view_if_needed()
        expect(shot).to_have_js_property("complete", value=True)
    assert fetched == {ann: [0], bob: []}

    # What was shown is what the rows say.
    match = f"(SELECT id FROM matches_match WHERE room = '{ann.url.rstrip('/').rpartition('/')[2]}')"
    results = dict(rows(f"SELECT name, points FROM matches_result WHERE match_id = {match}"))
    trials = rows(f"""SELECT p.name, t.verdict, r.truth, t.took, t.points FROM matches_trial t
        JOIN matches_result p ON p.id = t.result_id JOIN matches_round r ON r.id = t.round_id
        WHERE p.match_id = {match} ORDER BY r.number""")
    assert len(trials) == 2 * ROUNDS
    assert {name: points_by_the_rows(name, trials) for name in ("Ann", "Bob")} == results
    for page in (ann, bob):
        for points in results.values():
            expect(page.get_by_role("list").first).to_contain_text(figure(points))
    for name, points in results.items():
        # Others may stand there, some of the same name, from other tests' matches.
        bob.goto(f"/leaderboard/?what=points&when=all&name={name}")
        row = bob.get_by_role("row", name=re.compile(name)).filter(has_text=figure(points))
        expect(row.first).to_be_visible()

    ann.get_by_role("button", name="Rematch").click()
    expect(ann.get_by_role("button", name="Start")).to_be_visible()


def test_a_match_in_chinese_over_plain_http(new_context: Contexts, server: GameServer) -> None:
    page = new_context(**PHONE, locale="zh-CN", base_url=f"http://game.local:{server.port}").new_page()
    page.goto("/")
    assert not page.evaluate("isSecureContext"), "the name must be no secure context, or this proves nothing"
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator("form[action='/host/'] button").click()
    page.get_by_role("textbox").fill("小明")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="开始").click()
    button = page.get_by_role("button", name=re.compile("^AI"))
    expect(button).to_be_enabled()
    button.tap()
    revealed_in_chinese = page.get_by_text(re.compile("^(AI 生成|真人照片)"))
    expect(revealed_in_chinese.first).to_be_visible()
    letters = page.evaluate("document.body.innerText").replace("AI", "")
    assert re.search(r"[\u4e00-\u9fff]", letters)


def test_a_newcomer_in_the_middle_waits_for_the_next_round(new_context: Contexts) -> None:
    host, late = new_context().new_page(), new_context().new_page()
    host.goto("/")
    host.get_by_role("button", name="Host a room").click()
    enter(host, "Host")
    host.get_by_role("button", name="Start").click()
    expect(verdict(host, "Real")).to_be_enabled()
    late.goto(host.url)
    late.get_by_role("textbox", name="Nickname").fill("Late")
    late.keyboard.press("Enter")
    expect(late.get_by_text("You play from the next round.")).to_be_visible()
    host.keyboard.press("1")
    expect(late.get_by_role("heading", name=re.compile("Round 2"))).to_be_visible()
    expect(verdict(late, "Real")).to_be_enabled()


def test_the_same_browser_in_two_tabs(new_context: Contexts) -> None:
    context = new_context()
    first = context.new_page()
    first.goto("/")
    first.get_by_role("button", name="Host a room").click()
    enter(first, "Ann")
    second = context.new_page()
    second.goto(first.url)
    expect(second.get_by_role("button", name="Start")).to_be_visible()
    expect(first.get_by_role("button", name="Play here")).to_be_visible()
    first.get_by_role("button", name="Play here").click()
    expect(first.get_by_role("button", name="Start")).to_be_visible()
