"""Sealed pictures: opened by their key alone, of one length, and bound to their match and round."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from server.rooms.sealing import SMALLEST, seal, size_class
from server.rooms.starting import fresh_seal

KEY = bytes(range(32))
PICTURE = b"\xff\xd8 a picture \xff\xd9"


def opened(frame: bytes, key: bytes = KEY, told: bytes = b"match/3") -> bytes:
    return ChaCha20Poly1305(key).decrypt(bytes(12), frame[2:], told)


def test_the_key_opens_it_as_the_protocol_says():
    frame = seal([PICTURE], KEY, "match", 3, 1000)
    assert frame[:2] == b"\0\3"
    assert opened(frame) == b"\0\0\0\x0f" + PICTURE + bytes(1000 - 4 - 15)


@pytest.mark.parametrize(
    ("key", "told"), [(bytes(32), b"match/3"), (KEY, b"match/4"), (KEY, b"other/3"), (KEY, b"match/03")]
)
def test_nothing_else_does(key, told):
    with pytest.raises(InvalidTag):
        opened(seal([PICTURE], KEY, "match", 3, 1000), key, told)


def test_every_process_seals_the_same_bytes():
    assert seal([PICTURE], KEY, "match", 3, 1000) == seal([PICTURE], KEY, "match", 3, 1000)


@given(length=st.integers(0, 996))
def test_all_pictures_weigh_the_same(length):
    assert len(seal([b"x" * length], KEY, "match", 3, 1000)) == 2 + 1000 + 16


@given(left=st.integers(0, 996), right=st.integers(0, 996))
def test_all_pairs_weigh_the_same_and_open_into_both(left, right):
    frame = seal([b"l" * left, b"r" * right], KEY, "match", 3, 1000)
    assert len(frame) == 2 + 2000 + 16
    plain = opened(frame)
    assert plain[:1000] == left.to_bytes(4) + b"l" * left + bytes(996 - left)
    assert plain[1000:] == right.to_bytes(4) + b"r" * right + bytes(996 - right)


def test_a_picture_that_is_too_large_for_its_deck_is_not_sent_in_another_size():
    with pytest.raises(ValueError, match="does not fit"):
        seal([b"x" * 997], KEY, "match", 3, 1000)
    with pytest.raises(ValueError, match="does not fit"):
        seal([b"x", b"x" * 997], KEY, "match", 3, 1000)


@given(largest=st.integers(0, 10**7))
def test_a_size_class_holds_the_largest_picture_and_says_little_about_it(largest):
    size = size_class(largest)
    assert size >= 32 * 1024
    assert len(seal([b"x" * largest], KEY, "m", 0, size)) == size + 18
    assert size == SMALLEST or size < 2 * (largest + 4)
    assert size.bit_count() == 1


def test_no_two_seals_are_alike():
    seals = [fresh_seal() for _ in range(100)]
    secrets = {secret for seal in seals for secret in (seal.key, seal.nonce)}
    assert len(secrets) == 200
    assert {len(secret) for secret in secrets} == {32}
