"""manage.py swarm: bots that play whole matches over the public protocol and check every message."""

import argparse
import asyncio
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from game.room import MOST_SEATS
from server.swarm.plan import Plan, add_arguments, plan_of
from server.swarm.ramp import ramp
from server.swarm.run import failed, run


class Command(BaseCommand):
    help = "Let bots play whole matches on a running server; check every message, and measure."
    requires_system_checks: list[str] = []  # noqa: RUF012  (as Django declares it); the server is another process

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  (as Django calls it)
        try:
            plan = plan_of(options)
            if options["ramp"]:
                self._ramp(plan)
                return
            figures = asyncio.run(run(plan))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            for sentence in figures.pop("complaints"):
                self.stdout.write(sentence)
            self.stdout.write("\n".join(f"{name:>12} {value}" for name, value in figures.items()))
        if failed(figures):
            sys.exit(1)

    def _ramp(self, plan: Plan) -> None:
        """Print each room that is tried to stderr, and what was found to stdout."""
        found = asyncio.run(ramp(plan, run, MOST_SEATS, lambda tried: self.stderr.write(json.dumps(tried))))
        self.stdout.write(json.dumps(found))
        if not found["largest_room"]:
            sys.exit(1)
