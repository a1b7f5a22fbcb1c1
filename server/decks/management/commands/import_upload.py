"""`import_upload`: started by the staff's upload page. Imports one uploaded file, and removes it at the end."""

import io
import os
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from server.decks.admin import uploads
from server.decks.models import ImportRun

NICER = 10  # the games come first


class Command(BaseCommand):
    help = "Import an uploaded file. Started by the admin; `import_faces` is the one for you."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="number of the import, which is entered already")
        parser.add_argument("path", type=Path, help="the uploaded file; removed at the end")
        parser.add_argument("--preset", default="")
        parser.add_argument("--truth", default="")
        parser.add_argument("--only-free", action="store_true")

    def handle(self, **options: Any) -> None:
        os.nice(NICER)
        signal.signal(signal.SIGTERM, interrupted)
        run = ImportRun.objects.select_related("deck").get(pk=options["run"])
        chosen = {name: options[name] for name in ("preset", "truth", "only_free")}
        try:
            call_command(
                "import_faces",
                options["path"],
                deck=run.deck.slug,
                run=run.pk,
                json=True,
                stdout=io.StringIO(),
                **chosen,
            )
        except BaseException as error:
            uploads.fail(run.pk, type(error).__name__)  # unless the import has said why
            if not isinstance(error, SystemExit):
                raise
        finally:
            uploads.remove(options["path"])


def interrupted(_number: int, _frame: FrameType | None) -> None:
    """Break the import off in order: the deck stays as it was, the file goes."""
    raise KeyboardInterrupt
