"""Seals: a commitment fixes face, truth, round and match, and anybody can check it."""

import hashlib

import pytest

from game.face import Face, Truth
from game.seal import commitment

NONCE = bytes(range(32))
FACE = Face("0a1b", Truth.REAL)


def test_a_commitment_is_what_players_are_told_it_is():
    told = f"match\n3\nreal\n0a1b\n{NONCE.hex()}"
    assert commitment("match", 3, FACE, NONCE) == hashlib.sha256(told.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        ("match", 3, Face("0a1b", Truth.AI), NONCE),
        ("match", 3, Face("0a1c", Truth.REAL), NONCE),
        ("match", 4, FACE, NONCE),
        ("other", 3, FACE, NONCE),
        ("match", 3, FACE, bytes(32)),
    ],
)
def test_nothing_of_it_can_be_exchanged(other):
    assert commitment(*other) != commitment("match", 3, FACE, NONCE)


def test_of_a_pair_both_faces_are_fixed_in_their_order():
    left, right = Face("left", Truth.AI), Face("right", Truth.REAL)
    told = f"match\n3\nai\nleft\nright\n{NONCE.hex()}"
    assert commitment("match", 3, left, NONCE, right) == hashlib.sha256(told.encode("utf-8")).hexdigest()
    assert commitment("match", 3, left, NONCE) != commitment("match", 3, left, NONCE, right)
