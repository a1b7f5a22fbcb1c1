"""Disguises and insults that the libraries' lists lack; what is rude is built from the lists, or from our own file."""

import itertools
import unicodedata

import pytest

from server.players import rude_words
from server.players.nicknames import alike, clean_name, rude

PATTERNS, *_ = rude_words.patterns()
SLURS = [word for word in sorted(rude_words.words()) if word.isalpha() and "gg" in word and PATTERNS.fullmatch(word)]
OATHS = [word for word in sorted(rude_words.words()) if len(word) == 4 and word.endswith("uck") and word[0] != "s"]

CHARACTERS = {unicodedata.name(chr(code), ""): chr(code) for code in range(0x250, 0x1FFFF)}
FRAMES = [
    "LATIN LETTER SMALL CAPITAL {}",
    "NEGATIVE SQUARED LATIN CAPITAL LETTER {}",
    "NEGATIVE CIRCLED LATIN CAPITAL LETTER {}",
    "SQUARED LATIN CAPITAL LETTER {}",
    "CIRCLED LATIN CAPITAL LETTER {}",
    "FULLWIDTH LATIN CAPITAL LETTER {}",
    "REGIONAL INDICATOR SYMBOL LETTER {}",
]


def _framed(frame: str, word: str) -> str:
    return "".join(CHARACTERS.get(frame.format(char.upper()), char) for char in word)


def test_the_lists_have_what_is_tried() -> None:
    assert len(SLURS) >= 3
    assert OATHS


@pytest.mark.parametrize("frame", FRAMES)
def test_letters_in_frames_are_read(frame: str) -> None:
    assert not [word for word in SLURS + OATHS if not rude(clean_name(_framed(frame, word)) or "")]
    for name in ("Maxim", "Anna", "Jo", "William", "Zoe Burkhard", "Phil"):
        assert alike(clean_name(_framed(frame, name)) or "") == alike(name)


def test_a_flag_says_nothing() -> None:
    flags = [_framed(FRAMES[-1], land) for land in ("fk", "us", "de")]
    assert not any(rude(f"Ann {flag}") or rude(f"Ann{flag}") or rude(flag) for flag in flags)
    assert len({alike(flag) for flag in flags}) == len(flags)


def test_numbers_in_circles_are_numbers() -> None:
    assert alike("Ann \N{DINGBAT NEGATIVE CIRCLED DIGIT TWO}") == alike("Ann 2")


@pytest.mark.parametrize("stand_in", ["99", "qq", "6g", "g9"])
def test_what_looks_like_a_g_is_one(stand_in: str) -> None:
    assert not [word for word in SLURS if not rude(word.replace("gg", stand_in))]


def test_consonants_may_be_doubled() -> None:
    for word in OATHS + SLURS:
        for at in range(len(word)):
            assert rude(word[:at] + word[at] * 2 + word[at + 1 :]), (word, at)


def test_a_star_is_a_vowel() -> None:
    for word in OATHS:
        assert rude(word.replace("u", "*"))
        assert rude(word.replace("uc", "**"))


def test_a_number_behind_hides_nothing() -> None:
    assert not [word for word in SLURS + OATHS if not (rude(f"{word}88") and rude(f"{word}1"))]


@pytest.mark.parametrize("kind", ["within", "word"])
def test_our_own_words_are_rude(kind: str) -> None:
    words = rude_words.added(kind)
    assert len(words) >= 8
    for word in words:
        assert rude(word), word
        assert rude(word.upper()), word
        assert rude(f"the {word}!"), word
        assert rude(word.replace(" ", "")), word


def test_our_own_words_stand_within_others() -> None:
    for word in rude_words.added("within"):
        assert rude(f"xx{word}xx"), word


def test_our_own_chinese_is_rude_wherever_it_stands() -> None:
    expressions = rude_words.added("part")
    assert len(expressions) >= 15
    for expression in expressions:
        for saying in _sayings(expression):
            assert rude(saying), saying
            assert rude(f"小{saying}吗"), saying


def test_a_tibetan_name_is_none_of_them() -> None:
    assert not rude("尼玛次仁")
    assert rude("尼玛")


def _sayings(expression: str) -> list[str]:
    """Return all that an expression of characters and choices between characters stands for."""
    choices = [part.split("]") for part in expression.split("[")]
    spelt = list(choices[0][0]) + [part for chosen, *after in choices[1:] for part in (chosen, *"".join(after))]
    return ["".join(said) for said in itertools.product(*spelt)]
