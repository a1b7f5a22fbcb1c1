"""Sealed faces and the server's clock in a real browser: what is lost, exchanged or wrong, and what a player sees."""

import hashlib
import json
import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

Contexts = Callable[..., BrowserContext]
Frame = str | bytes
SECONDS = 8  # a round's time, as a new room has it
HOUR = 3_600_000  # milliseconds

# A computer whose clock is wrong by window.wrong milliseconds.
WRONG_CLOCK = """(() => {
    const Right = Date;
    window.wrong = %d;
    window.Date = class extends Right {
        constructor(...given) { given.length ? super(...given) : super(Right.now() + window.wrong); }
        static now() { return Right.now() + window.wrong; }
    };
})()"""


def name(page: Page, called: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(called)
    page.keyboard.press("Enter")


def start(page: Page, rounds: int = 10, guest: Page | None = None) -> None:
    """Host a room, alone or with a guest, and begin."""
    page.goto("/")
    page.get_by_role("button", name="Host a room").click()
    name(page, "Ann")
    if guest:
        guest.goto(page.url)
        name(guest, "Bob")
        expect(page.get_by_role("heading", name="2 are here")).to_be_visible()
    page.get_by_role("combobox", name="Rounds", exact=True).select_option(str(rounds))
    page.get_by_role("button", name="Start").click()


def verdicts_open(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"Round {number} of")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name=re.compile("^Real"))).to_be_enabled()


def face_shown(page: Page) -> None:
    face = page.get_by_role("img", name="A face: real, or made by AI?")
    expect(face).to_be_visible()
    expect(face).to_have_attribute("src", re.compile("^blob:"))
    expect(face).to_have_js_property("complete", value=True)


def seconds_left(page: Page) -> int:
    return int(re.sub(r"\D", "", page.get_by_role("timer").inner_text()))


def between(page: Page, change: Callable[[Frame], Frame | None]) -> list[dict[str, object]]:
    """Stand between page and server: `change` what the server says, None to lose it. Returns what the page says."""
    said: list[dict[str, object]] = []

    def connect(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def to_page(frame: Frame) -> None:
            changed = change(frame)
            if changed is not None:
                route.send(changed)

        def to_server(frame: Frame) -> None:
            said.append(json.loads(frame))
            server.send(frame)

        server.on_message(to_page)
        route.on_message(to_server)

    page.route_web_socket(re.compile("/ws/room/"), connect)
    return said


def test_a_wrong_wall_clock_changes_nothing(new_context: Contexts) -> None:
    context = new_context()
    context.add_init_script(WRONG_CLOCK % (3 * HOUR))
    page = context.new_page()
    start(page)
    verdicts_open(page, 1)
    assert page.evaluate("Math.abs(Date.now() - performance.timeOrigin) > 2 * 3600e3"), "or this proves nothing"
    assert 1 <= seconds_left(page) <= SECONDS
    page.evaluate(f"wrong = {-5 * HOUR}")  # and somebody sets it in the middle of a round
    before = seconds_left(page)
    expect(page.get_by_role("timer")).not_to_have_text(str(before))
    assert before - 2 <= seconds_left(page) <= before
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()


def test_a_frozen_page_shows_the_phase_in_which_it_wakes(new_context: Contexts) -> None:
    page, other = new_context().new_page(), new_context().new_page()
    start(page)
    other.goto(page.url)
    other.get_by_role("button", name="Just watch").click()
    verdicts_open(page, 1)
    page.evaluate("window.ticks = 0; setInterval(() => ticks++, 50)")
    debugger = page.context.new_cdp_session(page)
    debugger.send("Debugger.enable")
    debugger.send("Debugger.pause")  # no script runs from now on: neither timers nor messages
    expect(other.get_by_role("heading", name="Round 2 of")).to_be_visible(timeout=20_000)
    debugger.send("Debugger.resume")
    assert page.evaluate("ticks") < SECONDS * 1000 / 50 / 2, "it must have been frozen, or this proves nothing"
    verdicts_open(page, 2)
    face_shown(page)
    assert 1 <= seconds_left(page) <= SECONDS


def test_a_reload_in_the_middle_of_a_round_shows_the_face_again(new_context: Contexts) -> None:
    page = new_context().new_page()
    start(page)
    verdicts_open(page, 1)
    face_shown(page)
    page.reload()
    verdicts_open(page, 1)
    face_shown(page)


def test_a_picture_that_is_lost_is_asked_for(new_context: Contexts) -> None:
    page = new_context().new_page()
    lost: list[int] = []

    def lose_the_first(frame: Frame) -> Frame | None:
        if isinstance(frame, bytes) and not lost:
            lost.append(len(frame))
            return None
        return frame

    said = between(page, lose_the_first)
    start(page)
    verdicts_open(page, 1)
    face_shown(page)
    assert lost
    assert {"t": "missing", "round": 0} in said
    assert {"t": "ready", "round": 0} not in said


def test_a_picture_that_does_not_open_is_asked_for(new_context: Contexts) -> None:
    page = new_context().new_page()
    broken: list[int] = []

    def break_the_first(frame: Frame) -> Frame | None:
        if isinstance(frame, bytes) and not broken:
            broken.append(len(frame))
            return frame[:-1] + bytes([frame[-1] ^ 1])
        return frame

    said = between(page, break_the_first)
    start(page)
    verdicts_open(page, 1)
    face_shown(page)
    assert said.count({"t": "missing", "round": 0}) == 1


def lie_at_the_first_reveal(frame: Frame) -> Frame:
    """Tell the other truth than the one that was promised."""
    if isinstance(frame, str) and (told := json.loads(frame))["t"] == "reveal" and told["round"] == 0:
        return json.dumps({**told, "truth": "ai" if told["truth"] == "real" else "real"})
    return frame


def test_a_face_that_was_changed_after_it_was_sealed_is_told(new_context: Contexts) -> None:
    page = new_context().new_page()
    between(page, lie_at_the_first_reveal)
    start(page, rounds=5)
    for number in range(1, 6):
        verdicts_open(page, number)
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text(re.compile("^(Made by AI|Real photo)$")).first).to_be_visible()
        seal = page.get_by_text("Sealed and checked", exact=True)
        warning = page.get_by_text("This face was changed after it was sealed. Do not trust this match.")
        expect(warning if number == 1 else seal).to_be_visible()
        expect(seal if number == 1 else warning).to_be_hidden()
    warning = page.get_by_text("At least one face was changed after it was sealed. Do not trust this match.")
    expect(warning).to_be_visible(timeout=10_000)
    expect(page.get_by_text(re.compile("faces were sealed before"))).to_be_hidden()


class Exchange:
    """A server that, once there is an answer and the page comes back, promises another face and shows that one."""

    def __init__(self) -> None:
        self.armed = False
        self.lied = 0
        self.lie = {"truth": "ai", "face": "another", "nonce": "0" * 64}

    def __call__(self, frame: Frame) -> Frame:
        if not self.armed or isinstance(frame, bytes):
            return frame
        told = json.loads(frame)
        if told["t"] == "welcome" and told["phase"]["t"] == "question":
            sealed = told["phase"]["sealed"]
            promised = "\n".join([sealed["match"], str(sealed["round"]), *self.lie.values()])
            sealed["commitment"] = hashlib.sha256(promised.encode()).hexdigest()
            self.lied += 1
        elif told["t"] == "reveal" and told["round"] == 0:
            told |= self.lie
            self.lied += 1
        return json.dumps(told)


def test_a_promise_cannot_be_exchanged_behind_a_reload(new_context: Contexts) -> None:
    host, page = new_context().new_page(), new_context().new_page()
    server = Exchange()
    between(page, server)
    start(host, guest=page)  # the host does not answer: the round stays open
    verdicts_open(page, 1)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Locked in.")).to_be_visible()
    server.armed = True
    page.reload()
    expect(page.get_by_text("Locked in.")).to_be_visible()
    host.keyboard.press("ArrowLeft")  # the last answer: the reveal comes
    expect(page.get_by_text("This face was changed after it was sealed. Do not trust this match.")).to_be_visible()
    assert server.lied == 2, "both the promise and the reveal, or this proves nothing"


def test_the_warning_in_chinese(new_context: Contexts) -> None:
    page = new_context(locale="zh-CN").new_page()
    between(page, lie_at_the_first_reveal)
    page.goto("/")
    page.locator("form[action='/host/'] button").click()
    page.get_by_role("textbox").fill("小明")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("img", name="一张脸：真人，还是 AI 生成？")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("alert")).to_have_text("这张脸在封存之后被换过，请不要相信这场比赛。")
