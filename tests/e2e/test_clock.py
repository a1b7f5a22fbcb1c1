"""The seconds that a page shows are the server's, whatever the clock on its wall says and however slow it is."""

import json
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

Contexts = Callable[..., BrowserContext]
ROUNDS = 2  # that are watched, of 5
WITHIN = 0.05  # seconds
HOURS = 5 * 3600  # that a wrong wall clock is wrong by

WRONG_CLOCK = f"""
const shift = {HOURS * 1000}, Right = Date;
globalThis.Date = class extends Right {{
  constructor(...given) {{ if (given.length) super(...given); else super(Right.now() + shift); }}
  static now() {{ return Right.now() + shift; }}
}};
"""
# When which number appeared: monotonic time since a start that the browser took from the system, not from Date.
WATCH = """
window.flips = [];
let shown = "";
new MutationObserver(() => {
  const text = document.querySelector("[role=timer].timer")?.textContent.trim() ?? "";
  if (text === shown) return;
  shown = text;
  window.flips.push([text, (performance.timeOrigin + performance.now()) / 1000]);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


def play(page: Page) -> list[float]:
    """Begin a match alone and say nothing; return by how many seconds each number of the timer appeared too late."""
    deadlines: list[float] = []

    def heard(payload: str | bytes) -> None:
        if isinstance(payload, str) and (message := json.loads(payload))["t"] == "question":
            deadlines.append(message["deadline"])

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", heard)

    page.on("websocket", opened)
    page.goto("/")
    page.get_by_role("button", name="Host a room").click()
    page.get_by_role("textbox", name="Nickname").fill("Ann")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Rounds", exact=True).select_option("5")
    page.get_by_label("Time for each").select_option("5")
    page.evaluate(WATCH)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name=f"Round {ROUNDS + 1} of 5")).to_be_visible(timeout=60_000)
    late = []
    for text, at in page.evaluate("window.flips"):
        deadline = next((deadline for deadline in deadlines if deadline - 5.5 < at < deadline + 0.9), None)
        if text.isdigit() and deadline is not None and int(text) < 5:  # the 5 comes when the question is heard of
            late.append(at - (deadline - int(text)))
    assert len(late) >= 4 * ROUNDS
    return late


@pytest.mark.parametrize("case", ["as it is", "a wall clock hours off", "a slow phone"])
def test_the_time_shown_is_the_servers(new_context: Contexts, case: str) -> None:
    context = new_context()
    page = context.new_page()
    if case == "a wall clock hours off":
        page.add_init_script(WRONG_CLOCK)
    if case == "a slow phone":
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    late = play(page)
    if case == "a wall clock hours off":
        assert page.evaluate("Date.now() / 1000 - (performance.timeOrigin + performance.now()) / 1000") > HOURS - 60
    assert abs(median(late)) < WITHIN, sorted(late)
