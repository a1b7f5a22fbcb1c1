"""The room on a slow phone: scripts, time until it can be used, long tasks screen by screen, scrolling; and a leaderboard's page.

`python -m tests.load.page --players 1000`, on a server, a database and a Redis of its own; the server and its bots on one
core. Prints a table for docs/performance.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

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
    """Play along on a phone."""
    assert crowd.stdout
    room = crowd.stdout.readline().removeprefix("room ").strip()
    with phone(asked.slowdown) as page:
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(f"{url}/r/{room}/")
        page.locator(".nickname button.primary").wait_for()
        page.wait_for_timeout(2000)
        first = page.evaluate("notes.first.name")
        early = sum(size for _, size in page.evaluate(SCRIPTS))
        _shot(page, asked, "name")
        page.locator(".nickname button.primary").tap()
        page.locator(".lobby").wait_for()
        go_on(crowd, "here")
        page.wait_for_timeout(1500)
        before = longest(page)
        _shot(page, asked, "lobby")
        page.locator("button.more").tap()
        page.wait_for_timeout(500)
        intervals = page.evaluate(SCROLL)
        scrolling = {kind: times[len(before.get(kind, [])) :] for kind, times in longest(page).items()}
        match(page, crowd, asked)
        tasks, scripts = longest(page), page.evaluate(SCRIPTS)
        page.reload()
        page.locator(".podium").wait_for()
        page.wait_for_timeout(500)
    whole = sum(size for _, size in scripts)
    yield f"| {asked.players:,} in the room, phone at 1/{asked.slowdown:g} | |"
    yield "| --- | --- |"
    yield f"| scripts until the name is asked, kB | {early / 1000:.1f} |"
    yield f"| scripts of a whole match, kB | {whole / 1000:.1f} |"
    yield f"| a name can be given after, ms | {first:.0f} |"
    for screen in ("load", "lobby", "countdown", "question", "reveal", "podium"):
        yield f"| long tasks, {screen} | {told(tasks.get(screen, []))} |"
    yield f"| long tasks while scrolling the lobby | {told(scrolling.get('lobby', []))} |"
    late = sum(interval > 1.5 * FRAME for interval in intervals)
    yield f"| frames of the scrolling, late ones, slowest | {len(intervals)}, {late}, {max(intervals):.0f} ms |"
    yield f"| median between two frames | {statistics.median(intervals):.1f} ms |"


def match(page: Page, crowd: subprocess.Popen[str], asked: argparse.Namespace) -> None:
    """Answer each round, and look at its reveal."""
    assert crowd.stdin
    crowd.stdin.write("\n")
    crowd.stdin.flush()
    for number in range(1, ROUNDS + 1):
        page.locator(f'h1:has-text("Round {number}")').wait_for()
        page.locator('.verdicts button[aria-disabled="false"]').first.wait_for()
        page.wait_for_timeout(700)
        _shot(page, asked, f"question-{number}")
        page.locator(".verdicts button").first.tap()
        page.locator(".stage.told").wait_for()
        page.wait_for_timeout(2200)
        _shot(page, asked, f"reveal-{number}")
    page.locator(".podium").wait_for()
    page.wait_for_timeout(2500)
    _shot(page, asked, "podium")


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
