"""Builds the starter deck unless it is complete; with --check only tells whether it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from server.decks.starter.build import StarterDeckError, ensure_starter_deck, is_complete


class Command(BaseCommand):
    help = "Build the starter deck (downloads 51 MB once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is complete")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            if not is_complete():
                raise CommandError("The starter deck is not complete.")
        else:
            try:
                ensure_starter_deck(self._show)
            except StarterDeckError as error:
                raise CommandError(str(error)) from error
        self.stdout.write("The starter deck is complete.")

    def _show(self, done: int, total: int, what: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:4} of {total}  {what:<40}", ending="\n" if done == total else "")
            self.stdout.flush()
