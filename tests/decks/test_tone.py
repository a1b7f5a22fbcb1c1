"""Evening brings sharpness together and leaves every face its own skin."""

import numpy as np
import pytest

from server.decks.starter import tone


def face(mean: float, contrast: float, seed: int, fine: float = 6.0) -> np.ndarray:
    """Coarse shapes and fine texture about a mean."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.normal(size=(10, 10)), np.ones((16, 16))) * contrast
    return mean + coarse + rng.normal(0, fine, (tone.TILE, tone.TILE))


@pytest.mark.parametrize("mean", [95.0, 120.0, 150.0])
def test_a_face_keeps_its_own_mean(mean: float) -> None:
    plane = face(mean, 20, 1)
    before = tone.spread(plane, tone.FACE)[0]
    even = tone.evened(tone.contrasted(plane), np.array([4.0, 5.0, 8.0, 11.0]))
    assert tone.spread(even, tone.FACE)[0] == pytest.approx(before, abs=1e-6)


def test_contrast_comes_closer_and_keeps_its_order() -> None:
    flat, hard = (tone.contrasted(face(130, c, 2, 1)) for c in (25, 55))
    gap = tone.spread(hard, tone.FACE)[1] - tone.spread(flat, tone.FACE)[1]
    before = tone.spread(face(130, 55, 2, 1), tone.FACE)[1] - tone.spread(face(130, 25, 2, 1), tone.FACE)[1]
    assert 0 < gap < before / 2


def test_a_soft_and_a_sharp_face_come_out_alike() -> None:
    soft, sharp = face(130, 20, 3, 4), face(130, 20, 4, 7)
    target = np.sqrt(tone.energies([soft]) * tone.energies([sharp]))
    assert tone.energies([tone.evened(soft, target)]) == pytest.approx(target, rel=0.05)
    assert tone.energies([tone.evened(sharp, target)]) == pytest.approx(target, rel=0.05)


def test_octaves_add_up_to_the_picture() -> None:
    plane = face(130, 20, 5)
    bands, rest = tone.octaves(plane)
    assert sum(bands) + rest == pytest.approx(plane)
