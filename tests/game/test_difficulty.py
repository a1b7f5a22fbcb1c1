"""Difficulty and skill: the paper's worked example, and what must hold of any period."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.difficulty import STEADY, UNKNOWN, Strength, chance, combined, updated

STRENGTHS = st.builds(Strength, st.floats(0, 3000), st.floats(STEADY, 350))
GAMES = st.lists(st.tuples(STRENGTHS, st.sampled_from((0.0, 1.0))), max_size=30)


def test_the_worked_example_of_the_paper() -> None:
    met = [(Strength(1400, 30), 1.0), (Strength(1550, 100), 0.0), (Strength(1700, 300), 0.0)]
    rating, deviation = updated(Strength(1500, 200), met)
    assert rating == pytest.approx(1464, abs=0.2)  # the paper rounds on its way: 1464.05 without
    assert deviation == pytest.approx(151.4, abs=0.05)


def test_the_paper_foresees_a_game() -> None:
    assert chance(Strength(1400, 80), Strength(1500, 150)) == pytest.approx(0.376, abs=0.0005)
    assert chance(Strength(1700, 0), Strength(1500, 0)) == pytest.approx(0.76, abs=0.001)


@given(own=STRENGTHS, met=GAMES, seed=st.integers())
def test_the_order_in_which_verdicts_come_makes_no_difference_at_all(own, met, seed) -> None:
    assert updated(own, met) == updated(own, random.Random(seed).sample(met, len(met)))


@given(own=STRENGTHS, met=GAMES)
def test_what_is_learnt_makes_surer_and_no_deviation_falls_below_the_floor(own, met) -> None:
    rating, deviation = updated(own, met)
    assert STEADY <= deviation <= own.deviation
    assert abs(rating - own.rating) <= 2 * own.deviation + 1e-9


@given(own=STRENGTHS, met=GAMES.filter(len))
def test_winning_raises_and_losing_lowers(own, met) -> None:
    assert updated(own, [(other, 1.0) for other, _ in met]).rating >= own.rating
    assert updated(own, [(other, 0.0) for other, _ in met]).rating <= own.rating


def test_who_met_nobody_stays_as_it_was() -> None:
    assert updated(Strength(1234, 99), []) == Strength(1234, 99)


def test_five_thousand_surprises_at_once_do_not_carry_a_rating_away() -> None:
    face = Strength(2400, 50)
    for _ in range(20):
        face = updated(face, [(Strength(1500, 60), 0.0)] * 5000)
        assert 0 < face.rating < 3000
    assert face.rating < 1000


def test_strengths_come_out_as_they_are() -> None:
    """Faces and players of known strength play a hundred periods: their ratings order them, and foresee what comes."""
    rng = random.Random(5)
    skills = [rng.gauss(1600, 150) for _ in range(30)]
    hardness = [rng.gauss(1450, 200) for _ in range(40)]
    players, faces = [UNKNOWN] * len(skills), [UNKNOWN] * len(hardness)
    for _ in range(100):
        asked = rng.sample(range(len(faces)), 10)
        right = {
            (p, f): float(rng.random() < chance(Strength(skills[p], 0), Strength(hardness[f], 0)))
            for p in rng.sample(range(len(players)), 8)
            for f in asked
        }
        learnt = [
            updated(own, [(faces[f], score) for (q, f), score in right.items() if q == p])
            for p, own in enumerate(players)
        ]
        faces = [
            updated(own, [(players[p], 1 - score) for (p, g), score in right.items() if g == f])
            for f, own in enumerate(faces)
        ]
        players = learnt
    for true, found in ((skills, players), (hardness, faces)):
        assert _correlation(true, [strength.rating for strength in found]) > 0.85
    middle = sum(hardness) / len(hardness) - sum(skills) / len(skills)
    found = sum(face.rating for face in faces) / len(faces) - sum(each.rating for each in players) / len(players)
    assert found == pytest.approx(middle, abs=40)  # only differences mean something


def _correlation(xs: list[float], ys: list[float]) -> float:
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    product = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return product / (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5


def test_two_strengths_of_one_player_are_their_mean_the_surer_one_weighing_more() -> None:
    assert combined([Strength(1700, 100), Strength(1500, 100)]) == 1600.0
    assert combined([Strength(1700, 50), Strength(1500, 100)]) == pytest.approx(1660.0)  # four to one


@given(st.lists(STRENGTHS, min_size=1, max_size=5))
def test_what_is_combined_lies_between(strengths: list[Strength]) -> None:
    ratings = [one.rating for one in strengths]
    assert min(ratings) - 1e-6 <= combined(strengths) <= max(ratings) + 1e-6
    assert combined(strengths[::-1]) == pytest.approx(combined(strengths))
