"""Dealing: balanced, reproducible, without repeats, and in an order that tells nothing."""

import random
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dealing import DeckTooSmallError, deal
from game.face import Face, Truth
from tests.game.table import pool

SEEDS = st.integers(0, 2**63)


def reals(faces):
    return sum(face.truth is Truth.REAL for face in faces)


@given(seed=SEEDS, rounds=st.integers(3, 50))
def test_real_and_ai_are_within_one_of_half_and_no_face_comes_twice(seed, rounds):
    faces = deal(pool(), rounds, seed)
    assert len(faces) == rounds
    assert abs(reals(faces) - rounds / 2) <= 1
    assert len({face.id for face in faces}) == rounds


@given(seed=SEEDS)
def test_the_same_seed_and_pool_give_the_same_faces_in_whatever_order_the_pool_comes(seed):
    shuffled = random.Random(seed).sample(pool(), len(pool()))
    assert deal(pool(), 10, seed, avoid={"face-real-1"}) == deal(shuffled, 10, seed, avoid=["face-real-1"])


def test_another_seed_gives_other_faces():
    assert len({tuple(face.id for face in deal(pool(), 10, seed)) for seed in range(50)}) == 50


@given(seed=SEEDS)
def test_a_person_is_met_once_while_the_deck_allows_it(seed):
    # 30 photographs of 10 people, and at most 10 real ones in 19 rounds: every one can be of somebody else.
    groups = [name for face in deal(pool(each=30, group_size=3), 19, seed) for name in face.groups]
    assert len(set(groups)) == len(groups)


@given(seed=SEEDS)
def test_with_too_few_people_photographs_of_the_same_person_follow(seed):
    faces = deal(pool(each=30, group_size=10), 10, seed)  # 30 photographs of 3 people
    assert len(faces) == 10
    assert len({name for face in faces for name in face.groups}) == 3


@given(seed=SEEDS)
def test_faces_of_earlier_matches_are_avoided_while_the_deck_allows_it(seed):
    first = {face.id for face in deal(pool(each=30), 30, seed)}
    assert not first & {face.id for face in deal(pool(each=30), 10, seed + 1, first)}


@given(seed=SEEDS)
def test_a_face_seen_before_is_better_than_a_person_met_twice(seed):
    real = [Face("a1", Truth.REAL, ("a",)), Face("a2", Truth.REAL, ("a",)), Face("b1", Truth.REAL, ("b",))]
    dealt = deal([*real, *(Face(f"m{i}", Truth.AI) for i in range(2))], 4, seed, avoid={"b1"})
    people = [face.groups[0] for face in dealt if face.truth is Truth.REAL]
    assert len(people) == len(set(people)) or len(people) == 3


@given(seed=SEEDS, real=st.integers(0, 12), made=st.integers(0, 12), rounds=st.integers(3, 20))
def test_a_deck_is_too_small_or_not_whatever_the_seed(seed, real, made, rounds):
    faces = [Face(f"r{i}", Truth.REAL) for i in range(real)] + [Face(f"m{i}", Truth.AI) for i in range(made)]
    possible = any(abs(count - rounds / 2) <= 1 and rounds - count <= made for count in range(real + 1))
    if possible:
        dealt = deal(faces, rounds, seed)
        assert len(set(dealt)) == rounds
        assert abs(reals(dealt) - rounds / 2) <= 1
    else:
        with pytest.raises(DeckTooSmallError):
            deal(faces, rounds, seed)


def orders(rounds=10, seeds=4000):
    return [[face.truth is Truth.REAL for face in deal(pool(each=8), rounds, seed)] for seed in range(seeds)]


def test_the_order_tells_nothing_beyond_the_balance():
    """Every place is real half the time, and every balanced order of ten comes about equally often.

    Of the 210 + 252 + 210 orders with 4, 5 or 6 real faces, the next face differs from the last in
    (420 x 2 x 24/90 + 252 x 2 x 25/90) / 672 = 0.5417 of all steps: that is the price of balance, and all of it.
    """
    drawn = orders()
    for place in range(10):
        assert sum(order[place] for order in drawn) / len(drawn) == pytest.approx(0.5, abs=0.03)  # 3.8 sigma
    steps = [a != b for order in drawn for a, b in pairwise(order)]
    assert sum(steps) / len(steps) == pytest.approx(0.5417, abs=0.012)
    for count in (4, 5, 6):
        share = sum(sum(order) == count for order in drawn) / len(drawn)
        assert share == pytest.approx(comb(10, count) / 672, abs=0.03)


def test_a_guesser_who_calls_the_opposite_of_the_last_face_gains_little():
    """The best that memory of the last two faces gives stays within what balance alone costs."""
    drawn = orders()
    follows = {}
    for order in drawn:
        for before, last, face in zip(order, order[1:], order[2:], strict=False):
            follows.setdefault((before, last), []).append(face)
    for faces in follows.values():
        assert 0.40 < sum(faces) / len(faces) < 0.60


def test_which_face_of_a_class_comes_is_even():
    seen = {}
    for seed in range(3000):
        for face in deal(pool(each=10), 6, seed):
            seen[face.id] = seen.get(face.id, 0) + 1
    assert len(seen) == 20
    assert max(seen.values()) / min(seen.values()) < 1.25  # 900 expected each, sigma about 25
