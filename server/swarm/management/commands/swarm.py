"""manage.py swarm: bots that play whole matches over the public protocol and check every message."""

import argparse
import asyncio
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from server.swarm.plan import add_arguments, plan_of
from server.swarm.run import failed, run


class Command(BaseCommand):
    help = "Let bots play whole matches on a running server; check every message, and measure."
    requires_system_checks: list[str] = []  # noqa: RUF012  (as Django declares it); the server is another process

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  (as Django calls it)
        try:
            figures = asyncio.run(run(plan_of(options)))
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
