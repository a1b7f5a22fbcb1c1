"""The rating: openskill's published figures, and what is shown of it."""

import pytest

from game.rating import MIDDLE, MU, SIGMA, Rating, rated


def test_the_models_worked_example() -> None:
    """Two new players, one wins: the figures that openskill.js, written by others, publishes among its tests."""
    winner, loser = rated([Rating(), Rating()], [1, 2])
    assert winner == pytest.approx((27.635389493140497, 8.06590141354368), rel=1e-12)
    assert loser == pytest.approx((22.364610506859503, 8.06590141354368), rel=1e-12)


def test_three_new_players_one_after_the_other() -> None:
    """By hand after Weng and Lin, algorithm 4: c^2 = 3 (sigma^2 + beta^2), equal strengths, gamma = sigma / c.

    Time has passed since the last match: tau^2 is added to the variance before.
    """
    beta, tau = SIGMA / 2, MU / 300
    variance = SIGMA**2 + tau**2
    sigma, c = variance**0.5, (3 * (variance + beta**2)) ** 0.5
    # Shares of the first place, of the second among the rest, and of the last by itself.
    omegas = (1 - 1 / 3, -1 / 3 + 1 / 2, -1 / 3 - 1 / 2 + 0)
    after = rated([Rating()] * 3, [1, 2, 3])
    assert [one.mu for one in after] == pytest.approx([MU + variance / c * omega for omega in omegas])
    deltas = (2 / 9, 2 / 9 + 1 / 4, 2 / 9 + 1 / 4)
    sigmas = [sigma * (1 - sigma / c * variance / c**2 * delta) ** 0.5 for delta in deltas]
    assert [one.sigma for one in after] == pytest.approx(sigmas)


def test_only_the_order_of_ranks_counts() -> None:
    people = [Rating(20, 3), Rating(30, 4), Rating(25, 5)]
    for mine, other in zip(rated(people, [1, 2, 3]), rated(people, [4, 9, 17]), strict=True):
        assert mine == pytest.approx(other)
    backwards = rated(list(reversed(people)), [3, 2, 1])
    for mine, other in zip(reversed(rated(people, [1, 2, 3])), backwards, strict=True):
        assert mine == pytest.approx(other)


def test_equals_who_share_a_rank_stay_where_they_are() -> None:
    for one in rated([Rating()] * 4, [1, 1, 1, 1]):
        assert one.mu == pytest.approx(MU)
        assert one.sigma < SIGMA


def test_what_is_shown() -> None:
    assert (Rating().points, Rating().margin) == (MIDDLE, 1000)
    assert Rating(MU + 1, 1).points - MIDDLE == 60
    assert Rating(MU, 1).margin == 120
