"""Names: what is offered fits, what is typed is made harmless."""

import random
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.players.nicknames import CHINESE, ENGLISH, NAME_LENGTH, clean_name, suggest


@pytest.mark.parametrize("languages", [ENGLISH, CHINESE])
def test_every_suggestion_fits(languages: tuple[str, str]) -> None:
    first, second = (words.split() for words in languages)
    assert len(first) * len(second) >= 900
    assert len(set(first)) == len(first)
    assert len(set(second)) == len(second)
    assert max(map(len, first)) + 1 + max(map(len, second)) <= NAME_LENGTH


def test_suggestions_speak_the_language_and_are_clean() -> None:
    rng = random.Random(1)
    for _ in range(200):
        english, chinese = suggest(rng, "en"), suggest(rng, "zh-hans")
        assert english.isascii()
        assert english.count(" ") == 1
        assert "的" in chinese
        assert clean_name(english) == english
        assert clean_name(chinese) == chinese


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Ann", "Ann"),
        ("  Ann \t\n of  Green ", "Ann of Green"),
        ("Ａｎｎ", "Ann"),  # noqa: RUF001
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),  # a zero-width space kept them apart
        ("\u202eevil\u202c", "evil"),
        ("\u2066a\u2069\ufeffb\u00adc", "abc"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("安静的镜头", "安静的镜头"),
        ("🦊", "🦊"),
        ("x" * 50, "x" * 20),
        ("abcdefghijklmnopqrs tu", "abcdefghijklmnopqrs"),
        ("Z" + "\u0335" * 12, "Z" + "\u0335" * 3),
        ("\u0301a", "a"),
        ("\u115f\u3164\u2800", None),
        ("\u200b\u200d\ufe0f", None),
        ("\ud800", None),
        ("", None),
        ("   ", None),
        ("\ufdfa" * 3, unicodedata.normalize("NFKC", "\ufdfa" * 3)[:20].strip()),
    ],
)
def test_names_are_cleaned(raw: str, clean: str | None) -> None:
    assert clean_name(raw) == clean


@given(
    st.text(max_size=60)
    | st.text(alphabet="a \u0301\u0335\u200b\u202e\u1100\u1160\u1161\uac00\ufdfa\u3000", max_size=60)
)
@example("\u1100\u200b\u1161")
def test_a_cleaned_name_is_harmless_and_stays_as_it_is(raw: str) -> None:
    clean = clean_name(raw)
    if clean is None:
        return
    assert 1 <= len(clean) <= NAME_LENGTH
    assert clean == unicodedata.normalize("NFKC", clean) == " ".join(clean.split())
    assert not any(unicodedata.category(char).startswith("C") for char in clean)
    assert not unicodedata.category(clean[0]).startswith("M")
    clean.encode()
    assert clean_name(clean) == clean
