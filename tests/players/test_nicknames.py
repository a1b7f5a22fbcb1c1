"""Names: what is offered fits, what is typed is made harmless."""

import itertools
import random
import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from server.players.nicknames import CHINESE, ENGLISH, GRAPHEMES, NAME_LENGTH, alike, clean_name, rude, suggest

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize("languages", [ENGLISH, CHINESE])
def test_every_suggestion_fits(languages: tuple[str, str]) -> None:
    first, second = (words.split() for words in languages)
    assert len(first) * len(second) >= 900
    assert len(set(first)) == len(first)
    assert len(set(second)) == len(second)
    assert max(map(len, first)) + 1 + max(map(len, second)) <= GRAPHEMES


def test_suggestions_speak_the_language_and_are_clean() -> None:
    rng = random.Random(1)
    for _ in range(200):
        english, chinese = suggest(rng, "en"), suggest(rng, "zh-hans")
        assert english.isascii()
        assert english.count(" ") == 1
        assert "的" in chinese
        assert clean_name(english) == english
        assert clean_name(chinese) == chinese


@pytest.mark.parametrize(("languages", "between"), [(ENGLISH, " "), (CHINESE, "的")])
def test_suggestions_are_decent_and_no_two_look_alike(languages: tuple[str, str], between: str) -> None:
    names = [between.join(words) for words in itertools.product(*(half.split() for half in languages))]
    assert len({alike(name) for name in names}) == len(names)
    assert not [name for name in names if rude(name)]


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
        ("a\ue000b\U000f0000c\U000e0041d", "abcd"),  # private characters, a tag
        ("a\x00b\x1b[31m", "ab[31m"),
        ("安静的镜头", "安静的镜头"),
        ("🦊", "🦊"),
        ("4242", "4242"),
        ("007", "007"),
        ("٤٢", "٤٢"),
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


@pytest.mark.parametrize(
    ("grapheme", "kept"),
    [
        ("🇩🇪", 20),  # a flag is two code points
        ("👍🏽", 20),  # a thumb and its skin
        ("q\u0323\u0307", 20),  # no composed form
        ("नि", 20),
        ("\u0e19\u0e49\u0e33", 10),  # Thai, two graphemes once it is NFKC
        ("q\u0323\u0307\u0301", 15),  # four code points each: 60 is the end
        (FAMILY, 6),  # the joiners are invisible, and dropped
    ],
)
def test_length_is_counted_in_graphemes_and_never_cuts_one(grapheme: str, kept: int) -> None:
    clean = clean_name(grapheme * 30)
    assert clean is not None
    whole = unicodedata.normalize("NFKC", grapheme).replace("\u200d", "")
    assert clean.startswith(whole * kept)
    assert len(regex.findall(r"\X", clean)) <= GRAPHEMES
    assert len(clean) <= NAME_LENGTH
    assert clean_name(clean) == clean


def test_a_grapheme_without_end_is_no_name() -> None:
    assert clean_name("\u0915" + "\u093e" * 100) is None


@given(
    st.text(max_size=60)
    | st.text(alphabet="a \u0301\u0335\u200b\u202e\u1100\u1160\u1161\uac00\ufdfa\u3000\u093e\u0915🇩👍🏽", max_size=90)
)
@example("\u1100\u200b\u1161")
def test_a_cleaned_name_is_harmless_and_stays_as_it_is(raw: str) -> None:
    clean = clean_name(raw)
    if clean is None:
        return
    assert 1 <= len(regex.findall(r"\X", clean)) <= GRAPHEMES
    assert len(clean) <= NAME_LENGTH
    assert clean == unicodedata.normalize("NFKC", clean) == " ".join(clean.split())
    assert not any(unicodedata.category(char).startswith("C") for char in clean)
    assert not unicodedata.category(clean[0]).startswith("M")
    clean.encode()
    assert clean_name(clean) == clean
    assert alike(clean) == alike(clean)
    assert isinstance(rude(clean), bool)
