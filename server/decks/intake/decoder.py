"""From the bytes of a file to its pixels: upright, in sRGB, without alpha; or why there are none."""

import io
import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES = 64 * 2**20
MOST_PIXELS = 50_000_000
LEAST_SIDE = 96  # pixels: the smallest in which a face can be judged
LONGEST = 4  # times as long as wide
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
CAN_MOVE = frozenset({"GIF", "PNG", "WEBP"})  # other formats' further pictures are previews and pages
SCANS = 64  # of a progressive JPEG: encoders write a dozen, and each costs a pass over all pixels
LARGE = 2048  # a JPEG is decoded at a half or a quarter if both of its sides are still at least this long then
JPEG, SCAN = b"\xff\xd8", b"\xff\xda"  # a scan's mark cannot occur in compressed data: 0xff is followed by 0 there
SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}  # what a profile for pixels of a mode calls itself
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Unfit:
    """A picture that no deck can take. `reason`: a stable code: not_a_picture, broken, animated, too_large (bytes),
    too_many_pixels, too_many_scans, too_small, too_long_and_thin; too_slow (see press).
    """

    reason: str


def decoded(data: bytes) -> Image.Image | Unfit:
    """Decode a picture. What it is called does not matter; what it claims to be is checked before it is decoded."""
    if len(data) > MOST_BYTES:
        return Unfit("too_large")
    if data.startswith(JPEG) and data.count(SCAN) > SCANS:
        return Unfit("too_many_scans")
    with warnings.catch_warnings():
        # Pillow warns of broken metadata and of many pixels: the one does not matter here, the other has its own limit.
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            return Unfit("too_many_pixels")
        except UnidentifiedImageError:
            return Unfit("not_a_picture")
        except Exception:  # noqa: BLE001 - hostile files make decoders raise whatever there is
            return Unfit("broken")
        if reason := _unfit(picture):
            return Unfit(reason)
        try:
            if picture.format in CAN_MOVE and getattr(picture, "is_animated", False):
                return Unfit("animated")
            picture.draft(None, (LARGE, LARGE))
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            return _rgb(picture)
        except Exception:  # noqa: BLE001 - as above
            return Unfit("broken")


def _unfit(picture: Image.Image) -> str:
    """Return why a picture is not to be decoded, judged by its header; empty: it may be."""
    if picture.width * picture.height > MOST_PIXELS:
        return "too_many_pixels"
    if max(picture.size) > LONGEST * min(picture.size):
        return "too_long_and_thin"
    if min(picture.size) < LEAST_SIDE:
        return "too_small"
    if picture.mode == "F" or (picture.mode == "I" and picture.format != "PPM"):
        return "not_a_picture"  # measurements of something, whose black and white nobody knows
    return ""


def _rgb(picture: Image.Image) -> Image.Image:
    """Return a picture's pixels in sRGB, on white where it is transparent, and nothing else of it."""
    plain = _plain(picture)
    transform = _transform(picture.info.get("icc_profile") or b"", plain.mode)
    rgb = (transform and ImageCms.applyTransform(plain, transform)) or plain.convert("RGB")
    rgb.info = {}  # encoders write comments that they find here
    return rgb


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture in 8 bits without alpha: L, RGB or CMYK."""
    if picture.mode.startswith("I"):
        levels = np.asarray(picture)
        return Image.fromarray((levels >> 8).astype(np.uint8))
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    if picture.mode in SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the way from a profile to sRGB; None where there is none to go: already there, or not to be read."""
    if not profile:
        return None
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != SPACES[mode] or "sRGB" in (source.profile.profile_description or ""):
            return None
        return ImageCms.buildTransform(source, SRGB, mode, "RGB")
    except (ImageCms.PyCMSError, OSError):
        return None
