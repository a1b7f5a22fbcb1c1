"""What a swarm is to do: its command-line options, checked."""

import argparse
import math
from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import msgspec

from game.room import COUNTDOWN, PATIENCE, Board, Kind, Mode, Options, Pace, Scoring

CONTROLLED = 4  # rounds that a host with controls needs
SLACK = 1.0  # seconds between the last answer of a window and the deadline: a busy machine is no mistake of the server


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to play. Times in seconds; shares from 0 to 1, for each bot and round. `watchers`: of each room."""

    urls: tuple[str, ...]
    players: int
    rooms: int
    window: float
    options: Options
    matches: int = 1
    doubles: float = 0.3
    reconnects: float = 0.0
    pictures: float = 0.0
    missing: float = 0.02
    watchers: int = 0
    controls: bool = False
    seed: int = 0
    chaos: bool = False
    timeout: float = 60.0
    pids: tuple[int, ...] = ()

    def party(self, room: int) -> int:
        """Return how many bots play in this room: all rooms are within one of each other."""
        return self.players // self.rooms + (room < self.players % self.rooms)

    def address(self, number: int) -> str:
        """Return the address that a room's bot begins on: each room is spread over all of them."""
        return self.urls[number % len(self.urls)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add = parser.add_argument
    add("--url", required=True, help="address of the server, or several with commas between: http://127.0.0.1:8000")
    add("--players", type=int, default=20, help="bots in all, the hosts among them (20)")
    add("--rooms", type=int, default=2, help="rooms that they are spread over (2)")
    add("--rounds", type=int, default=5, help="rounds of a match (5)")
    add("--window", type=float, default=2.0, help="seconds within which each bot answers at random (2)")
    add("--matches", type=int, default=1, help="matches in a row in each room (1)")
    add("--seconds", type=int, help="length of a question (the window and 2 s)")
    add("--reveal", type=int, default=2, help="length of a reveal (2)")
    add("--deck", default=Options().deck, help=f"slug of the deck ({Options().deck})")
    _add_choices(parser)
    add("--host-watches", action="store_true", help="the hosts only host")
    add("--doubles", type=float, default=0.3, help="share of answers sent twice, with the other verdict (0.3)")
    add("--reconnects", type=float, default=0.0, help="share of bots that come back in the middle of a round (0)")
    add(
        "--pictures",
        type=float,
        default=0.0,
        help="share of bots that fetch a round's picture, before and after its reveal (0)",
    )
    add("--missing", type=float, default=0.02, help="share of bots that ask for a sealed picture once more (0.02)")
    add("--seed", type=int, default=0, help="what the bots' randomness begins from (0)")
    add("--chaos", action="store_true", help="servers may die: what is lost with them is counted and is no error")
    add("--pid", type=int, nargs="*", help="server processes of this machine (Redis among them) whose use is measured")
    add("--ramp", action="store_true", help="look for the largest room with ack p99 under 250 ms, from --players on")
    add("--timeout", type=float, help="seconds after which all is given up (by default, what the matches need)")
    add("--json", action="store_true", help="print one line of JSON")


def _add_choices(parser: argparse.ArgumentParser) -> None:
    """Declare what the host chooses besides, and what he does."""
    add, usual = parser.add_argument, Options()
    modes = [mode for mode in Mode if mode is not Mode.PRACTICE]  # in which one is alone
    choices: dict[str, Iterable[StrEnum]] = {"mode": modes, "kind": Kind, "scoring": Scoring}
    choices |= {"pace": Pace, "board": Board}
    for name, words in choices.items():
        add(f"--{name}", choices=[str(word) for word in words], default=str(getattr(usual, name)))
    add("--teams", type=int, default=usual.teams, help=f"teams, where the mode has them ({usual.teams})")
    add("--no-counts", action="store_true", help="nobody is told how many have answered")
    add("--controls", action="store_true", help="the hosts pause, skip, lock, hand over, sit out, end")
    add("--watchers", type=int, default=0, help="watchers and big screens in each room (0)")


def plan_of(given: dict[str, Any]) -> Plan:
    """Make a plan of the parsed options. Raises ValueError with one sentence for the user."""
    urls = tuple(url.strip().rstrip("/") for url in given["url"].split(",") if url.strip())
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError(f"not an address of a server: {url}")
    if not urls:
        raise ValueError("--url is empty")
    _check(given)
    options = _options(given)
    if given["window"] * (1 + given["controls"]) > options.seconds - SLACK:
        twice = "twice " if given["controls"] else ""
        raise ValueError(f"--seconds must be at least {SLACK:g} s longer than {twice}--window")
    match = COUNTDOWN + options.rounds * (options.seconds + options.reveal + PATIENCE) + 20 + 60 * given["controls"]
    return Plan(
        urls=urls,
        players=given["players"],
        rooms=given["rooms"],
        window=given["window"],
        options=options,
        matches=given["matches"],
        doubles=given["doubles"],
        reconnects=given["reconnects"],
        pictures=given["pictures"],
        missing=given["missing"],
        watchers=given["watchers"],
        controls=given["controls"],
        seed=given["seed"],
        chaos=given["chaos"],
        pids=tuple(given["pid"] or ()),
        timeout=given["timeout"] or 60 + given["players"] / 50 + given["matches"] * match,
    )


def _check(given: dict[str, Any]) -> None:
    """Raise ValueError where a number makes no sense."""
    if given["rooms"] < 1 or given["players"] < 2 * given["rooms"]:
        raise ValueError("a room takes at least two players: lower --rooms or raise --players")
    for share in ("doubles", "reconnects", "pictures", "missing"):
        if not 0 <= given[share] <= 1:
            raise ValueError(f"--{share} is a share from 0 to 1")
    if given["matches"] < 1 or given["window"] < 0:
        raise ValueError("--matches is at least 1, and --window at least 0")
    if given["watchers"] < 0:
        raise ValueError("--watchers is at least 0")
    if given["ramp"] and given["rooms"] != 1:
        raise ValueError("--ramp looks for the largest room: give it --rooms 1")
    if given["controls"] and given["rounds"] < CONTROLLED:
        raise ValueError(f"--controls needs at least {CONTROLLED} rounds")


def _options(given: dict[str, Any]) -> Options:
    largest = -(-given["players"] // given["rooms"])
    # After a pause everybody answers within the window again.
    seconds = given["seconds"] or max(3, math.ceil(given["window"] * (1 + given["controls"])) + 2)
    try:
        return msgspec.convert(
            {
                "deck": given["deck"],
                "rounds": given["rounds"],
                "seconds": seconds,
                "reveal": given["reveal"],
                **{name: given[name] for name in ("mode", "kind", "scoring", "pace", "board", "teams")},
                "counts": not given["no_counts"],
                "host_plays": not given["host_watches"],
                "seats": max(Options().seats, largest),
            },
            Options,
        )
    except msgspec.ValidationError as error:
        raise ValueError(f"the room would not take these options: {error}") from error
