"""What a picture tells besides its face: six looks at it, each a vector of numbers. Pure."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Vector = npt.NDArray[np.float64]

THUMBNAIL = 12  # pixels a side
OCTAVES = 5
BLOCK = 8  # pixels a side of what JPEG codes by itself
LOOKS = ("size", "sharpness", "colour", "compression", "thumbnail")


def looks(data: bytes) -> dict[str, Vector]:
    """Return what each look sees of a JPEG, by its name: vectors of one length each, whatever the picture's size."""
    with Image.open(io.BytesIO(data)) as file:
        picture = file.convert("RGB")
    grey = np.asarray(picture.convert("L"), np.float32)
    return {
        "size": _size(picture),
        "sharpness": _sharpness(grey),
        "colour": _colour(picture),
        "compression": _compression(grey, len(data)),
        "thumbnail": np.asarray(picture.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX), np.float64).ravel(),
    }


def _size(picture: Image.Image) -> Vector:
    return np.log([picture.width, picture.height])


def _sharpness(grey: npt.NDArray[np.float32]) -> Vector:
    """Logarithms: the variance of the Laplacian, and how much neighbours differ in each octave of the picture."""
    laplacian = grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1] - 4 * grey[1:-1, 1:-1]
    energies = [float(laplacian.var())]
    level: npt.NDArray[np.floating[Any]] = grey
    for _ in range(OCTAVES):
        energies.append(float((np.diff(level, axis=0) ** 2).mean() + (np.diff(level, axis=1) ** 2).mean()))
        even = level[: level.shape[0] // 2 * 2, : level.shape[1] // 2 * 2]
        level = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    return np.log(np.array(energies, np.float64) + 1e-3)


def _colour(picture: Image.Image) -> Vector:
    """Means and spreads of luma and chroma, their co-variations, and the saturation's mean and spread."""
    small = picture.resize((64, 64), Image.Resampling.BOX)
    ycc = np.asarray(small.convert("YCbCr"), np.float64).reshape(-1, 3)
    saturation = np.asarray(small.convert("HSV"), np.float64)[..., 1]
    spreads = np.cov(ycc.T)[np.triu_indices(3)]
    return np.concatenate([ycc.mean(0), np.cbrt(spreads), [saturation.mean(), saturation.std()]])


def _compression(grey: npt.NDArray[np.float32], size: int) -> Vector:
    """Bytes a pixel; steps at the borders of blocks against steps elsewhere (an older, other grid shows in the phase);
    how many neighbours are alike.
    """
    steps = []
    for differences in (np.abs(np.diff(grey, axis=1)), np.abs(np.diff(grey, axis=0)).T):
        columns = differences.mean(0)
        phases = np.array([columns[phase::BLOCK].mean() for phase in range(BLOCK)])
        steps.append(np.log(phases[BLOCK - 1] + 1e-2) - np.log(phases[:-1].mean() + 1e-2))
        steps.append((differences < 1).mean())
    return np.array([np.log(size / grey.size), *steps], np.float64)
