"""Builds pictures as files, in every form they come in."""

import io

import numpy as np
from PIL import Image


def scene(width: int = 200, height: int = 150, seed: int = 0) -> Image.Image:
    """Soft blotches of colour, as fine as likeness looks: no face, and like no other seed's."""
    tiles = np.random.default_rng(seed).integers(30, 226, (24, 32, 3), np.uint8)
    return Image.fromarray(tiles).resize((width, height), Image.Resampling.BICUBIC)


def corners(width: int = 200, height: int = 150) -> Image.Image:
    """Red above left, green above right, blue below left, white below right."""
    tiles = np.array([[(220, 30, 30), (30, 190, 30)], [(30, 30, 220), (250, 250, 250)]], np.uint8)
    return Image.fromarray(tiles).resize((width, height), Image.Resampling.NEAREST)


def saved(picture: Image.Image, suffix: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, suffix, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """A file as a picture."""
    return Image.open(io.BytesIO(data))
