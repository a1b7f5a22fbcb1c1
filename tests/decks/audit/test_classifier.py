"""The classifier of audits: its figures are true, and nobody is in both of its parts."""

import numpy as np
import pytest

from server.decks.audit.classifier import area_under_curve, judged, standard_error


def alone(count: int) -> list[list[str]]:
    return [[] for _ in range(count)]


def test_the_area_is_the_share_of_pairs_that_are_in_order() -> None:
    rng = np.random.default_rng(1)
    positive, negative = rng.integers(0, 9, 40).astype(float), rng.integers(-2, 6, 30).astype(float)
    by_hand = np.mean([(p > n) + 0.5 * (p == n) for p in positive for n in negative])
    assert area_under_curve(positive, negative) == pytest.approx(by_hand)


def test_the_standard_error_is_the_spread_of_areas() -> None:
    # The paper's formula is exact where both classes' scores are exponential.
    rng = np.random.default_rng(5)
    areas = [area_under_curve(rng.exponential(8.0, 51), rng.exponential(1.0, 58)) for _ in range(3000)]
    assert standard_error(8 / 9, 51, 58) == pytest.approx(np.std(areas), rel=0.06)
    assert np.mean(areas) == pytest.approx(8 / 9, abs=0.003)
    assert standard_error(1.0, 15, 15) > 0.02  # few cases are never certain


@pytest.mark.parametrize("seed", range(8))
def test_noise_tells_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    figures = judged(rng.normal(size=(120, 40)), rng.permutation(np.arange(120) % 2 == 0), alone(120), seed)
    assert figures.low < 0.5 < figures.high + 0.1
    assert figures.low < 0.62


def test_what_differs_is_found() -> None:
    rng = np.random.default_rng(2)
    ai = np.arange(200) % 2 == 0
    features = rng.normal(size=(200, 40))
    features[:, 7] += 2.0 * ai
    figures = judged(features, ai, alone(200))
    # Two normal distributions that lie 2 apart: 0.921, less what there is to learn about the 39 other columns.
    assert 0.8 < figures.area < 0.95
    assert figures.low > 0.75
    assert figures.accuracy > 0.7


def test_what_is_the_same_in_all_tells_nothing() -> None:
    ai = np.arange(60) % 3 == 0
    figures = judged(np.full((60, 2), np.log(512.0)), ai, alone(60))
    assert (figures.area, figures.accuracy) == (0.5, 0.5)


def test_knowing_the_people_is_no_help() -> None:
    # Each person looks like no other and is of one class: whoever has met a person knows the class at once.
    rng = np.random.default_rng(3)
    people = np.repeat(np.arange(20), 10)
    faces = rng.normal(size=(20, 30))[people] + rng.normal(scale=0.05, size=(200, 30))
    ai = people % 2 == 0
    assert judged(faces, ai, alone(200)).area > 0.95
    strangers = judged(faces, ai, [[f"p{person}"] for person in people])
    assert strangers.low < 0.6
    assert strangers.high - strangers.low > 0.3  # twenty people, not two hundred pictures


def test_a_picture_of_two_people_is_kept_from_what_knows_either() -> None:
    rng = np.random.default_rng(4)
    people = [[f"p{n % 10}", f"p{(n + 5) % 10}"] if n % 2 else [f"r{n}"] for n in range(100)]
    judged(rng.normal(size=(100, 3)), np.arange(100) % 2 == 1, people)
    everybody = [["a", "b"] if n % 2 else [f"r{n}"] for n in range(100)]
    with pytest.raises(ValueError, match="nobody is left"):
        judged(rng.normal(size=(100, 3)), np.arange(100) % 2 == 1, everybody)


def test_who_is_second_in_a_picture_is_not_learnt_from_either() -> None:
    # Whoever is second in a picture gives it its looks and is of one class; whoever is first is in no other picture.
    # Pictures are dealt to the folds by who is first: to leave out only these would be to meet all the others.
    rng = np.random.default_rng(6)
    faces = rng.normal(size=(40, 60))
    ai = np.arange(400) % 2 == 0
    second = np.arange(400) % 40
    features = faces[second] + rng.normal(scale=0.05, size=(400, 60))
    people = [[f"first{row}", f"second{person}"] for row, person in enumerate(second.tolist())]
    assert judged(features, ai, alone(400)).area > 0.95
    assert judged(features, ai, people).low < 0.6
