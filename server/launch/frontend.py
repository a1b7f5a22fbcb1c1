"""The browser's part: built when its sources changed, otherwise left alone. Standard library only."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from server.launch import environment, errand, node
from server.launch.data_folder import ROOT
from server.launch.obstacle import local
from server.launch.progress import Progress

FRONTEND = ROOT / "frontend"
BUILT = FRONTEND / "dist" / ".built-from"  # the hash of the sources that dist was built from
FETCHED = FRONTEND / "node_modules" / ".fetched-for"  # the hash of the lock file whose packages are there
LEFT_OUT = {"node_modules", "dist", "coverage", ".svelte-kit"}


def build(log_folder: Path) -> bool:
    """Build frontend/dist unless it is of these sources already; return whether it was built. Raises Obstacle.

    Where the sources are not, there is nothing to build: an image carries what was built elsewhere.
    """
    if not (FRONTEND / "package-lock.json").exists():
        return False
    wanted = sources_hash(FRONTEND)
    if _read(BUILT) == wanted:
        return False
    env = node.with_node()
    with environment.alone():
        if _read(BUILT) == wanted:
            return False
        _fetch(env, log_folder)
        title = local("Building the browser's part", "正在构建浏览器端")
        _step(title, ["npm", "run", "build"], env, log_folder / "frontend-build.log")
        BUILT.write_text(wanted)
    return True


def _fetch(env: dict[str, str], log_folder: Path) -> None:
    """Bring node_modules to what package-lock.json says, unless it is. Raises Obstacle."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if _read(FETCHED) == lock:
        return
    title = local("Fetching the browser's packages (once)", "正在下载浏览器端软件包（仅首次）")
    command = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"]
    _step(title, command, env, log_folder / "frontend-packages.log")
    FETCHED.write_text(lock)


def sources_hash(folder: Path) -> str:
    """Return one hash of all names and contents below the folder that can change what is built."""
    total = hashlib.sha256()
    for path in sorted(_sources(folder)):
        content = path.read_bytes()
        total.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        yield from (Path(place, name) for name in files)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _step(title: str, command: list[str], env: dict[str, str], log: Path) -> None:
    with Progress(title) as progress:
        progress(0, 0)
        try:
            errand.run(command, log, cwd=FRONTEND, env=env, heard=lambda line: progress(0, 0, line))
        except errand.ErrandFailedError as failure:
            raise failure.obstacle("The browser's part could not be built", "无法构建浏览器端") from failure
