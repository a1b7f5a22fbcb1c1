"""manage.py chaos: kills whatever can be killed while bots play, and says what was lost."""

import argparse
import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from server.chaos.plan import add_arguments, plan_of
from server.chaos.run import lost, run


class Command(BaseCommand):
    help = "Kill servers, Redis and connections while bots play, and say whether an acknowledged answer was lost."
    requires_system_checks: list[str] = []  # noqa: RUF012  (as Django declares it); the servers are other processes

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  (as Django calls it)
        try:
            plan = plan_of(options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        figures = run(plan, settings.DATA, lambda line: print(line, file=sys.stderr, flush=True))
        if options["json"]:
            print(json.dumps(figures), flush=True)
        else:
            print("\n".join(f"{name:>24}  {value}" for name, value in figures.items()))
        if lost(figures):
            sys.exit(1)
