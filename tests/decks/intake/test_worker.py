"""The processes that prepare pictures end with the one that started them, however that ends."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from server.audits.server_process import surroundings
from tests.servers import ROOT

LIMIT = 60  # seconds for what takes one
# Prepares pictures with two workers, tells who they are once the first picture is done, and never ends by itself.
IMPORT = """
import itertools, json, multiprocessing, os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
django.setup()
from server.decks.intake.papers import Item, Papers
from server.decks.intake.press import pressed
from tests.decks.intake.pictures import saved, scene
item = Item("a.png", Papers("real", "photo", "A set", "CC0"), saved(scene()))
pictures = pressed(itertools.repeat(item), side=512, grey=False, workers=2)
next(pictures)
print(json.dumps([worker.pid for worker in multiprocessing.active_children()]), flush=True)
sys.stdin.read()
"""


def test_workers_end_with_a_killed_import(tmp_path: Path) -> None:
    workers: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT],
        cwd=ROOT,
        env=surroundings(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            workers = json.loads(process.stdout.readline())
            assert len(workers) == 2
            process.send_signal(signal.SIGKILL)
            # The workers hold the pipe's other end as well: it is at its end when the last of them is gone.
            process.communicate(timeout=LIMIT)
        finally:
            process.kill()
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
