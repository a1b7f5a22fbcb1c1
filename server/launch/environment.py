"""The Python environment: makes .venv with the pinned, hashed packages, and goes on in it. Standard library only."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from server.launch import errand
from server.launch.data_folder import ROOT
from server.launch.obstacle import Obstacle, local
from server.launch.progress import Progress

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"  # lock file -> its hash when it was installed
UNFINISHED = VENV / "unfinished"  # there while an installation runs: found later, it broke off
RUNTIME, DEVELOPMENT, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"


def enter(*, development: bool = False) -> None:
    """Go on in .venv with everything installed; returns only if we are in it already. Raises Obstacle."""
    lock = DEVELOPMENT if development or _installed().get(DEVELOPMENT) else RUNTIME
    changed = install(lock)
    entered = os.environ.get("UNCANNY_ENTERED") == str(os.getpid())  # exec keeps the process id
    if changed or (Path(sys.prefix).resolve() != VENV.resolve() and not entered):
        os.environ["UNCANNY_ENTERED"] = str(os.getpid())
        try:
            os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])  # noqa: S606
        except PermissionError as error:
            raise _not_ours(error) from error


def install(lock: str) -> bool:
    """Install a lock file's packages into .venv unless they are there; return whether anything was done."""
    if _is_current(lock):
        return False
    with alone():
        if _is_current(lock):
            return False
        try:
            if UNFINISHED.exists() or not PYTHON.exists():
                shutil.rmtree(VENV, ignore_errors=True)
            VENV.mkdir(exist_ok=True)
            UNFINISHED.touch()
        except OSError as error:
            raise _not_writable(error) from error
        _fetch(lock)
        stamp = _installed() | {lock: _hash(lock)}
        if lock == DEVELOPMENT:  # it contains the runtime's packages, at the same versions
            stamp[RUNTIME] = _hash(RUNTIME)
        STAMP.write_text(json.dumps(stamp))
        UNFINISHED.unlink()
        return True


def _is_current(lock: str) -> bool:
    try:
        return PYTHON.exists() and not UNFINISHED.exists() and _installed().get(lock) == _hash(lock)
    except PermissionError as error:
        raise _not_ours(error) from error


def _not_ours(error: OSError) -> Obstacle:
    """Return the sentence for an environment that another user made, with a Python in a place of that user's own."""
    return Obstacle(
        f"This user may not use the Python of {VENV} ({error.strerror}): start as the user who made that folder, or"
        " delete it and run this again.",
        f"当前用户无权使用 {VENV} 中的 Python（{error.strerror}）：请以创建该文件夹的用户启动，或将其删除后重新运行。",
    )


def _not_writable(error: OSError) -> Obstacle:
    """Return the sentence for a checkout in which the environment cannot be made: that is always there."""
    return Obstacle(
        f"Cannot write to {VENV} ({error.strerror}): give this user the right to write in {ROOT}, or use a copy of the"
        " project that belongs to this user.",
        f"无法写入 {VENV}（{error.strerror}）：请赋予当前用户写入 {ROOT} 的权限，或改用属于该用户的项目副本。",
    )


def _installed() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _fetch(lock: str) -> None:
    total = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    log = VENV / "install.log"
    base = getattr(sys, "_base_executable", sys.executable)
    uv = _uv()
    if not uv and not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        shutil.rmtree(VENV, ignore_errors=True)
        raise Obstacle(
            "This Python has no venv module: install python3-venv (Debian, Ubuntu) or uv, then run this again.",
            "此 Python 缺少 venv 模块：请安装 python3-venv（Debian、Ubuntu）或 uv，然后重新运行。",
        )
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command: list[str | Path]
    seen = 0
    title = local(f"Installing Python packages ({lock}, once)", f"正在安装 Python 软件包（{lock}，仅首次）")
    with Progress(title) as progress:
        progress(0, total)

        def heard(line: str) -> None:
            nonlocal seen
            if line.startswith(("Collecting ", " + ")):
                seen += 1
                progress(min(seen, total), total, line.split()[1])

        try:
            if uv:
                if not PYTHON.exists():
                    errand.run([uv, "venv", "--quiet", "--allow-existing", "--python", base, VENV], log, env=env)
                command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", ROOT / lock]
            else:
                errand.run([base, "-m", "venv", VENV], log, env=env)
                command = [PYTHON, "-m", "pip", "install", "--no-compile", "--retries", "2", "--progress-bar", "off"]
                command += ["--require-hashes", "-r", ROOT / lock]
            errand.run(command, log, env=env, heard=heard)
        except errand.ErrandFailedError as failure:
            raise failure.obstacle("The Python packages could not be installed", "无法安装 Python 软件包") from failure


def _uv() -> str | None:
    """Return uv when it is on PATH and runs (a version manager's shim may not)."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return uv
    return None


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep a second start out meanwhile. The lock is on the project's folder: nothing to clean up."""
    import fcntl  # noqa: PLC0415  (not on Windows, which manage.py has turned away with a sentence)

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(local("Another start is setting up; waiting for it ...", "另一个进程正在安装，请稍候……"), flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
