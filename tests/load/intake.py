"""How fast `import_faces` takes pictures in, and how much memory it needs while the deck grows.

`python -m tests.load.intake --pictures 20000 --workers 2`. Different JPEGs of 256 x 256 pixels, made of the starter
deck's by turning, cutting and blending; a folder of two classes into an empty deck. Told: seconds, pictures a second,
and the RSS of the command and of its workers at five moments.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from server.audits.server_process import surroundings
from tests.load.gone import rss
from tests.servers import ROOT, copy_prepared, prepared

SIDE = 256
MOMENTS = 5
Row = tuple[float, float, float]  # seconds, MB of the command, MB of its workers


def make(folder: Path, pictures: int) -> None:
    """Write pictures that differ in more than a copy does."""
    dice = random.Random(1)
    known = [Image.open(path).convert("RGB") for path in sorted((prepared() / "media").rglob("*.jpg"))]
    for number in range(pictures):
        one, other = dice.sample(known, 2)
        made = Image.blend(_turned(one, dice), _turned(other, dice), dice.uniform(0.0, 0.35))
        path = folder / ("real", "fake")[number % 2] / f"{number // 1000}" / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        made.save(path, quality=90)


def _turned(picture: Image.Image, dice: random.Random) -> Image.Image:
    width, height = picture.size
    cut = dice.uniform(0.7, 1.0)
    left, top = dice.uniform(0, 1 - cut) * width, dice.uniform(0, 1 - cut) * height
    if dice.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    turned = picture.rotate(dice.uniform(-12, 12), Image.Resampling.BILINEAR, fillcolor=(128, 128, 128))
    return turned.resize((SIDE, SIDE), box=(left, top, left + cut * width, top + cut * height))


def imported(data: Path, folder: Path, workers: int) -> tuple[dict[str, object], list[Row]]:
    """Import, and return what the command said, and its memory every half a second."""
    command = [
        sys.executable,
        ROOT / "manage.py",
        "import_faces",
        folder,
        "--deck=load",
        "--preset=imagefolder",
        "--grey",
    ]
    process = subprocess.Popen(
        [*command, f"--workers={workers}", "--json"],
        cwd=ROOT,
        env=surroundings(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    begun, seen = time.monotonic(), list[Row]()
    while process.poll() is None:
        time.sleep(0.5)
        seen.append((time.monotonic() - begun, _memory(process.pid), sum(map(_memory, _children(process.pid)))))
    told, _ = process.communicate()
    return json.loads(told), seen[:-1]


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> float:
    try:
        return rss(pid)
    except (OSError, LookupError):
        return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = copy_prepared(prepared(), Path(folder) / "data")
        make(Path(folder) / "set", given.pictures)
        told, seen = imported(data, Path(folder) / "set", given.workers)
    print(told)
    print(f"{given.pictures / float(str(told['seconds'])):.0f} pictures a second")
    for moment in range(MOMENTS):
        at, own, workers = seen[(len(seen) - 1) * moment // (MOMENTS - 1)]
        print(f"{at:7.1f} s | {own:6.1f} MB | workers {workers:6.1f} MB")


if __name__ == "__main__":
    main()
