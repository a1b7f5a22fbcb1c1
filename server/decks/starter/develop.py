"""The darkroom: enlarges a face, lays grain over it, lights it out of the dark, encodes it; one setting for all."""

import io

import numpy as np
from PIL import Image

from server.decks.starter.geometry import Plane

SIDE = 512
QUALITY = 88
FILM_SIDE = 1024
GRAIN = 4.0
PAPER, INK, ROOM = (248, 241, 231), (13, 11, 16), (15, 13, 19)  # red, green, blue: lights, shadows, the dark around


def film(rng: np.random.Generator) -> Plane:
    """Return a sheet of film grain, in levels of 256."""
    frequency = np.hypot(np.fft.fftfreq(FILM_SIDE)[:, None], np.fft.rfftfreq(FILM_SIDE)[None])
    noise = np.fft.rfft2(rng.normal(size=(FILM_SIDE, FILM_SIDE))) * np.exp(-2 * (np.pi * frequency * 0.85) ** 2)
    grain = np.fft.irfft2(noise, (FILM_SIDE, FILM_SIDE))
    return np.asarray(grain * GRAIN / grain.std())


def pool() -> Plane:
    """Return the pool of light a face lies in: bright on the face, a glimmer on the hair, nothing at the edge."""
    rows, columns = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    # Narrower at the jaw than at the brow, as faces are: walls behind them differ, and would tell the albums apart.
    width = 0.34 - 0.08 * _eased((rows - 0.48) / 0.36)
    lamp = 1 / (1 + np.hypot((columns - 0.5) / width, (rows - 0.48) / 0.42) ** 7)
    corners = _eased((0.68 - np.hypot(columns - 0.5, rows - 0.5)) / 0.22)
    edges = _eased((0.5 - abs(columns - 0.5)) / 0.12) * _eased((0.5 - abs(rows - 0.5)) / 0.17)
    return np.asarray(lamp * corners * edges)


def _eased(t: Plane) -> Plane:
    """Return a soft step: 0 below 0, 1 above 1."""
    t = t.clip(0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def developed(plane: Plane, grain: Plane, light: Plane) -> Image.Image:
    """Return a face as a finished colour picture."""
    # In single precision: this is half of the time that the deck takes.
    enlarged = Image.fromarray(plane.astype(np.float32)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(enlarged) / np.float32(255)
    # Film shows its grain most in the middle tones.
    silver = grey.clip(0, 1)
    tone = (grey + (grain / 255).astype(np.float32) * (0.6 + 1.6 * silver * (1 - silver))).clip(0, 1)
    lamp = light.astype(np.float32)
    pixels = np.empty((SIDE, SIDE, 3), np.uint8)
    for channel, (paper, ink, room) in enumerate(zip(PAPER, INK, ROOM, strict=True)):
        pixels[..., channel] = (room + lamp * (ink - room + tone * (paper - ink))).clip(0, 255).round()
    return Image.fromarray(pixels)


def encoded(picture: Image.Image) -> bytes:
    """Return the JPEG. Nothing in it but the pixels: no metadata, and the same tables in each."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, subsampling=2)
    return file.getvalue()
