"""How a picture was made can be read from it, and what is seen on it makes no difference."""

import io

import pytest
from PIL import Image

from server.swarm.jpeg import NoJpegError, make


def picture(colour: str, size: int = 64, **options: object) -> bytes:
    file = io.BytesIO()
    image = (
        Image.effect_noise((size, size), 60).convert("RGB") if colour == "noise" else Image.new("RGB", (64, 64), colour)
    )
    image.save(file, "JPEG", **{"quality": 85, "optimize": True, **options})
    return file.getvalue()


def test_two_pictures_made_alike_are_alike() -> None:
    assert make(picture("red")) == make(picture("noise"))


def test_zeros_behind_the_end_make_no_difference() -> None:
    assert make(picture("red").ljust(32_768, b"\0")) == make(picture("noise"))
    with pytest.raises(NoJpegError):
        make(picture("red") + b"\0\0x")


@pytest.mark.parametrize(
    "options", [{"quality": 84}, {"progressive": True}, {"comment": b"made by"}, {"exif": b"Exif\0\0"}, {"size": 65}]
)
def test_other_settings_show(options: dict[str, object]) -> None:
    assert make(picture("noise")) != make(picture("noise", **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"\xff\xd8\xff\xd9", b"\xff\xd8\x00\x00\x00\x00\xff\xd9"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NoJpegError):
        make(data)


def test_half_a_picture_is_refused() -> None:
    whole = picture("noise")
    with pytest.raises(NoJpegError):
        make(whole[: len(whole) // 2])
