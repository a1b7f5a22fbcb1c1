"""`test`: the whole suite under pytest; every argument goes to pytest."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the whole test suite; arguments go to pytest."

    def run_from_argv(self, argv: list[str]) -> None:
        os.chdir(settings.ROOT)
        os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"  # noqa: PTH120
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *argv[2:]])  # noqa: S606
