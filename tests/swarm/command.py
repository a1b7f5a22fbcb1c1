"""The swarm for tests: as a command of its own, or several plans at once in this process."""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from server.audits.server_process import surroundings
from server.swarm.plan import Plan, add_arguments, plan_of
from server.swarm.run import run
from tests.servers import ROOT


def swarm(data: Path, *words: str) -> tuple[int, dict[str, Any], str]:
    """Run the command. Returns its exit code, its line of JSON, and what it said besides."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "swarm", "--json", *words],
        cwd=ROOT,
        env=surroundings(data),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def planned(*words: str) -> Plan:
    """Return the plan of these words."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return plan_of(vars(parser.parse_args(words)))


async def at_once(plans: list[Plan]) -> list[dict[str, Any]]:
    """Play several plans at the same time. Returns the figures of each."""
    return await asyncio.gather(*(run(plan) for plan in plans))
