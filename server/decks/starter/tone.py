"""Evening: brings sharpness, texture and contrast of all faces together, and leaves each face its own skin tone."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from server.decks.starter.geometry import Plane

TILE = 160  # side of the pictures that are evened
SMALL = 101  # and of the photographs they come from, in the same unit square
PADDING = 32
CONTRAST, CONTRAST_PULL, CONTRAST_LIMITS = 38.0, 0.8, (0.75, 1.4)
SHARPNESS_LIMITS = (0.55, 1.5)

_FREQUENCY = np.hypot(np.fft.fftfreq(TILE + 2 * PADDING)[:, None], np.fft.rfftfreq(TILE + 2 * PADDING)[None])
_OCTAVES = [np.exp(-2 * (np.pi * _FREQUENCY * sigma * 0.6 * TILE / SMALL) ** 2) for sigma in (1, 2, 4, 8)]


def oval(side: int, centre: tuple[float, float], radii: tuple[float, float], softness: float) -> Plane:
    """Return a soft-edged ellipse, 1 inside and 0 outside; everything in parts of the side."""
    rows, columns = (np.mgrid[:side, :side] + 0.5) / side
    distance = np.hypot((columns - centre[0]) / radii[0], (rows - centre[1]) / radii[1])
    t = ((1 + softness - distance) / (2 * softness)).clip(0, 1)
    return np.asarray(t * t * (3 - 2 * t))


FACE = oval(TILE, (0.5, 0.51), (0.33, 0.40), 0.05)
"""Where a face is measured."""


def spread(plane: Plane, where: Plane) -> tuple[float, float]:
    """Return mean and standard deviation of a picture, weighted by where."""
    mean = float((where * plane).sum() / where.sum())
    return mean, float(np.sqrt((where * (plane - mean) ** 2).sum() / where.sum()))


def octaves(plane: Plane) -> tuple[list[Plane], Plane]:
    """Split a picture into bands of one octave each, finest first, and the rest. They add up to the picture."""
    spectrum = np.fft.rfft2(np.pad(plane, PADDING, mode="reflect"))
    side = TILE + 2 * PADDING
    blurred = [np.fft.irfft2(spectrum * low, (side, side))[PADDING:-PADDING, PADDING:-PADDING] for low in _OCTAVES]
    levels = [plane, *blurred]
    return [fine - coarse for fine, coarse in pairwise(levels)], blurred[-1]


def contrasted(plane: Plane) -> Plane:
    """Pull a face's contrast part of the way to the common one; its mean stays what it is."""
    mean, deviation = spread(plane, FACE)
    gain = np.clip((CONTRAST / deviation) ** CONTRAST_PULL, *CONTRAST_LIMITS)
    return np.asarray(mean + (plane - mean) * gain)


def energies(planes: Sequence[Plane]) -> NDArray[np.float64]:
    """Return the geometric mean strength of each octave over several faces."""
    return np.asarray(
        np.exp(np.mean([[np.log(spread(band, FACE)[1]) for band in octaves(plane)[0]] for plane in planes], axis=0))
    )


def evened(plane: Plane, target: NDArray[np.float64]) -> Plane:
    """Return a face with its octaves as strong as target says, within limits: as sharp and noisy as its neighbours."""
    mean, _ = spread(plane, FACE)
    bands, rest = octaves(plane)
    even = rest + sum(
        band * np.clip(energy / spread(band, FACE)[1], *SHARPNESS_LIMITS)
        for band, energy in zip(bands, target, strict=True)
    )
    return np.asarray(even + (mean - spread(even, FACE)[0]))
