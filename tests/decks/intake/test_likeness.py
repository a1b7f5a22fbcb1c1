"""Copies of one photograph are near, other pictures are not; and none that is near is missed."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from server.decks.intake import lookalikes
from server.decks.intake.likeness import BITS, likeness
from server.decks.intake.lookalikes import NEAR, Known, Likenesses
from server.decks.models import Face
from server.decks.starter.portraits import Portrait
from tests.decks.intake.pictures import opened, saved, scene


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    return opened(saved(picture, "JPEG", quality=quality)).convert("RGB")


COPIES = {
    "worse": lambda picture: jpeg(picture, 50),
    "smaller": lambda picture: jpeg(picture.resize((int(0.6 * picture.width), int(0.6 * picture.height))), 85),
    "brighter": lambda picture: jpeg(ImageEnhance.Brightness(picture).enhance(1.08), 90),
    "grey": lambda picture: picture.convert("L"),
}


def known_as(own: str, number: int = 0, truth: Face.Truth = Face.Truth.REAL) -> Known:
    return Known(own, f"{number:032x}", truth)


def drawn(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.integers(0, 256, (count, BITS // 8), np.uint8)


def told(row: np.ndarray) -> str:
    return row.tobytes().hex()


def flipped(row: np.ndarray, rng: np.random.Generator, count: int) -> str:
    bits = np.unpackbits(row)
    bits[rng.choice(BITS, count, replace=False)] ^= 1
    return told(np.packbits(bits))


@pytest.mark.parametrize("copy", COPIES)
def test_copies_are_near(copy: str, starter_media: tuple[Portrait, ...]) -> None:
    for picture in [scene(seed=5), *(opened(portrait.data).convert("RGB") for portrait in starter_media[::40])]:
        assert Likenesses([known_as(likeness(picture))]).near(likeness(COPIES[copy](picture)))


def test_others_are_not_near(starter_media: tuple[Portrait, ...]) -> None:
    known = Likenesses([])
    for seed in range(50):
        own = likeness(scene(seed=seed))
        assert len(own) == BITS // 4
        assert not known.near(own)
        known.add(known_as(own))
    # Different people; blends share half a face with their parents, and one person's photographs are alike.
    met: set[str] = set()
    for portrait in starter_media:
        if met.isdisjoint(portrait.groups):
            own = likeness(opened(portrait.data))
            assert not known.near(own)
            known.add(known_as(own))
            met.update(portrait.groups)
    assert len(met) > 20


@pytest.mark.parametrize("latest", [8, 10_000])
def test_every_near_one_is_found_and_no_other(latest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookalikes, "LATEST", latest)
    rng = np.random.default_rng(7)
    rows = drawn(rng, 600)
    known = Likenesses(known_as(told(row)) for row in rows[:300])
    for row in rows[300:]:
        known.add(known_as(told(row)))
    for row in rows:
        assert known.near(told(row))
        assert known.near(flipped(row, rng, NEAR))
        assert not known.near(flipped(row, rng, NEAR + 1))


def test_differences_in_one_place_are_found_too() -> None:
    rng = np.random.default_rng(8)
    row = drawn(rng, 1)[0]
    known = Likenesses([known_as(told(row))])
    for first in range(BITS - NEAR):
        bits = np.unpackbits(row)
        bits[first : first + NEAR] ^= 1
        assert known.near(told(np.packbits(bits)))


def test_nothing_is_near_to_nothing() -> None:
    assert not Likenesses([]).near(likeness(scene()))


def test_it_is_told_which_ones_are_near() -> None:
    rng = np.random.default_rng(9)
    row, other = drawn(rng, 2)
    edited = known_as(flipped(row, rng, 3), 2**127 + 5, Face.Truth.EDITED)
    faces = [known_as(told(row), 1), edited, known_as(told(other), 3)]
    for known in (Likenesses(faces), Likenesses(faces[:1])):
        for face in faces[1:] * (known.near(told(other)) == []):
            known.add(face)
        assert sorted(known.near(told(row))) == sorted(faces[:2])
