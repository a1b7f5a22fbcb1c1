"""The database's tests on PostgreSQL, too: the rest of the suite runs them on SQLite."""

import os
import subprocess
import sys

import pytest

from tests.deployment.postgres import postgres
from tests.servers import ROOT

# What reads and writes in ways that a database may take differently: races, sums, windows, indexes, long texts.
WANTED = (
    "tests/accounts/test_claiming.py",
    "tests/accounts/test_deletion.py",
    "tests/accounts/test_merging.py",
    "tests/decks/test_learning.py",
    "tests/decks/test_selectors.py",
    "tests/leaderboards/test_feed.py",
    "tests/leaderboards/test_histories.py",
    "tests/leaderboards/test_selectors.py",
    "tests/matches/test_archive.py",
    "tests/matches/test_archive_modes.py",
    "tests/matches/test_ratings.py",
    "tests/rooms/test_archive.py",
)


@pytest.mark.timeout(600)
def test_they_pass() -> None:
    with postgres() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *WANTED],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "skipped" not in done.stdout.splitlines()[-1]
