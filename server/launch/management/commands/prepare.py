"""`prepare`: everything `play` needs before it serves (with --dev also what `test` needs), and no more."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from server.launch.records import bring_up_to_date


class Command(BaseCommand):
    help = "Make the environment, the browser's part, the database and the starter deck, then stop."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dev", action="store_true", help="install what tests and checks need, too")
        parser.add_argument(
            "--no-deck", action="store_true", help="stop after environment and browser's part (seen to by manage.py)"
        )
        parser.add_argument(
            "--static", action="store_true", help="copy static files into the data folder, too, for a proxy to serve"
        )

    def handle(self, *, static: bool, **_options: object) -> None:
        bring_up_to_date(settings.DATA)
        if static:
            # What earlier releases left stays: pages that were opened before an upgrade ask for it.
            call_command("collectstatic", interactive=False, verbosity=0)
