"""The whole audit, part by part, and its figures."""

import asyncio
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import msgspec

from game.room import Kind
from server.audits.fuzz import fuzz
from server.audits.guessing import guess
from server.audits.lag import compare, race, recorded
from server.audits.playground import Playground, playground
from server.audits.recording_run import KINDS

PARTS = ("guessing", "lag", "leak", "fuzz")
RACE = 10  # rounds
Say = Callable[[str], None]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to audit, and how much of it. `url`: a running server; without one a private server is started.

    `kinds`: of the questions that are recorded to find leaks.
    """

    parts: Sequence[str] = PARTS
    rounds: int = 3000
    frames: int = 100_000
    players: int = 10_000
    seed: int = 0
    url: str = ""
    kinds: Sequence[Kind] = KINDS


class Figures(msgspec.Struct):
    """What was found; None where it was not asked for. `mistakes`: one sentence for each thing that is not fair.

    `leak_interval` and `guess_interval` are of 95 %. The others (mean, low, high) are wider, as one of many may not be
    blamed by chance: `leak_looks` of each role alone and of all together, `guess_largest` of the strategy whose mean
    is farthest from zero. `leak_if_later`: what would have been guessed had AI faces come that much later.
    `leak_opened`: findings about promises and sealed pictures that could be opened before their time.
    """

    leak_accuracy: float | None = None
    leak_interval: tuple[float, float] | None = None
    leak_looks: dict[str, tuple[float, float, float]] | None = None
    leak_if_later: dict[str, float] | None = None
    leak_opened: int | None = None
    lag_unfairness_percent: dict[str, float] | None = None
    guess_value: float | None = None
    guess_interval: tuple[float, float] | None = None
    guess_largest: dict[str, tuple[float, float, float]] | None = None
    frames_fuzzed: int | None = None
    crashes: int | None = None
    seconds: float = 0.0
    mistakes: list[str] = []

    def line(self) -> dict[str, Any]:
        """Return what is printed as one line of JSON."""
        return {name: value for name, value in msgspec.to_builtins(self).items() if name != "mistakes"}


def audit(order: Order, tell: Say) -> Figures:
    """Run the parts, one after the other, and say how it goes.

    Raises RuntimeError or TimeoutError when a server does not come up.
    """
    began, figures = time.monotonic(), Figures()
    with ExitStack() as stack:
        server: Playground | None = None
        if not order.url and set(order.parts) - {"guessing"}:
            tell("Starting a private server")
            server = stack.enter_context(playground())
        url = server.url if server else order.url
        steps: dict[str, Callable[[], None]] = {
            "guessing": lambda: _guessing(order, figures, tell),
            "lag": lambda: _lag(url, order, server, figures, tell),
            "leak": lambda: _leak(url, order, figures, tell),
            "fuzz": lambda: _fuzz(server, order, figures, tell),
        }
        for part in PARTS:
            if part in order.parts:
                _try(part, steps[part], figures)
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def _try(part: str, step: Callable[[], None], figures: Figures) -> None:
    try:
        step()
    except Exception as error:  # noqa: BLE001  (after an hour, the figures of the other parts are still worth having)
        where = traceback.extract_tb(error.__traceback__)[-1]
        figures.mistakes.append(f"{part} could not be audited: {error!r} ({where.filename}, line {where.lineno})")


def _guessing(order: Order, figures: Figures, tell: Say) -> None:
    tell(f"Guessing: {order.players} players of every strategy")
    found = guess(order.players, order.seed, tell=tell)
    figures.guess_value = round(found.value.mean, 2)
    figures.guess_interval = (round(found.value.low, 2), round(found.value.high, 2))
    figures.mistakes += found.mistakes()
    name, largest = found.largest()
    figures.guess_largest = {", ".join(name): _triple(largest.mean, largest.low, largest.high, 1)}
    tell(f"  all together: {found.value.mean:+.2f} points a match ({found.value.low:+.2f} to {found.value.high:+.2f})")
    for name, one in found.strategies.items():
        tell(f"  {', '.join(name)}: {one.mean:+.1f} ({one.low:+.1f} to {one.high:+.1f})")


def _lag(url: str, order: Order, server: Playground | None, figures: Figures, tell: Say) -> None:
    tell(f"Lag: four races of {RACE} rounds over lines of different length")
    races = asyncio.run(race(url, RACE, seed=order.seed))
    found = compare(races, recorded(server.data / "db.sqlite3") if server else None, tell)
    tell(f"  holding pongs back gained {found.gained:.2f} % (the cap is worth {found.worth:.2f} %)")
    tell(f"  smallest round trip on record for it: {found.recorded} ms")
    figures.lag_unfairness_percent = found.unfairness
    figures.mistakes += found.mistakes(kept=server is not None)


def _leak(url: str, order: Order, figures: Figures, tell: Say) -> None:
    from server.audits.leak import audit_leak  # noqa: PLC0415  (scikit-learn is a development package)

    tell(f"Leak: recording {order.rounds} rounds and guessing from all that was sent before the reveal")
    found = asyncio.run(audit_leak(url, order.rounds, order.seed, order.kinds))
    for who, score in found.looks.items():
        tell(f"  {who}: {score.accuracy:.4f} guessed right ({score.low:.4f} to {score.high:.4f})")
    for seconds, score in found.if_later.items():
        tell(f"  had AI faces come {1000 * seconds:g} ms later, a player would have guessed {score.accuracy:.4f} right")
    tell(f"  secrets that could be guessed, were told too early, were used again or do not open: {len(found.opened)}")
    figures.leak_accuracy = round(found.together.accuracy, 4)
    figures.leak_interval = (round(found.together.low, 4), round(found.together.high, 4))
    figures.leak_looks = {who: _triple(one.accuracy, one.low, one.high, 4) for who, one in found.looks.items()}
    figures.leak_if_later = {f"{1000 * late:g} ms": round(one.accuracy, 4) for late, one in found.if_later.items()}
    figures.leak_opened = len(found.opened)
    figures.mistakes += found.mistakes()


def _triple(mean: float, low: float, high: float, digits: int) -> tuple[float, float, float]:
    return round(mean, digits), round(low, digits), round(high, digits)


def _fuzz(server: Playground | None, order: Order, figures: Figures, tell: Say) -> None:
    if server is None:
        raise ValueError("frames are thrown at a private server only")
    tell(f"Fuzz: {order.frames} frames")
    found = asyncio.run(fuzz(server, order.frames, order.seed, tell))
    tell(f"  frames: {found.kinds}")
    tell(f"  replies: {found.replies}")
    slowest = max((match["ack_p99_ms"] or 0 for match in found.honest if not match["errors"]), default=0)
    tell(f"  {len(found.honest)} honest matches meanwhile, 99 % of answers acknowledged within {slowest} ms")
    tell(f"  memory grew by {found.growth or 0:.1f} MB after the first fifth")
    figures.frames_fuzzed, figures.crashes = found.frames, found.crashes
    figures.mistakes += found.mistakes()
