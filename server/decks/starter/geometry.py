"""Where things are in a picture: the places of eyes and mouth, moving a face there, bending it to another's shape."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float64]
"""A grey picture, rows by columns, 0 to 255; or points, n by 2, as x and y."""

PLACES: Plane = np.array([[0.337, 0.426], [0.663, 0.426], [0.5, 0.748]])
"""Left eye, right eye and mouth of every finished picture, in the unit square."""

LANCZOS = Image.Resampling.LANCZOS
JITTER = 0.02
MARGIN = 16
CORNERS: Plane = np.array([(x, y) for x in (-0.1, 0.5, 1.1) for y in (-0.1, 0.5, 1.1) if (x, y) != (0.5, 0.5)])
WARP_GRID = 60


def points(flat: list[float]) -> Plane:
    """Return x0, y0, x1, y1, ... as rows of x and y."""
    return np.array(flat, dtype=np.float64).reshape(-1, 2)


def similarity(source: Plane, target: Plane) -> tuple[complex, complex]:
    """Return a and b of z -> a z + b, the turn, scale and shift that best bring source to target (least squares)."""
    s, t = source @ [1, 1j], target @ [1, 1j]
    centred = s - s.mean()
    a = ((t - t.mean()) * centred.conj()).sum() / (abs(centred) ** 2).sum()
    return complex(a), complex(t.mean() - a * s.mean())


def unit_side(face: Plane) -> float:
    """Return how many pixels of its picture the unit square of a face measures."""
    return 1 / abs(similarity(face, PLACES)[0])


def loosely(rng: np.random.Generator) -> tuple[Plane, bool]:
    """Draw a framing: the places turned, sized and shifted by about 2 %, and whether the picture is mirrored."""
    turn = (1 + rng.normal(0, JITTER)) * np.exp(1j * rng.normal(0, 1.5 * JITTER))
    spots = (PLACES - 0.5) @ [1, 1j] * turn
    shift = rng.normal(0, JITTER / 2, 2)
    return np.c_[spots.real, spots.imag] + 0.5 + shift, bool(rng.random() < 0.5)


def frame(
    picture: Image.Image, face: Plane, size: int, places: Plane = PLACES, *, pixel: float = 1.0, finer: int = 4
) -> Plane:
    """Return a small picture at size by size pixels, eyes and mouth in their places: one upscale, the same for all.

    `pixel` is the width of the small picture's pixels, as a part of their height; `finer` the factor of the upscale.
    """
    padded = np.pad(np.asarray(picture), MARGIN, mode="edge")
    large = Image.fromarray(padded).resize((round(padded.shape[1] * finer * pixel), padded.shape[0] * finer), LANCZOS)
    k, b = similarity(places * size, (face + MARGIN) * [finer * pixel, finer])
    affine = (k.real, -k.imag, b.real, k.imag, k.real, b.imag)
    plane = Image.fromarray(np.asarray(large, np.float32))
    moved = plane.transform((size, size), Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC)
    return np.asarray(moved, np.float64)


def _kernel(p: Plane, q: Plane) -> Plane:
    r2 = (p[:, :1] - q[:, 0]) ** 2 + (p[:, 1:] - q[:, 1]) ** 2
    return np.asarray(0.5 * r2 * np.log(r2 + 1e-12))


def warp(plane: Plane, source: Plane, target: Plane) -> Plane:
    """Move the points source of a square picture to target by a thin-plate spline (Bookstein 1989).

    Both are in the unit square. The spline runs backwards, from target to source, and is evaluated on a coarse grid.
    """
    source, target = np.vstack([source, CORNERS]), np.vstack([target, CORNERS])
    n, size = len(target), len(plane)
    system = np.zeros((n + 3, n + 3))
    system[:n, :n] = _kernel(target, target) + 1e-4 * np.eye(n)
    system[:n, n] = system[n, :n] = 1
    system[:n, n + 1 :], system[n + 1 :, :n] = target, target.T
    weights = np.linalg.solve(system, np.vstack([source, np.zeros((3, 2))]))
    rows, columns = (np.mgrid[:WARP_GRID, :WARP_GRID] + 0.5) / WARP_GRID
    grid = np.c_[columns.ravel(), rows.ravel()]
    field = _kernel(grid, target) @ weights[:n] + weights[n] + grid @ weights[n + 1 :]
    coarse = field.reshape(WARP_GRID, WARP_GRID, 2).astype(np.float32)
    x, y = (
        (np.asarray(Image.fromarray(coarse[..., i]).resize((size, size), Image.Resampling.BICUBIC)) * size - 0.5)
        .astype(np.float64)
        .clip(0, size - 1.001)
        for i in (0, 1)
    )
    i, j = y.astype(int), x.astype(int)
    v, h = y - i, x - j
    upper = plane[i, j] * (1 - h) + plane[i, j + 1] * h
    lower = plane[i + 1, j] * (1 - h) + plane[i + 1, j + 1] * h
    return np.asarray(upper * (1 - v) + lower * v)
