"""Codes that can be read aloud, tokens that nobody can make up."""

import pytest

from server.rooms.tickets import ALPHABET, CROWDED, new_code, read_code, read_seat_token, seat_token


def test_codes_are_four_letters_that_make_no_words() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) > 490
    assert all(len(code) == 4 and set(code) <= set(ALPHABET) for code in codes)
    assert len(new_code(CROWDED)) == 5
    assert not set("AEIOUY0125") & set(ALPHABET)


@pytest.mark.parametrize("text", ["", "abc", "BCDFGH", "B0DF", "BCD-", "\uff22\uff23\uff24\uff26", "BCDF\x00"])
def test_what_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_a_token_is_for_one_player_in_one_room() -> None:
    token = seat_token("BCDF", "player:with:colons")
    assert read_seat_token(token, "BCDF") == "player:with:colons"
    assert read_seat_token(token, "BCDG") is None
    assert read_seat_token(token[:-1] + ("A" if token[-1] != "A" else "B"), "BCDF") is None
    assert read_seat_token("", "BCDF") is None
    assert read_seat_token("BCDF:", "BCDF") is None
