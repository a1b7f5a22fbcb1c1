"""The one folder for everything that is kept: checked before anything else needs it. Standard library only."""

import os
from pathlib import Path

from server.launch.obstacle import Obstacle

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Return the data folder, made if need be. Raises Obstacle where nothing can be written."""
    folder = Path(os.environ.get("UNCANNY_DATA") or ROOT / "var").resolve()
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log").mkdir(exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def unwritable(path: Path, error: OSError) -> Obstacle:
    """Return the sentence for a path that refuses to be written."""
    why = error.strerror or str(error)
    return Obstacle(
        f"Cannot write to {path} ({why}): give this user the right to, or choose another folder with UNCANNY_DATA=...",
        f"无法写入 {path}（{why}）：请赋予写权限，或用 UNCANNY_DATA=... 指定其他文件夹。",
    )
