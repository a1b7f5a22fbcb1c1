"""`test`: the whole suite under pytest, several tests at a time; with arguments, what they say, one after the other."""

import os
import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

# More than this has cores, as most tests wait: for a countdown, a browser, a server that starts.
SIDE_BY_SIDE = ("-n", "4")


class Command(BaseCommand):
    help = "Run the whole test suite, four tests at a time; arguments go to pytest, which then takes one at a time."

    def run_from_argv(self, argv: list[str]) -> None:
        os.chdir(settings.ROOT)
        # Dozens of servers start: what Python compiles is kept, elsewhere if it may not be written beside the sources.
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
            os.environ["PYTHONPYCACHEPREFIX"] = str(settings.ROOT / "var" / "compiled")
        os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"  # noqa: PTH120
        # A script that runs this in the background has Ctrl-C ignored, and so would have all that is started here.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *(argv[2:] or SIDE_BY_SIDE)])  # noqa: S606
