"""From the bytes of a file to a picture fit for a deck: upright, in sRGB, square on the face, encoded anew."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from server.decks.intake.likeness import likeness

MOST_BYTES = 64 * 2**20
MOST_PIXELS = 50_000_000
LEAST_SIDE = 96
LONGEST = 4
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
QUALITY = 88


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture fit for a deck. `data`: the JPEG; `grey`: it came without colour; `pixels_sha256`: of its upright RGB
    pixels as they came, and their size; `likeness`: see intake.likeness; `found_face`: it is cropped to a face.
    """

    data: bytes
    width: int
    height: int
    grey: bool
    pixels_sha256: str
    likeness: str
    found_face: bool


@dataclass(frozen=True, slots=True)
class Unfit:
    """A picture that no deck can take. `reason`: a stable code."""

    reason: str


def prepare(data: bytes, side: int = 512, *, grey: bool = False) -> Prepared | Unfit:
    """Make a picture fit for a deck. `side`: at most, in pixels; `grey`: take its colour away."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except OSError:
        return Unfit("not_a_picture")
    if picture.width * picture.height > MOST_PIXELS:
        return Unfit("too_many_pixels")
    if min(picture.size) < LEAST_SIDE:
        return Unfit("too_small")
    if max(picture.size) > LONGEST * min(picture.size):
        return Unfit("too_long_and_thin")
    try:
        whole = ImageOps.exif_transpose(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError):
        return Unfit("broken")
    sha256 = hashlib.sha256(b"%d %d " % whole.size + whole.tobytes()).hexdigest()
    face = ImageOps.fit(whole, (min(side, *whole.size),) * 2)
    colourless = max(high for _, high in face.convert("YCbCr").reduce(4).getextrema()[1:]) < 136
    if grey:
        face = face.convert("L").convert("RGB")
    file = io.BytesIO()
    face.save(file, "JPEG", quality=QUALITY, subsampling=2)
    return Prepared(file.getvalue(), *face.size, colourless, sha256, likeness(face), found_face=False)
