"""A virtual camera: photographs a large picture anew at the size, noise and eight bits of an old, small photograph."""

import numpy as np
from PIL import Image

from server.decks.starter.geometry import PLACES, Plane, similarity

VIEW = 1.24  # the photograph shows this many unit squares
LENS = 0.045


def exposed(plane: Plane, exposure: float) -> Plane:
    """Return a picture at an exposure: brighter by that factor, lights rolling off instead of burning out."""
    lit = plane * exposure / 255
    knee = 0.8
    over = np.maximum(lit - knee, 0)
    return 255 * np.where(lit > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee))), lit)


def photograph(
    picture: Image.Image,
    face: Plane,
    side: float,
    rng: np.random.Generator,
    *,
    noise: float = 0.0,
    lens: float = 0.0,
) -> tuple[Image.Image, Plane]:
    """Take a small photograph of a large grey picture.

    The face's unit square comes out `side` pixels large; `noise` is the sensor's, in levels of 256; `lens` is the
    strength of the sharpening that small cameras do. Returns the photograph and where the face's points are in it.
    """
    a, b = similarity(face, PLACES)
    middle, half = (0.5 + 0.5j - b) / a, VIEW / 2 / abs(a)
    pixels = round(side * VIEW)
    x, y = middle.real - half, middle.imag - half
    beyond = int(max(0, -x, -y, x + 2 * half - picture.width, y + 2 * half - picture.height)) + 2
    wide = Image.fromarray(np.pad(np.asarray(picture), beyond, mode="edge"))
    x, y = x + beyond, y + beyond
    small = wide.resize((pixels, pixels), Image.Resampling.LANCZOS, box=(x, y, x + 2 * half, y + 2 * half))
    plane = np.pad(np.asarray(small, np.float64), 1, mode="edge")
    plane = plane[:, 1:-1] + lens * (plane[:, 2:] + plane[:, :-2] - 2 * plane[:, 1:-1])
    plane = plane[1:-1] + lens * (plane[2:] + plane[:-2] - 2 * plane[1:-1]) + rng.normal(0, noise, (pixels, pixels))
    spots = (face + beyond - [x, y]) * pixels / (2 * half)
    return Image.fromarray(plane.clip(0, 255).round().astype(np.uint8)), spots
