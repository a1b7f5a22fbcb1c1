"""The room on a slow phone: scripts, time until it can be used, long tasks by screen, scrolling; a leaderboard's page.

`python -m tests.load.page --players 1000`, on a server, a database and a Redis of its own; the server and its bots on
one core. Prints a table for docs/performance.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.load.phone import SCRIPTS, SCROLL, longest, phone
from tests.servers import ROOT, copy_prepared, playing, prepared

ROUNDS = 5
PATIENCE = 90_000  # milliseconds
FRAME = 1000 / 60  # milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--players", type=int, default=1000)
    parser.add_argument("--slowdown", type=float, default=4)
    parser.add_argument("--shots", type=Path, help="folder for pictures of each screen")
    parser.add_argument("--only", choices=["room", "leaderboard"])
    asked = parser.parse_args()
    if asked.only != "leaderboard":
        for line in room(asked):
            print(line, flush=True)
    if asked.only != "room":
        subprocess.run([sys.executable, "-m", "tests.load.board_page"], cwd=ROOT, check=True)


def room(asked: argparse.Namespace) -> Iterator[str]:
    """Return the lines of a table."""
    everywhere = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as folder:
        os.sched_setaffinity(0, {0})
        with playing(copy_prepared(prepared(), Path(folder) / "data")) as server:
            command = [sys.executable, "-m", "tests.load.crowd", server.url, str(asked.players - 1), str(ROUNDS)]
            crowd = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            os.sched_setaffinity(0, everywhere)
            try:
                yield from visited(crowd, server.url, asked)
            finally:
                crowd.kill()
                crowd.wait()


def visited(crowd: subprocess.Popen[str], url: str, asked: argparse.Namespace) -> Iterator[str]:
    """Play along on a phone. While something is measured, the page is asked nothing: an answer costs it a long task."""
    assert crowd.stdout
    room = crowd.stdout.readline().removeprefix("room ").strip()
    heard: list[str] = []
    with phone(asked.slowdown) as page:
        page.set_default_timeout(PATIENCE)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame)[:40])))
        page.goto(f"{url}/r/{room}/")
        page.wait_for_timeout(5000)
        marked(page, "tools")
        first = page.evaluate("notes.first.name")
        _shot(page, asked, "name")
        page.touchscreen.tap(*middle(page, ".nickname button.primary"))
        awaited(page, heard, '{"t":"welcome"')
        go_on(crowd, "here")
        page.wait_for_timeout(1500)
        marked(page, "tools")
        _shot(page, asked, "lobby")
        page.locator("button.more").tap()
        page.wait_for_timeout(500)
        marked(page, "scrolling")
        intervals = page.evaluate(SCROLL)
        marked(page, "tools")
        match(page, crowd, heard, asked)
        tasks, scripts = longest(page), page.evaluate(SCRIPTS)
    yield f"| {asked.players:,} in the room, phone at 1/{asked.slowdown:g} | |"
    yield "| --- | --- |"
    yield f"| scripts of a whole match, kB | {sum(size for _, size in scripts) / 1000:.1f} |"
    yield f"| a name can be given after, ms | {first:.0f} |"
    for screen in ("load", "name", "lobby", "scrolling", "countdown", "question", "reveal", "standings", "podium"):
        yield f"| long tasks, {screen} | {told(tasks.get(screen, []))} |"
    late = sum(interval > 1.5 * FRAME for interval in intervals)
    yield f"| frames of the scrolling, late ones, slowest | {len(intervals)}, {late}, {max(intervals):.0f} ms |"


def match(page: Page, crowd: subprocess.Popen[str], heard: list[str], asked: argparse.Namespace) -> None:
    """Answer each round, and look at its reveal."""
    assert crowd.stdin
    crowd.stdin.write("\n")
    crowd.stdin.flush()
    button = (0.0, 0.0)
    for number in range(ROUNDS):
        awaited(page, heard, '{"t":"question"')
        page.wait_for_timeout(1000)
        if not number:
            marked(page, "tools")
            button = middle(page, ".verdicts button")
            marked(page, "question")
        page.touchscreen.tap(*button)
        if asked.shots:
            page.wait_for_timeout(500)
            _shot(page, asked, f"question-{number}")
        awaited(page, heard, '{"t":"reveal"')
        page.wait_for_timeout(2500)
        _shot(page, asked, f"reveal-{number}")
    awaited(page, heard, '{"t":"podium"')
    page.wait_for_timeout(2500)
    marked(page, "tools")
    _shot(page, asked, "podium")


def awaited(page: Page, heard: list[str], beginning: str) -> None:
    """Wait for a message that begins so, after the last one that was waited for."""
    for _ in range(PATIENCE // 20):
        if any(frame.startswith(beginning) for frame in heard):
            heard.clear()
            return
        page.wait_for_timeout(20)
    raise TimeoutError(beginning)


def marked(page: Page, name: str) -> None:
    """What comes from now on is of this screen; `tools`: it is of our own making."""
    page.evaluate("name => notes.screens.push([name, performance.now()])", name)


def middle(page: Page, selector: str) -> tuple[float, float]:
    """Return where to tap."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def go_on(crowd: subprocess.Popen[str], word: str) -> None:
    """Send the crowd on, and wait until it says this."""
    assert crowd.stdin
    assert crowd.stdout
    crowd.stdin.write("\n")
    crowd.stdin.flush()
    if (heard := crowd.stdout.readline().strip()) != word:
        raise RuntimeError(f"the crowd says {heard!r} instead of {word!r}")


def told(tasks: list[float]) -> str:
    return f"{len(tasks)}, longest {max(tasks):.0f} ms" if tasks else "0"


def _shot(page: Page, asked: argparse.Namespace, name: str) -> None:
    if asked.shots:
        asked.shots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=asked.shots / f"{name}.png")


if __name__ == "__main__":
    main()
