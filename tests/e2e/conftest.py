"""Browser tests: a real server process, Chromium from the system, and no word on the console."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.e2e.hall import Hall
from tests.servers import ROOT, GameServer, copy_prepared, playing

# The shell without a window frame starts in a quarter of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


PATIENCE = 15_000  # milliseconds; only a broken page uses them up
expect.set_options(timeout=PATIENCE)


TURNS = 3  # browser tests at once, of all that run side by side: each has up to six pages


@pytest.fixture(autouse=True)
def turn() -> Iterator[None]:
    """Wait for a turn; a process that dies gives its own back."""
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with contextlib.ExitStack() as files:
        turns = [files.enter_context((folder / f"browser-turn-{number}.lock").open("w")) for number in range(TURNS)]
        while not any(map(_taken, turns)):
            time.sleep(0.1)
        yield


def _taken(turn: TextIO) -> bool:
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    if not CHROMIUM:
        pytest.skip("no Chromium on PATH (install chromium, or set CHROMIUM)")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    args = [
        "--host-resolver-rules=MAP game.local 127.0.0.1"
    ]  # a name that is no secure context, as on a classroom's network
    if os.geteuid() == 0:
        args.append("--no-sandbox")  # Chromium refuses to run its sandbox as root
    return {**browser_type_launch_args, "executable_path": chromium, "args": args}


@pytest.fixture(scope="session")
def server(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GameServer]:
    """One `play` for all browser tests, with its private Valkey."""
    with playing(copy_prepared(prepared_data, tmp_path_factory.mktemp("e2e") / "data")) as started:
        yield started


@pytest.fixture
def console() -> Iterator[list[str]]:
    """What pages complained about; anything left in it at the end fails the test."""
    said: list[str] = []
    yield said
    assert not said, "the browser complained:\n" + "\n".join(said)


@pytest.fixture
def new_context(browser: Browser, server: GameServer, console: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (one a player), whose errors and warnings fail the test."""
    contexts: list[BrowserContext] = []

    def listen(page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                console.append(f"{page.url}: {message.type}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: console.append(f"{page.url}: {error}"))

    def make(**options: Any) -> BrowserContext:
        # Without motion, unless a test wants to see it: a browser that paints every frame costs half a core.
        usual = {"base_url": server.url, "locale": "en-US", "reduced_motion": "reduce"}
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE)
        context.on("page", listen)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def hall(new_context: Callable[..., BrowserContext]) -> Hall:
    return Hall(new_context)
