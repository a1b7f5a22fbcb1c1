"""Settings that cannot be right are one sentence, before anything begins."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.audits.server_process import surroundings
from tests.servers import ROOT


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "foo", "DATABASE_URL is no address of a database"),
        ("DATABASE_URL", "postgres://me:secret@host:port/x", "DATABASE_URL is no address of a database"),
        ("DATABASE_URL", "mysql://host/x", "DATABASE_URL is no address of a database"),
        (
            "UNCANNY_ROOMS_PER_MINUTE",
            "abc",
            "UNCANNY_ROOMS_PER_MINUTE must be a whole number of 1 or more, such as 120",
        ),
        ("UNCANNY_ROOMS_PER_MINUTE", "-1", "it is '-1'"),
    ],
)
def test_a_variable_that_cannot_be_right(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    said = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        cwd=ROOT,
        env=surroundings(tmp_path, {name: value}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert sentence in said.stderr
    assert "secret" not in said.stderr
