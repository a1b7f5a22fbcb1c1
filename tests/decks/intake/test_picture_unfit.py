"""Hostile and useless files are refused with a reason, before they cost anything."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from server.decks.intake import decoder
from server.decks.intake.picture import Prepared, Unfit, prepare
from tests.decks.intake.pictures import saved, scene


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def moving(suffix: str) -> bytes:
    frames = [scene(seed=seed) for seed in range(3)]
    return saved(frames[0], suffix, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_a_picture"),
        (b"<html>no picture</html>", "not_a_picture"),
        (b"PK\x03\x04" + bytes(500), "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\n", "not_a_picture"),
        (png_of(8000, 7000), "too_many_pixels"),
        (png_of(60_000, 60_000), "too_many_pixels"),
        (b"P6 20000 20000 255\n", "too_many_pixels"),
        (saved(scene(95, 200)), "too_small"),
        (saved(scene(481, 120)), "too_long_and_thin"),
        (png_of(200, 200), "broken"),
        (b"P6 200 200 255\n" + bytes(1000), "broken"),
        (b"Pf\n120 120\n-1.0\n" + bytes(120 * 120 * 4), "not_a_picture"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    assert prepare(data) == Unfit(reason)


@pytest.mark.parametrize("suffix", ["GIF", "PNG", "WEBP"])
def test_animations_are_refused_and_single_frames_are_not(suffix: str) -> None:
    assert prepare(moving(suffix)) == Unfit("animated")
    assert isinstance(prepare(saved(scene(), suffix)), Prepared)


def test_a_photograph_with_a_preview_inside_is_no_animation() -> None:
    assert isinstance(prepare(saved(scene(), "MPO", save_all=True, append_images=[scene(seed=1)])), Prepared)


@pytest.mark.parametrize("suffix", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM"])
def test_cut_short(suffix: str) -> None:
    data = saved(scene(), suffix)
    for part in (0.9, 0.5, 0.1):
        made = prepare(data[: int(len(data) * part)])
        assert isinstance(made, Unfit), part
        assert made.reason in {"broken", "not_a_picture"}


@pytest.mark.parametrize("suffix", ["ICO", "TGA", "PCX", "SGI", "DDS", "ICNS", "PDF", "EPS", "JPEG2000"])
def test_formats_that_are_not_taken(suffix: str) -> None:
    file = io.BytesIO()
    scene(256, 256).save(file, suffix)
    assert prepare(file.getvalue()) == Unfit("not_a_picture")


def test_measurements_are_no_pictures() -> None:
    assert prepare(saved(Image.fromarray(np.ones((120, 120), np.float32)), "TIFF")) == Unfit("not_a_picture")
    assert prepare(saved(Image.fromarray(np.ones((120, 120), np.int32)), "TIFF")) == Unfit("not_a_picture")


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(scene())
    monkeypatch.setattr(decoder, "MOST_BYTES", len(data) - 1)
    assert prepare(data) == Unfit("too_large")


@pytest.mark.parametrize("suffix", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM"])
def test_damaged_files_never_raise(suffix: str) -> None:
    data = bytearray(saved(scene(100, 100), suffix))
    rng = np.random.default_rng(len(suffix))
    for _ in range(60):
        hurt = bytearray(data)
        for place in rng.integers(0, min(len(hurt), 400), 4):
            hurt[place] = rng.integers(256)
        assert isinstance(prepare(bytes(hurt)), Prepared | Unfit)


def test_a_jpeg_of_endless_scans_is_not_decoded() -> None:
    file = io.BytesIO()
    Image.new("RGB", (128, 128), "teal").save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    assert not isinstance(decoder.decoded(data), Unfit)
    assert decoder.decoded(data[:-2] + 100 * last + data[-2:]) == Unfit("too_many_scans")
