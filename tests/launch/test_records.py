"""Several first starts on one data folder prepare it one after the other."""

import subprocess
import sys
from pathlib import Path

from server.audits.server_process import surroundings
from server.launch import records
from tests.servers import ROOT

PREPARE = """
import django, time
from pathlib import Path
django.setup()
from django.conf import settings
from server.decks.starter import build
from server.launch.records import bring_up_to_date

def slow(progress):
    with (settings.DATA / "order").open("a") as order:
        order.write("begin ")
        order.flush()
        time.sleep(0.3)
        order.write("end ")

build.ensure_starter_deck = slow
bring_up_to_date(settings.DATA)
"""


def test_one_after_the_other(tmp_path: Path) -> None:
    env = surroundings(tmp_path, {"DJANGO_SETTINGS_MODULE": "server.settings"})
    command = [sys.executable, "-c", PREPARE]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert (tmp_path / "order").read_text() == "begin end begin end "
    assert records.ADVISORY_LOCK < 2**63


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    env = surroundings(tmp_path, {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"})
    said = subprocess.run(
        [sys.executable, ROOT / "manage.py", "prepare"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert "database does not answer" in said.stderr
