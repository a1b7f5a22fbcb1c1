"""Dealing: fair coin flips, reproducible, without repeats, and nothing that tells the next face."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dealing import DeckTooSmallError
from game.dealing import deal as deal_with_partners
from game.face import Face, Truth, opposite
from game.room import Kind
from tests.game.table import pool

SEEDS = st.integers(0, 2**63)


def deal(*of, **more):
    faces, partners = deal_with_partners(*of, **more)
    assert partners == (None,) * len(faces)
    return faces


def reals(faces):
    return sum(face.truth is Truth.REAL for face in faces)


@given(seed=SEEDS, rounds=st.integers(3, 50))
def test_a_match_has_its_rounds_and_no_face_comes_twice(seed, rounds):
    faces = deal(pool(each=50), rounds, seed)
    assert len({face.id for face in faces}) == len(faces) == rounds


@given(seed=SEEDS)
def test_the_same_seed_and_pool_give_the_same_faces_in_whatever_order_the_pool_comes(seed):
    shuffled = random.Random(seed).sample(pool(), len(pool()))
    assert deal(pool(), 10, seed, avoid={"face-real-1"}) == deal(shuffled, 10, seed, avoid=["face-real-1"])


def test_another_seed_gives_other_faces():
    assert len({tuple(face.id for face in deal(pool(), 10, seed)) for seed in range(50)}) == 50


@given(seed=SEEDS)
def test_a_person_is_met_once_while_the_deck_allows_it(seed):
    # 30 photographs of 10 people, and at most 10 real ones in 10 rounds: every one can be of somebody else.
    groups = [name for face in deal(pool(each=30, group_size=3), 10, seed) for name in face.groups]
    assert len(set(groups)) == len(groups)


@given(seed=SEEDS)
def test_with_too_few_people_photographs_of_the_same_person_follow(seed):
    faces = deal(pool(each=30, group_size=10), 10, seed)  # 30 photographs of 3 people
    assert len(faces) == 10
    assert len({name for face in faces for name in face.groups}) == min(3, reals(faces))


@given(seed=SEEDS)
def test_faces_of_earlier_matches_are_avoided_while_the_deck_allows_it(seed):
    first = {face.id for face in deal(pool(each=30), 20, seed)}  # of each class at least ten are left
    assert not first & {face.id for face in deal(pool(each=30), 10, seed + 1, first)}


@given(seed=SEEDS)
def test_a_face_seen_before_is_better_than_a_person_met_twice(seed):
    real = [Face("a1", Truth.REAL, ("a",)), Face("a2", Truth.REAL, ("a",)), Face("b1", Truth.REAL, ("b",))]
    dealt = deal([*real, *(Face(f"m{i}", Truth.AI) for i in range(3))], 3, seed, avoid={"b1"})
    people = [face.groups[0] for face in dealt if face.truth is Truth.REAL]
    assert len(people) == len(set(people)) or len(people) == 3


@given(seed=SEEDS, real=st.integers(0, 12), made=st.integers(0, 12), rounds=st.integers(3, 20))
def test_a_deck_is_too_small_unless_each_class_could_fill_the_match(seed, real, made, rounds):
    """Otherwise the flips would have to know how many of a class are left, and so would a player who counts."""
    faces = [Face(f"r{i}", Truth.REAL) for i in range(real)] + [Face(f"m{i}", Truth.AI) for i in range(made)]
    if min(real, made) >= rounds:
        assert len(set(deal(faces, rounds, seed))) == rounds
    else:
        with pytest.raises(DeckTooSmallError):
            deal(faces, rounds, seed)


def orders(seeds=4000):
    return [[face.truth is Truth.REAL for face in deal(pool(each=5), 5, seed)] for seed in range(seeds)]


def test_every_order_of_truths_comes_about_equally_often():
    """So no place leans to a class, and nothing that came before says anything about what comes."""
    drawn = [tuple(order) for order in orders()]
    counts = [drawn.count(order) for order in set(drawn)]
    assert len(counts) == 2**5
    expected = len(drawn) / 2**5
    assert sum((count - expected) ** 2 / expected for count in counts) < 70  # chi-square, 31 degrees: p = 0.0001


def test_the_last_face_is_not_told_by_those_before():
    """The guess that beats balanced matches: what has come less often so far."""
    right = [(sum(order[:-1]) < 2) == order[-1] for order in orders() if sum(order[:-1]) != 2]
    assert sum(right) / len(right) == pytest.approx(0.5, abs=0.04)  # 3.9 sigma


def test_which_face_of_a_class_comes_is_even():
    seen = {}
    for seed in range(3000):
        for face in deal(pool(each=10), 6, seed):
            seen[face.id] = seen.get(face.id, 0) + 1
    assert len(seen) == 20
    assert max(seen.values()) / min(seen.values()) < 1.25  # 900 expected each, sigma about 25


# ---- pairs -----------------------------------------------------------------------------------------------------------
@given(seed=SEEDS, rounds=st.integers(3, 30))
def test_a_partner_is_the_opposite_and_no_face_comes_twice(seed, rounds):
    faces, partners = deal_with_partners(pool(each=30), rounds, seed, kind=Kind.PAIR)
    assert len(faces) == len(partners) == rounds
    assert all(
        partner.truth is opposite(face.truth) is not face.truth for face, partner in zip(faces, partners, strict=True)
    )
    assert len({face.id for face in (*faces, *partners)}) == 2 * rounds


@given(seed=SEEDS)
def test_a_person_is_met_once_on_either_side(seed):
    faces, partners = deal_with_partners(pool(each=30, group_size=3), 10, seed, kind=Kind.PAIR)
    people = [name for face in (*faces, *partners) for name in face.groups]
    assert len(people) == len(set(people)) == 10


@given(seed=SEEDS)
def test_partners_avoid_faces_of_earlier_matches_too(seed):
    first = [face.id for faces in deal_with_partners(pool(each=30), 15, seed, kind=Kind.PAIR) for face in faces]
    again = [face.id for faces in deal_with_partners(pool(each=30), 15, seed, first, Kind.PAIR) for face in faces]
    assert not set(first) & set(again)


@given(seed=SEEDS)
def test_a_mixed_match_has_partners_where_its_rounds_are_pairs(seed):
    faces, partners = deal_with_partners(pool(), 20, seed, kind=Kind.MIXED)
    pairs = [(face, partner) for face, partner in zip(faces, partners, strict=True) if partner]
    assert all(partner.truth is opposite(face.truth) for face, partner in pairs)
    dealt = {face.id for face in (*faces, *(partner for _, partner in pairs))}
    assert len(dealt) == 20 + len(pairs)


def test_whether_a_round_is_a_pair_and_what_its_left_face_is_are_flips_of_their_own():
    drawn = [
        (face.truth, partner is not None)
        for seed in range(1000)
        for face, partner in zip(*deal_with_partners(pool(each=4), 4, seed, kind=Kind.MIXED), strict=True)
    ]
    counts = [drawn.count((truth, pair)) for truth in Truth for pair in (True, False)]
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 21  # chi-square, 3 degrees: p = 0.0001
