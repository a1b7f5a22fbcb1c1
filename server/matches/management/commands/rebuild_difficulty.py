"""Recomputes faces' difficulties and players' skills from the archived trials, or with --check only compares."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from server.matches.history import Differences, rebuild

SHOWN = 20  # of each


class Command(BaseCommand):
    help = (
        "Computes the difficulty of all faces and the skill of all players again, from the archived trials. "
        "Of faces that were deleted nothing is counted. Matches that end meanwhile are archived afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; print what differs and exit with 1 if anything does",
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, check: bool, json: bool, **_options: Any) -> None:
        found = rebuild(write=not check)
        self.stdout.write(_as_json(found, written=not check) if json else _as_text(found))
        if check and (found.faces or found.players):
            raise CommandError(_("Difficulties differ from what the trials say; without --check they are put right."))


def _as_json(found: Differences, *, written: bool) -> str:
    return json.dumps(
        {
            "matches": found.matches,
            "trials": found.verdicts,
            "differing": {"faces": len(found.faces), "players": len(found.players)},
            "written": written,
        }
    )


def _as_text(found: Differences) -> str:
    counts = {
        "matches": found.matches,
        "trials": found.verdicts,
        "faces": len(found.faces),
        "players": len(found.players),
    }
    lines = [
        _("%(matches)d matches with %(trials)d trials. Different: %(faces)d faces, %(players)d players.") % counts,
        *(f"  {id_}" for id_ in (*found.faces[:SHOWN], *found.players[:SHOWN])),
    ]
    return "\n".join(lines)
