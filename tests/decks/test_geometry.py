"""Eyes and mouth come out in their places, and faces keep their shape on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from server.decks.starter.camera import exposed, photograph
from server.decks.starter.geometry import PLACES, frame, loosely, similarity, unit_side, warp

FACE = np.array([[30.0, 50.0], [64.0, 48.0], [48.0, 84.0]])


def spots(size: tuple[int, int], at: np.ndarray) -> Image.Image:
    """Three bright spots on a dark picture."""
    columns, rows = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    light = sum(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 8) for x, y in at)
    return Image.fromarray((light * 220).clip(0, 255).astype(np.uint8))


def brightest(plane: np.ndarray, near: np.ndarray, reach: int) -> np.ndarray:
    """Centre of light round a point, in pixels."""
    x, y = (int(v) for v in near)
    part = plane[y - reach : y + reach, x - reach : x + reach].clip(0)
    rows, columns = np.mgrid[y - reach : y + reach, x - reach : x + reach] + 0.5
    return np.array([(columns * part).sum(), (rows * part).sum()]) / part.sum()


@given(
    turn=st.floats(-1, 1),
    scale=st.floats(0.2, 5),
    x=st.floats(-100, 100),
    y=st.floats(-100, 100),
)
def test_similarity_finds_the_turn_the_scale_and_the_shift(turn: float, scale: float, x: float, y: float) -> None:
    a, b = scale * np.exp(1j * turn), x + 1j * y
    moved = a * (FACE @ [1, 1j]) + b
    found = similarity(FACE, np.c_[moved.real, moved.imag])
    assert found == pytest.approx((a, b), abs=1e-6)


@pytest.mark.parametrize("pixel", [1.0, 0.95])
def test_frame_puts_eyes_and_mouth_in_their_places(pixel: float) -> None:
    # A face whose three points have the very proportions of PLACES, in pixels of this shape.
    face = PLACES * [90 / pixel, 90] + [4, 8]
    plane = frame(spots((110, 110), face), face, 160, pixel=pixel)
    for place in PLACES * 160:
        assert brightest(plane, place, 10) == pytest.approx(place, abs=0.6)


def test_a_loose_framing_stays_near_the_places_and_mirrors_half_of_them() -> None:
    rng = np.random.default_rng(1)
    drawn = [loosely(rng) for _ in range(400)]
    off = np.array([places - PLACES for places, _ in drawn])
    assert abs(off).max() < 0.08
    assert abs(off.mean(0)).max() < 0.004
    assert 0.4 < np.mean([mirrored for _, mirrored in drawn]) < 0.6


def test_the_camera_keeps_track_of_the_face() -> None:
    large = FACE * 6
    shot, small = photograph(spots((600, 700), large), large, 95.0, np.random.default_rng(0))
    assert shot.size == (118, 118)
    assert unit_side(small) == pytest.approx(95, abs=0.5)
    for point in small:
        assert brightest(np.asarray(shot, float), point, 6) == pytest.approx(point, abs=0.4)


def test_the_camera_looks_beyond_the_edge_of_a_picture() -> None:
    near_the_edge = np.array([[10.0, 10.0], [200.0, 10.0], [105.0, 210.0]])
    shot, _ = photograph(Image.new("L", (220, 220), 90), near_the_edge, 80.0, np.random.default_rng(0))
    assert np.unique(np.asarray(shot)).tolist() == [90]


def test_exposure_keeps_the_order_of_tones_and_burns_nothing_out() -> None:
    ramp = exposed(np.arange(256.0)[None], 1.4)[0]
    assert (np.diff(ramp) > 0).all()
    assert ramp[0] == 0
    assert ramp[-1] < 255
    assert ramp[100] == pytest.approx(140)


def test_warp_moves_points_where_they_belong() -> None:
    source, target = np.array([[0.4, 0.4], [0.6, 0.4], [0.5, 0.7]]), np.array([[0.38, 0.42], [0.63, 0.41], [0.5, 0.66]])
    plane = np.asarray(spots((240, 240), source * 240), float)
    moved = warp(plane, source, target)
    for point in target * 240:
        assert brightest(moved, point, 12) == pytest.approx(point, abs=1.0)


def test_warping_to_itself_changes_nothing() -> None:
    points = np.array([[0.4, 0.4], [0.6, 0.4], [0.5, 0.7]])
    plane = np.asarray(spots((120, 120), points * 120), float)
    assert warp(plane, points, points)[2:-2, 2:-2] == pytest.approx(plane[2:-2, 2:-2], abs=2)
