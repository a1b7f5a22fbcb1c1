"""From the bytes of a file to a picture fit for a deck: upright, in sRGB, square on the face, encoded anew."""

import hashlib
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from server.decks.intake.crop import square
from server.decks.intake.decoder import Unfit, decoded
from server.decks.intake.detector import face_in
from server.decks.intake.likeness import likeness

__all__ = ["Prepared", "Unfit", "prepare"]

# Finished sides, in pixels, about a quarter apart. The detector's box has few sizes, and which of them it takes may
# depend on the class: crops that lie between the same two of these come out at one size.
SIDES = (96, 128, 160, 200, 256, 320, 400, 512)
QUALITY = 88
TILES = 32  # a side, over which colours are averaged
COLOUR = 6.0  # chroma, in levels: measured, noisy grey photographs reach 3 in their 95th percentile, pale ones 11


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture fit for a deck. `data`: the JPEG, its sides in pixels; `grey`: it came without colour; `likeness`: see
    intake.likeness; `found_face`: it is cropped to a face, else to its middle. `pixels_sha256`: of its size and its
    upright RGB pixels, as they came (as they were decoded, if it came as a JPEG of 4,096 pixels or more a side).
    """

    data: bytes
    width: int
    height: int
    grey: bool
    pixels_sha256: str
    likeness: str
    found_face: bool


def prepare(data: bytes, side: int = 512, grey: bool = False) -> Prepared | Unfit:  # noqa: FBT001, FBT002
    """Make a picture fit for a deck, or say why it is not. `side`: at most, in pixels; `grey`: take its colour away.

    Its side is the next of SIDES that is no smaller than the crop's, or `side` if that comes first: a crop is enlarged
    by less than a third.
    """
    whole = decoded(data)
    if isinstance(whole, Unfit):
        return whole
    grey_whole = whole.convert("L")  # once for both
    face = face_in(grey_whole)
    box = square(whole.size, face)
    end = _finished(box[2] - box[0], side)
    shown = whole.crop(box).resize((end, end), Image.Resampling.LANCZOS)
    colourless = _colourless(shown)
    if grey:
        shown = shown.convert("L").convert("RGB")
    sha256 = hashlib.sha256(b"%d %d " % whole.size + whole.tobytes()).hexdigest()
    return Prepared(_encoded(shown), end, end, colourless, sha256, likeness(grey_whole), face is not None)


def _finished(crop: int, side: int) -> int:
    return min((step for step in SIDES if crop <= step < side), default=side)


def _colourless(picture: Image.Image) -> bool:
    """Tell whether a picture has no colour, but for what JPEG and scanners' noise leave behind. What is tinted has."""
    small = picture.resize((TILES, TILES), Image.Resampling.BOX, reducing_gap=1).convert("YCbCr")
    chroma = np.asarray(small)[..., 1:].astype(np.int32) - 128
    pale = (chroma**2).sum(-1) < COLOUR**2
    return bool(pale.mean() >= 0.95)


def _encoded(picture: Image.Image) -> bytes:
    """Return the JPEG. One setting for all: the same tables in each, no metadata, nothing of how it came."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return file.getvalue()
