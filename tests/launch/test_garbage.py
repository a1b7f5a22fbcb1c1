"""What is there when the server begins to listen stays out of every search for garbage."""

import gc
import subprocess
import sys
from pathlib import Path

from server.audits.server_process import surroundings
from server.launch.garbage import THRESHOLDS, settle
from tests.servers import ROOT

LISTENING = """
import gc, django
django.setup()
from server.launch import web
web.listening(lambda: print(gc.get_threshold(), gc.get_freeze_count() > 0, flush=True))
"""


def test_what_is_there_is_left_alone_and_garbage_goes_before() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    knot: list[object] = []
    knot.append(knot)
    try:
        settle()
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > frozen
        assert not gc.get_objects(generation=2)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_so_it_does_in_a_server_that_listens(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LISTENING],
        cwd=ROOT,
        env=surroundings(tmp_path, {"DJANGO_SETTINGS_MODULE": "server.settings"}),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert told.stdout == f"{THRESHOLDS} True\n"
