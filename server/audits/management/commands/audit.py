"""manage.py audit: measures whether the race is fair, and says so in figures."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from game.room import Kind
from server.audits.figures import PARTS, Order, audit
from server.audits.recording_run import KINDS

ALL = "all"


class Command(BaseCommand):
    help = "Measure whether the race is fair: what leaks, what lag costs, what guessing earns, what rubbish breaks."
    requires_system_checks: list[str] = []  # noqa: RUF012  (as Django declares it); the server is another process

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add, usual = parser.add_argument, Order()
        add("--rounds", type=int, default=usual.rounds, help=f"rounds recorded to find leaks ({usual.rounds})")
        add("--frames", type=int, default=usual.frames, help=f"frames thrown at a server ({usual.frames})")
        add("--players", type=int, default=usual.players, help=f"guessers of every strategy ({usual.players})")
        add("--seed", type=int, default=usual.seed, help=f"what the randomness begins from ({usual.seed})")
        add("--only", help=f"some of its parts: {','.join(PARTS)}")
        add(
            "--kind",
            choices=[*map(str, KINDS), ALL],
            default=ALL,
            help="of the questions that are recorded (all, in turn)",
        )
        add("--url", default="", help="audit this running server (leak and lag; the rest needs one of its own)")
        add("--json", action="store_true", help="print one line of JSON; progress goes to stderr")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  (as Django calls it)
        figures = audit(order_of(options), lambda line: print(line, file=sys.stderr, flush=True))
        if options["json"]:
            print(json.dumps(figures.line()), flush=True)
        else:
            print("\n".join(f"{name:>40}  {value}" for name, value in rows(figures.line())))
        for sentence in figures.mistakes:
            print(sentence, file=sys.stderr)
        if figures.mistakes:
            sys.exit(1)


def rows(line: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return the table's lines: figures of many things have one for each."""
    for name, value in line.items():
        if isinstance(value, dict):
            yield from ((f"{name}: {what}", figure) for what, figure in value.items())
        elif value is not None:
            yield name, value


def order_of(given: dict[str, Any]) -> Order:
    """Return what the parsed options ask for. Raises CommandError with one sentence for the user."""
    parts = tuple(part.strip() for part in given["only"].split(",")) if given["only"] else PARTS
    if unknown := set(parts) - set(PARTS):
        raise CommandError(f"--only takes {', '.join(PARTS)}; not {', '.join(sorted(unknown))}")
    url = given["url"].rstrip("/")
    if url:
        if urlsplit(url).scheme != "http" or not urlsplit(url).hostname:
            raise CommandError(f"not an address that lines of different length can lead to: {url}")
        if given["only"] and "fuzz" in parts:
            raise CommandError("--only fuzz needs a server of its own: leave --url out")
        parts = tuple(part for part in parts if part != "fuzz")
    least = {"rounds": 40, "frames": 100, "players": 100}
    for name, number in least.items():
        if given[name] < number:
            raise CommandError(f"--{name} is at least {number}")
    numbers = {name: given[name] for name in (*least, "seed")}
    kinds = KINDS if given["kind"] == ALL else (Kind(given["kind"]),)
    return Order(parts=parts, url=url, kinds=kinds, **numbers)
