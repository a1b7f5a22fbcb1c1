"""`import_faces`: brings a folder or an archive of faces into a deck, whatever data set it is."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from server.decks.audit.audit import AuditError, audited
from server.decks.intake.errors import IntakeError
from server.decks.intake.incoming import Incoming, incoming
from server.decks.intake.layouts import PRESETS
from server.decks.intake.meter import Meter
from server.decks.intake.rehearsal import Rehearsal
from server.decks.intake.run import SIDE, Import
from server.decks.intake.tally import Tally
from server.decks.models import Deck, Face, ImportRun
from server.decks.services import check_name, deck_for, new_run

SMALLEST = 64  # pixels
TOLD = ("preset", "truth", "only_free", "side")  # what decides over papers and pictures


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
        try:
            tally = self._done(options)
        except IntakeError as error:
            self._refuse(error, options)
        except OSError as error:
            self._refuse(IntakeError("io_error", _("A file cannot be read or written: %s.") % error.strerror), options)
        except KeyboardInterrupt:
            raise CommandError(_("Broken off. The deck is as it was; run it again to go on.")) from None
        else:
            self.stdout.write(json.dumps(tally.told()) if options["json"] else summary(tally))

    def _refuse(self, error: IntakeError, options: dict[str, Any]) -> NoReturn:
        if options["run"] is not None:
            fail(options["run"], error)
        if options["json"]:
            self.stdout.write(json.dumps({"error": error.code, "message": str(error)}))
            sys.exit(1)
        raise CommandError(f"{error} ({error.code})") from error

    def _done(self, options: dict[str, Any]) -> Tally:
        if not SMALLEST <= options["side"] <= SIDE:
            raise IntakeError("bad_side", _("--side is %(low)d to %(high)d.") % {"low": SMALLEST, "high": SIDE})
        if options["limit"] is not None and options["limit"] < 1:
            raise IntakeError("bad_limit", _("--limit is 1 at least."))
        quiet = options["json"]
        path = options["path"]
        with incoming(path, preset=options["preset"], truth=options["truth"], only_free=options["only_free"]) as coming:
            if not quiet:
                self.stdout.write(f"{coming.layout}: {coming.why}")
            run, rehearsal = begun(coming, options)
            total = min(coming.files, options["limit"] or coming.files)
            with Meter(run.deck.slug, total, quiet=quiet) as meter:
                work = Import(
                    run, side=options["side"], workers=options["workers"], rehearsal=rehearsal, progress=meter.show
                )
                tally = work.take(coming.items(options["limit"]))
        if rehearsal is None and tally.added:
            audit(run.deck, None if quiet else self.stdout.write)
        return tally


def begun(coming: Incoming, options: dict[str, Any]) -> tuple[ImportRun, Rehearsal | None]:
    """Enter the run. For a dry one nothing is entered: it gets a row that is never saved, and a shelf to match."""
    slug = options["deck"]
    check_name(slug)
    if options["dry_run"]:
        deck = Deck.objects.filter(slug=slug).first() or Deck(slug=slug, grey=options["grey"])
        return ImportRun(deck=deck, layout=coming.layout), Rehearsal(slug)
    told = {name: options[name] for name in TOLD}
    if options["run"] is not None:
        run = ImportRun.objects.select_related("deck").get(pk=options["run"])
        run.layout, run.why, run.options = coming.layout, coming.why[:300], told
        run.save(update_fields=["layout", "why", "options"])
        return run, None
    deck = deck_for(slug, grey=options["grey"])
    return new_run(deck, options["path"].resolve().name, coming.layout, coming.why, told), None


def fail(number: int, error: IntakeError) -> None:
    """Enter why a prepared run could not even begin."""
    run = ImportRun.objects.filter(pk=number, state=ImportRun.State.RUNNING)
    why = f"{error.code}: {error}"[:300]
    run.update(state=ImportRun.State.FAILED, error=why, finished=timezone.now())


def audit(deck: Deck, say: Callable[[str], object] | None) -> None:
    """Look how well the deck's classes can be told apart by their style, and say so if it is too well."""
    deck.refresh_from_db()
    try:
        found = audited(deck)
    except AuditError:  # too few of one class, as after the first half of a deck
        return
    if say and found.leaks:
        say(_("Careful: in this deck real and AI pictures differ in style. Ask `audit_deck %s` in what.") % deck.slug)


def summary(tally: Tally) -> str:
    """Return the counts as a few lines for people."""
    told = tally.told()
    lines = [
        _("%(added)d added of %(seen)d: %(real)d real, %(ai)d AI, %(edited)d edited; %(seconds).1f s") % told,
        _("%(duplicates)d were there already, %(near_duplicates)d look like one that is there") % told,
    ]
    if tally.centred:
        lines.append(_("%(centred)d without a face that could be found: cropped in the middle") % told)
    lines += [f"  {reason}: {count}" for reason, count in sorted(tally.skipped.items())]
    return "\n".join(lines)
