"""Guessing earns nothing; and the audit would notice if it did."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dealing import Partners, deal
from game.face import Face, Truth
from game.room import Answer, Kind, Options, Score, Scoring
from game.scoring import FASTEST, settle
from server.audits.guessers import SPEEDS, VERDICTS
from server.audits.guessing import guess
from server.audits.interval import estimate

PLAYERS = 1000


def test_guessing_earns_nothing_whatever_the_strategy():
    found = guess(PLAYERS)
    assert list(found.mistakes()) == []
    assert found.players == PLAYERS
    assert set(found.strategies) == set(product(["bet"], VERDICTS, SPEEDS))
    assert found.value.low < 0 < found.value.high


Dealt = tuple[tuple[Face, ...], Partners]


def balanced(pool: tuple[Face, ...], rounds: int, seed: int, _avoid: tuple[str, ...], _kind: Kind) -> Dealt:
    """Deal half real, half AI: what is still owed can be counted."""
    faces = [face for truth in Truth for face in [face for face in pool if face.truth is truth][: rounds // 2]]
    random.Random(seed).shuffle(faces)
    return tuple(faces), (None,) * rounds


def test_a_balanced_deal_would_pay_those_who_count():
    found = guess(300, dealt=balanced)
    assert any("what was rarer so far" in sentence for sentence in found.mistakes())
    assert found.strategies["bet", "what was rarer so far", "the fastest that counts"].low > 500


def skewed(pool: tuple[Face, ...], rounds: int, seed: int, _avoid: tuple[str, ...], _kind: Kind) -> Dealt:
    """Deal three AI faces to two real ones."""
    rng, stacks = random.Random(seed), {truth: [face for face in pool if face.truth is truth] for truth in Truth}
    return tuple(stacks[rng.choices(list(Truth), [2, 3])[0]].pop() for _ in range(rounds)), (None,) * rounds


def test_a_skewed_deal_would_pay_those_who_always_say_the_same():
    assert any("always AI" in sentence for sentence in guess(300, dealt=skewed).mistakes())


def test_the_same_seed_gives_the_same_figures():
    assert guess(20, 7) == guess(20, 7)
    assert guess(20, 7) != guess(20, 8)


def left_behind(pool: tuple[Face, ...], rounds: int, seed: int, avoid: tuple[str, ...], kind: Kind) -> Dealt:
    """Deal fairly, but put the real face of a pair on the left three times of four."""
    faces, partners = deal(pool, rounds, seed, avoid, kind)
    rng, left, right = random.Random(seed), [], []
    for face, partner in zip(faces, partners, strict=True):
        turned = partner is not None and partner.truth is Truth.REAL and rng.random() < 0.5
        left.append(partner if turned else face)
        right.append(face if turned else partner)
    return tuple(left), tuple(right)


def test_a_side_that_is_real_more_often_would_pay():
    assert any("always real" in sentence for sentence in guess(600, dealt=left_behind).mistakes())


@given(
    took=st.floats(0, 70),
    streak=st.integers(0, 60),
    points=st.integers(-50_000, 50_000),
    verdict=st.sampled_from(list(Truth)),
    seconds=st.integers(3, 60),
)
def test_a_bet_pays_exactly_what_it_costs(took, streak, points, verdict, seconds):
    """The reason for all of it: whatever was before, right and wrong weigh the same."""
    score, answer = Score(name="", points=points, streak=streak), Answer(verdict, 0.0, took)
    options = Options(seconds=seconds, scoring=Scoring.BET)
    assert sum(settle(score, answer, truth, options).gained for truth in Truth) == 0


@pytest.mark.parametrize("took", [0.0, 0.01, FASTEST])
def test_quicker_than_an_eye_earns_no_more_than_the_quickest_eye(took):
    fastest = settle(Score(name=""), Answer(Truth.AI, 0.0, FASTEST), Truth.AI, Options())
    assert settle(Score(name=""), Answer(Truth.AI, 0.0, took), Truth.AI, Options()) == fastest


def test_an_interval_holds_the_mean_it_is_drawn_around():
    rng = random.Random(5)
    missed = sum(not estimate([rng.gauss(3, 2) for _ in range(200)]).holds(3) for _ in range(400))
    assert 5 <= missed <= 35  # one in twenty
    assert estimate([2, 2, 2]).low == estimate([2, 2, 2]).high == 2
