"""Pictures come out upright, in sRGB, square and encoded in one way, however they came in."""

import hashlib
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from server.decks.intake.picture import Prepared, prepare
from tests.decks.intake.pictures import corners, opened, saved, scene

# What each EXIF orientation's reader has to do is undone here, to store the picture as such a camera does.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def fit(data: bytes, side: int = 512, *, grey: bool = False) -> Prepared:
    made = prepare(data, side, grey)
    assert isinstance(made, Prepared), made
    return made


def colour(made: Prepared, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of the unit square."""
    picture = opened(made.data)
    return picture.getpixel((int(x * picture.width), int(y * picture.height)))


def close(one: tuple[int, ...], other: tuple[int, ...], levels: int = 12) -> bool:
    return all(abs(a - b) <= levels for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("suffix", ["PNG", "BMP", "TIFF", "PPM", "WEBP", "JPEG", "GIF"])
def test_every_format_gives_the_same_picture(suffix: str) -> None:
    options = {"lossless": True} if suffix == "WEBP" else {"quality": 98} if suffix == "JPEG" else {}
    made = fit(saved(corners(), suffix, **options))
    assert (made.width, made.height) == opened(made.data).size == (160, 160)
    assert not made.found_face
    for place, wanted in {(0.2, 0.2): (220, 30, 30), (0.8, 0.2): (30, 190, 30), (0.8, 0.8): (250, 250, 250)}.items():
        assert close(colour(made, *place), wanted)
    if suffix not in {"JPEG", "GIF"}:
        assert made == fit(saved(corners()))


@pytest.mark.parametrize("suffix", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_by_exif(orientation: int, suffix: str) -> None:
    picture = corners()
    stored = picture.transpose(TURNS[orientation]) if orientation > 1 else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 98} if suffix == "JPEG" else {"lossless": True} if suffix == "WEBP" else {}
    made = fit(saved(stored, suffix, exif=exif, **options))
    assert close(colour(made, 0.2, 0.2), (220, 30, 30))
    assert close(colour(made, 0.8, 0.2), (30, 190, 30))
    assert close(colour(made, 0.2, 0.8), (30, 30, 220))
    if suffix != "JPEG":
        assert made.pixels_sha256 == fit(saved(picture)).pixels_sha256


def test_pixels_are_known_by_their_digest() -> None:
    picture = scene()
    wanted = hashlib.sha256(b"200 150 " + picture.tobytes()).hexdigest()
    assert fit(saved(picture)).pixels_sha256 == fit(saved(picture, "BMP"), 100).pixels_sha256 == wanted


@pytest.mark.parametrize(
    ("mode", "suffix"), [("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("L", "PPM"), ("CMYK", "JPEG"), ("CMYK", "TIFF")]
)
def test_other_colour_models(mode: str, suffix: str) -> None:
    picture = Image.new("RGB", (120, 120), "white")
    picture.paste((0, 0, 0), (0, 0, 60, 120))
    made = fit(saved(picture.convert(mode), suffix))
    assert close(colour(made, 0.2, 0.5), (0, 0, 0))
    assert close(colour(made, 0.8, 0.5), (255, 255, 255))


def test_sixteen_bits() -> None:
    levels = np.zeros((120, 120), np.uint16)
    levels[:, 60:] = 128 << 8
    picture = Image.fromarray(levels)
    pgm = b"P5 120 120 65535\n" + levels.astype(">u2").tobytes()
    for data in (saved(picture), saved(picture, "TIFF"), pgm):
        made = fit(data)
        assert close(colour(made, 0.2, 0.5), (0, 0, 0), 3)
        assert close(colour(made, 0.8, 0.5), (128, 128, 128), 3)
        assert made.grey


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(mode: str) -> None:
    picture = Image.new("RGBA", (120, 120), (0, 0, 0, 0))
    picture.paste((90, 90, 90, 255), (0, 0, 60, 120))
    made = fit(saved(picture.convert(mode)))
    assert close(colour(made, 0.2, 0.5), (90, 90, 90))
    assert close(colour(made, 0.8, 0.5), (255, 255, 255))


def test_profiles_are_turned_into_srgb_and_left_out() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = saved(Image.new("RGB", (120, 120), (120, 60, 60)))
    assert close(colour(fit(plain), 0.5, 0.5), (120, 60, 60), 3)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with red's and blue's columns exchanged and another name: red is what was blue.
    swapped = srgb.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "abcd".encode("utf-16-be")).replace(b"sRGB", b"abcd")
    red = Image.new("RGB", (120, 120), (120, 60, 60))
    made = fit(saved(red, "PNG", icc_profile=swapped))
    assert close(colour(made, 0.5, 0.5), (60, 60, 120), 8)
    for profile in (srgb, lab, b"no profile"):
        assert fit(saved(red, "PNG", icc_profile=profile)).data == fit(plain).data


def test_nothing_but_pixels_comes_out() -> None:
    exif = Image.Exif()
    exif[0x010E] = "made by a machine"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(
        scene(), "JPEG", exif=exif, icc_profile=srgb, comment=b"made by a machine", progressive=True, quality=30
    )
    made = fit(data + b"PK\x03\x04 and an archive behind it")
    picture = opened(made.data)
    assert not {"exif", "icc_profile", "comment", "progression"} & picture.info.keys()
    assert b"machine" not in made.data
    assert b"PK\x03\x04" not in made.data
    assert made.data.endswith(b"\xff\xd9")
    others = [
        fit(saved(scene(seed=1), "PNG")),
        fit(saved(scene(900, 700, seed=2), "WEBP")),
        fit(saved(scene().convert("L"))),
    ]
    for other in (opened(made.data) for made in others):
        assert (other.mode, other.format) == ("RGB", "JPEG")
        assert other.quantization == picture.quantization
        assert [layer[1:3] for layer in other.layer] == [(2, 2), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("crop", "made"),
    [(96, 96), (97, 128), (160, 160), (161, 200), (200, 200), (201, 256), (234, 256), (256, 256), (257, 320)],
)
def test_sides_are_of_few_sizes(crop: int, made: int) -> None:
    done = fit(saved(scene(crop + 5, crop)))
    assert (done.width, done.height) == opened(done.data).size == (made, made)


@pytest.mark.parametrize(("crop", "made"), [(150, 160), (200, 200), (201, 234), (234, 234), (256, 234), (700, 234)])
def test_any_side_that_is_asked_for_is_the_largest(crop: int, made: int) -> None:
    assert fit(saved(scene(crop + 5, crop)), 234).width == made
    assert fit(saved(scene(crop + 5, crop)), 64).width == 64


def test_large_pictures_are_made_smaller() -> None:
    for crop in (401, 512, 1024):
        assert fit(saved(scene(crop + 5, crop))).width == 512
    assert fit(saved(scene(4600, 4200), "JPEG")).width == 512


def test_grey_is_told_and_made() -> None:
    picture = scene()
    assert not fit(saved(picture)).grey
    assert fit(saved(picture.convert("L"))).grey
    noise = np.random.default_rng(1).normal(0, 12, (150, 200, 3))
    old = Image.fromarray((np.asarray(picture.convert("L").convert("RGB")) + noise).clip(0, 255).astype(np.uint8))
    assert fit(saved(old, "JPEG", quality=50)).grey
    made = fit(saved(picture), grey=True)
    assert not made.grey  # it came in colour
    assert fit(made.data).grey
    assert np.ptp(np.asarray(opened(made.data)).astype(int), axis=2).max() <= 1


def test_compressed_text_is_no_way_around_the_limits() -> None:
    data = saved(scene())
    text = b"x\0\0" + zlib.compress(bytes(100 * 2**20))
    chunk = len(text).to_bytes(4, "big") + b"zTXt" + text + zlib.crc32(b"zTXt" + text).to_bytes(4, "big")
    assert not isinstance(prepare(data[:33] + chunk + data[33:]), Prepared)
