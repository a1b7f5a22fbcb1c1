"""`audit_deck`: how well a simple classifier tells a deck's classes apart without knowing a face."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from server.decks.audit.audit import Audit, AuditError, audited
from server.decks.audit.words import advice, name
from server.decks.models import Deck


class Command(BaseCommand):
    help = "Measure how well a simple classifier tells a deck's classes apart by size, sharpness, colour and the like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deck", help="the deck's name")
        parser.add_argument("--json", action="store_true", help="print one line of JSON and nothing else")
        parser.add_argument("--seed", type=int, default=0, help="which faces of a large deck are drawn (0)")

    def handle(self, *, deck: str, json: bool, seed: int, **_options: Any) -> None:
        try:
            found = audited(_named(deck), seed)
        except AuditError as error:
            if json:
                self.stdout.write(_line({"error": error.code, "message": str(error)}))
                sys.exit(1)
            raise CommandError(f"{error} ({error.code})") from error
        self.stdout.write(_line({"deck": deck} | found.told()) if json else _table(found))


def _named(slug: str) -> Deck:
    deck = Deck.objects.filter(slug=slug).first()
    if deck is None:
        raise AuditError("no_such_deck", _("There is no deck %s.") % slug)
    return deck


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(found: Audit) -> str:
    lines = [
        _("%(real)d real, %(ai)d AI, %(people)d people. Area under the ROC curve (0.5: chance), its 95 %% interval:")
        % {"real": found.real, "ai": found.ai, "people": found.people}
    ]
    for look, (area, low, high, accuracy) in found.looks.items():
        lines.append(f"  {name(look):<20} {area:.2f} ({low:.2f}-{high:.2f})   {accuracy:.0%}")
    lines += advice(list(found.tells)) or [_("Nothing tells the classes apart.")]
    if found.leaks:
        lines.append(_("Hosts are warned: with practice, this deck can be told by its style alone."))
    return "\n".join(lines)
