"""Faces are found wherever they are, and every picture is cropped to them by one rule."""

import numpy as np
import pytest
from PIL import Image

from server.decks.intake.crop import WIDTHS, square
from server.decks.intake.detector import Face, face_in
from server.decks.intake.picture import Prepared, prepare
from server.decks.starter.portraits import Portrait
from tests.decks.intake.pictures import opened, saved, scene


@pytest.fixture(scope="module")
def portrait(starter_media: tuple[Portrait, ...]) -> Image.Image:
    """A picture of 512 pixels a side with a face that is found in it."""
    return next(
        picture
        for picture in (opened(made.data).convert("RGB") for made in starter_media)
        if face_in(picture) is not None
    )


@pytest.mark.parametrize(("side", "at"), [(512, (80, 30)), (300, (20, 400)), (300, (680, 10)), (200, (400, 300))])
def test_a_face_is_found_in_a_scene(side: int, at: tuple[int, int], portrait: Image.Image) -> None:
    alone = face_in(portrait)
    assert alone is not None
    whole = scene(1000, 720, seed=3)
    whole.paste(portrait.resize((side, side)), at)
    found = face_in(whole)
    assert found is not None
    scale = side / 512
    assert found.x == pytest.approx(at[0] + alone.x * scale, abs=0.15 * side)
    assert found.y == pytest.approx(at[1] + alone.y * scale, abs=0.15 * side)
    # The box comes in steps, and no smaller than the detector's window: small faces get some room.
    assert 0.75 < found.width / (alone.width * scale) < 1.5
    made = prepare(saved(whole))
    assert isinstance(made, Prepared)
    assert made.found_face
    assert made.width < 720


def test_no_face_where_there_is_none() -> None:
    assert face_in(scene(600, 600)) is None


def test_tight_crops_are_not_cropped_further(portrait: Image.Image) -> None:
    face = face_in(portrait)
    assert face is not None
    half = face.width * 0.65
    chip = portrait.crop(tuple(map(round, (face.x - half, face.y - half, face.x + half, face.y + half)))).resize(
        (200, 200)
    )
    made = prepare(saved(chip))
    assert isinstance(made, Prepared)
    assert made.found_face
    assert made.width == 200


def test_the_square_is_a_multiple_of_the_face() -> None:
    left, top, right, bottom = square((1000, 800), Face(500, 400, 200))
    assert right - left == bottom - top == round(200 * WIDTHS)
    assert (left + right) / 2 == pytest.approx(500, abs=1)
    assert (top + bottom) / 2 == pytest.approx(380, abs=1)


def test_the_square_stays_inside_and_around_the_face() -> None:
    rng = np.random.default_rng(1)
    for _ in range(500):
        width, height = (int(side) for side in rng.integers(96, 1000, 2))
        face = Face(rng.uniform(0, width), rng.uniform(0, height), rng.uniform(40, 1.2 * width))
        left, top, right, bottom = square((width, height), face)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert right - left == bottom - top == min(width, height, round(WIDTHS * face.width))


def test_without_a_face_the_middle() -> None:
    assert square((300, 200), None) == (50, 0, 250, 200)
    assert square((200, 300), None) == (0, 50, 200, 250)


@pytest.mark.parametrize("side", [200, 224, 256, 300])
def test_pictures_of_one_size_come_out_at_one_size(side: int, portrait: Image.Image) -> None:
    crops, made = set(), set()
    for scale in (0.75, 0.85, 1, 1.15, 1.3):
        whole = Image.new("RGB", (side, side), "grey")
        zoomed = round(side * scale)
        whole.paste(portrait.resize((zoomed, zoomed)), ((side - zoomed) // 2, (side - zoomed) // 2))
        left, _, right, _ = square(whole.size, face_in(whole))
        crops.add(right - left)
        done = prepare(saved(whole))
        assert isinstance(done, Prepared)
        made.add(done.width)
    assert len(crops) > 1
    assert len(made) == 1
