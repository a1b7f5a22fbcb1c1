"""Writes the browser's types and docs/protocol.md from the protocol; with --check it only compares."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from server.rooms.reference import reference
from server.rooms.typescript import NoCompilerError, typescript


class Command(BaseCommand):
    help = "Write frontend/src/protocol.ts and docs/protocol.md from the types in server/rooms/protocol.py."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not current")

    def handle(self, *, check: bool, **_: Any) -> None:
        root = Path(settings.ROOT)
        try:
            types = typescript(root / "frontend")
        except NoCompilerError as missing:
            raise CommandError("The browser's packages are not installed: run `npm ci` in frontend/.") from missing
        stale = []
        for name, text in {"frontend/src/protocol.ts": types, "docs/protocol.md": reference()}.items():
            path = root / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"Not current: {', '.join(stale)}. Run `python3 manage.py generate_protocol`.")
        self.stdout.write(f"Written: {', '.join(stale)}." if stale else "Current.")
