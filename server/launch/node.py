"""Finds a Node that can build the browser's part: on PATH, or the one in the wheel. Standard library only."""

import os
import re
import shutil
import subprocess

from server.launch import environment


def with_node() -> dict[str, str]:
    """Return the environment variables with a fit Node first on PATH; installs the wheel where there is none."""
    if _on_path():
        return dict(os.environ)
    environment.install(environment.NODE)
    # npm's scripts look for `node` on PATH, so the wheel's commands must be found there too.
    return os.environ | {"PATH": f"{environment.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def fits(version: str) -> bool:
    """Tell whether Vite takes this Node (^20.19 or >= 22.12); `version` as `node --version` says it."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _on_path() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return said.returncode == 0 and fits(said.stdout)
