"""`import_faces`: brings a folder or an archive of faces into a deck, whatever data set it is."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from server.decks.audit import AuditError, audited
from server.decks.intake.errors import IntakeError
from server.decks.intake.incoming import Incoming, incoming
from server.decks.intake.layouts import PRESETS
from server.decks.intake.meter import Meter
from server.decks.intake.papers import Item, Refused
from server.decks.intake.run import SIDE, Import
from server.decks.intake.tally import Tally
from server.decks.models import Face, ImportRun
from server.decks.services import deck_for, drop_empty, new_run

SMALLEST = 64  # pixels


class Command(BaseCommand):
    help = "Bring the faces of a folder, zip, tar or tar.gz into a deck. The data set's layout is recognised by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="folder or archive")
        parser.add_argument("--deck", required=True, help="the deck's name; it is made if there is none")
        parser.add_argument("--preset", default="", choices=sorted(PRESETS), help="read it as this data set")
        parser.add_argument("--truth", default="", choices=(Face.Truth.REAL.value, Face.Truth.AI.value))
        parser.add_argument("--only-free", action="store_true", help="leave out what may not be used commercially")
        parser.add_argument("--limit", type=int, default=None, metavar="N", help="read N pictures at most")
        parser.add_argument("--side", type=int, default=SIDE, metavar="PX", help=f"at most: {SMALLEST} to {SIDE}")
        parser.add_argument("--grey", action="store_true", help="make the pictures of a new deck grey")
        parser.add_argument("--workers", type=int, default=None, metavar="N", help="processes: one a core unless given")
        parser.add_argument("--dry-run", action="store_true", help="read and prepare everything, keep nothing")
        parser.add_argument("--json", action="store_true", help="print one line of JSON and nothing else")
        parser.add_argument("--run", type=int, default=None, help="the import's number, where the admin entered it")

    def handle(self, **options: Any) -> None:
        say = (lambda _line: None) if options["json"] else self.stdout.write
        try:
            if not SMALLEST <= options["side"] <= SIDE:
                raise IntakeError(
                    "bad_side", _("--side is between %(low)d and %(high)d.") % {"low": SMALLEST, "high": SIDE}
                )
            with entered(options) as run, self._opened(options) as coming:
                say(f"{coming.layout}: {coming.why}")
                tally = _taken(run, coming, options)
        except IntakeError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"error": error.code, "message": str(error)}))
                sys.exit(1)
            raise CommandError(f"{error} ({error.code})") from error
        self.stdout.write(json.dumps(tally.told()) if options["json"] else summary(tally))
