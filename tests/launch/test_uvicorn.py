"""The same application under another ASGI server, where there is no short way: matches are played without a mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.audits.server_process import await_answer, end, free_port, surroundings
from tests.servers import ROOT
from tests.swarm.command import swarm


def test_matches_are_played_without_a_mistake(game_data: Path, redis_url: str) -> None:
    port, log = free_port(), game_data / "uvicorn.log"
    command = [sys.executable, "-m", "uvicorn", "server.asgi:application", f"--port={port}"]
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings(game_data, {"REDIS_URL": redis_url}),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    try:
        await_answer(f"http://127.0.0.1:{port}/healthz", process, log.read_text, 60)
        code, figures, said = swarm(
            game_data, f"--url=http://127.0.0.1:{port}", "--players=8", "--rooms=2", "--rounds=3", "--window=0.5"
        )
    finally:
        end(process)
    assert (code, figures.get("complaints"), figures.get("finished")) == (0, [], 2), said
    assert figures["answers"] == 8 * 3
    if "rror" in log.read_text():
        pytest.fail(log.read_text())
