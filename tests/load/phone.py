"""A slow phone: Chromium with a quarter of the processor and a mobile network, and what it notes while it plays."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import CHROMIUM

SLOWDOWN = 4
BUILT = 500  # milliseconds after which a reveal is there
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SIZE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
ENGLISH = {"locale": "en-US", "color_scheme": "dark"}
# Long tasks, when messages came that begin a screen, and when the first screens were there. Ours alone: no page has it.
NOTES = """(() => {
    const notes = (window.notes = { tasks: [], screens: [["load", 0]], first: {}, frames: [] });
    new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) notes.tasks.push([startTime, duration]);
    }).observe({ type: "longtask", buffered: true });
    const Plain = WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", ({ data }) => {
                const kind = typeof data === "string" && /^\\{"t":"(\\w+)"/.exec(data)?.[1];
                if (!/^(welcome|lobby|countdown|question|reveal|podium)$/.test(kind)) return;
                const screen = kind === "welcome" ? (/"phase":\\{"t":"(\\w+)"/.exec(data)?.[1] ?? kind) : kind;
                if (notes.screens.at(-1)[0] !== screen) notes.screens.push([screen, performance.now()]);
            });
        }
    };
    const looks = new MutationObserver(() => {
        for (const [name, there] of [["name", ".nickname button.primary"], ["lobby", ".lobby .people li"]]) {
            if (notes.first[name] || !document.querySelector(there)) continue;
            const after = new MessageChannel(); // a task of its own, behind the frame that shows it
            after.port1.onmessage = () => {
                if (notes.first[name]) return;
                notes.first[name] = performance.now();
                if (name === "name") notes.screens.push(["name", performance.now()]);
            };
            requestAnimationFrame(() => after.port2.postMessage(0));
        }
    });
    looks.observe(document, { childList: true, subtree: true });
})()"""
SCROLL = """() => new Promise((done) => {
    const intervals = [], far = document.documentElement.scrollHeight - innerHeight;
    let last = performance.now(), turn = 0;
    requestAnimationFrame(function step(now) {
        intervals.push(now - last);
        last = now;
        scrollTo(0, far * (0.5 - 0.5 * Math.cos((turn / 120) * 2 * Math.PI)));
        if (turn++ < 240) requestAnimationFrame(step);
        else done(intervals.slice(1));
    });
})"""
SCRIPTS = """() => performance.getEntriesByType("resource").filter(({ name }) => /\\.js$/.test(name))
    .map(({ name, encodedBodySize }) => [name.split("/").pop(), encodedBodySize])"""


@contextmanager
def phone(slowdown: float = SLOWDOWN) -> Iterator[Page]:
    """Open the browser with an empty cache."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**SIZE, **ENGLISH)
        context.add_init_script(NOTES)
        page = context.new_page()
        line: Any = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", NETWORK)
        line.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        yield page
        browser.close()


def longest(page: Page) -> dict[str, list[float]]:
    """Return the lengths of the long tasks, in ms, by the screen that had begun when they ended.

    A reveal is told in two: until its screen is there, and from then on, when points fly and standings move.
    """
    notes = page.evaluate("notes")
    found: dict[str, list[float]] = defaultdict(list)
    for start, duration in notes["tasks"]:
        screen, since = [(name, since) for name, since in notes["screens"] if since <= start + duration][-1]
        found["standings" if screen == "reveal" and start - since > BUILT else screen].append(duration)
    return found
