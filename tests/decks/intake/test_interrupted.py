"""Ctrl-C, which reaches a command and all its workers, ends an import at once, however often it is pressed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from server.audits.server_process import surroundings
from tests.servers import ROOT, copy_prepared

SIDE = 900  # pixels: without a face, each takes a while


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, dice = tmp_path_factory.mktemp("pictures"), random.Random(1)
    for number in range(80):
        path = folder / ("real", "fake")[number % 2] / f"{number}.jpg"
        path.parent.mkdir(exist_ok=True)
        Image.effect_noise((SIDE, SIDE), 40 + dice.random()).convert("RGB").save(path)
    return folder


def members(group: int) -> list[int]:
    """Processes of a group that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if fields and int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_it_ends(pictures: Path, prepared_data: Path, tmp_path: Path, presses: int) -> None:
    data = copy_prepared(prepared_data, tmp_path / "copied")
    words = ["import_faces", pictures, "--deck=box", "--workers=2", "--grey", "--json"]
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *words],
        cwd=ROOT,
        env=surroundings(data),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    limit = time.monotonic() + 60
    while not [path for path in (data / "locks").glob("*") if "box" in path.name] or len(members(process.pid)) < 3:
        assert process.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.02)
    for _ in range(presses):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in {1, 130, -signal.SIGINT}, said
    limit = time.monotonic() + 20
    while members(process.pid):
        assert time.monotonic() < limit, "a worker was left behind"
        time.sleep(0.02)
