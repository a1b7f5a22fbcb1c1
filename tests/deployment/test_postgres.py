"""The database's tests on PostgreSQL, too: the rest of the suite runs them on SQLite."""

import os
import subprocess
import sys

import pytest

from tests.deployment.postgres import Postgres
from tests.servers import ROOT

# What reads and writes in ways that a database may take differently: races, sums, windows, indexes, long texts, and
# migrations that count (all of them make the database first). Of files with many pages of HTML, only that.
WANTED = (
    "tests/accounts/test_claiming.py::test_a_name_is_taken_once_whatever_its_letters_case",
    "tests/accounts/test_claiming.py::test_who_claims_an_account_keeps_everything",
    "tests/accounts/test_deletion.py::test_after_a_day_nothing_leads_to_nobody",
    "tests/accounts/test_deletion.py::test_reports_of_faces_lose_their_author_and_stay_one_each",
    "tests/accounts/test_deletion.py::test_two_tabs_and_a_second_time",
    "tests/accounts/test_merging.py",
    "tests/decks/test_learning.py",
    "tests/decks/test_selectors.py::test_a_host_sees_counts",
    "tests/decks/test_selectors.py::test_only_faces_that_can_be_dealt",
    "tests/decks/test_selectors.py::test_the_database_refuses_nonsense",
    "tests/leaderboards/test_feed.py",
    "tests/leaderboards/test_histories.py",
    "tests/leaderboards/test_selectors.py",
    "tests/matches/test_archive.py",
    "tests/matches/test_archive_modes.py",
    "tests/matches/test_old_rows.py",
    "tests/matches/test_ratings.py",
    "tests/players/test_old_standings.py",
)
# Twins on another store, or with another seed, ask the database nothing new.
TWINS = "[redis or the_same[1 or the_same[2 or the_same[3 or hangs"


@pytest.mark.timeout(600)
def test_they_pass(database: Postgres) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", f"not ({TWINS})", *WANTED],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database.url()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "skipped" not in done.stdout.splitlines()[-1]
