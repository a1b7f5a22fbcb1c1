"""Manners: slurs are seen through their disguises, and people's names are left in peace.

What is rude comes from the libraries' own lists, so that this file stays fit to read.
"""

import json
import subprocess
import sys

import pytest

from server.players import lookalikes, rude_words
from server.players.innocent import NAMES
from server.players.nicknames import clean_name, load, rude

LISTS = (lookalikes._prototypes, rude_words.patterns, rude_words.innocent, rude_words.words, rude_words.parts)
PATTERNS, *_ = rude_words.patterns()
ENGLISH = sorted(word for word in rude_words.words() if word.isascii() and word.isalpha() and PATTERNS.fullmatch(word))
LISTED = sorted(word for word in rude_words.words() - NAMES if word.isalpha())
STRONG = [word for word in LISTED if word in ENGLISH and 4 <= len(word) <= 6 and not {"i", "l"} & set(word)]

FOREIGN = str.maketrans("aeopcx", "\u0430\u0435\u043e\u0440\u0441\u0445")  # Cyrillic
SIGNS = str.maketrans("aeiost", "@3!0$7")
DIGITS = str.maketrans("aeiost", "431057")

INNOCENT = """
Anna;Ann;Dick;Dick Turpin;Nigel;Cassandra;Scunthorpe;Penistone;Essex;Sussex;Middlesex;Hancock;Cockburn;Babcock;Alcock
Woodcock;Peacock;Assassin;Cassie;Bass;Classy;Dickens;Dickinson;Emily Dickinson;Riddick;Burdick;Cummings;Cumberland
Shitake;Mishka;Titus;Titania;Tatiana;Sextus;Montenegro;Rapunzel;Draper;Grapefruit;Therapist;Analyst;Annalisa;Ana L
Canal;Fu;Du Fu;Li Bai;Fukuda;Wankel;Hoare;Mohammed;Muhammad;Nguyen;Phuc;Phuong;Dong;Bangkok;Kofi;Ngozi;Nigeria;Niger
Peter;Regina;Anita;Johny;Concha;Bitte;Trio;Raskolnikov;Горький;Борис;Мария;Ελένη;Νίκος;José;Zoë;Łukasz;Søren;Ġorġ
Jürgen;François;Nuño;İpek;Şule;Çağla;Trần;Đặng;王伟;李娜;张敏;刘洋;陈静;安静的镜头;小明;处女座;田中太郎;さくら;ゆうき
김민준;이서연;박지훈;محمد;فاطمة;عائشة;דוד;שרה;राम;सीता;ประเสริฐ;🦊;★;Moby Dick;Twinkle;Flick;Rapper;Oceanus;Bonner
4242;455;80085;007;1337;69;a1;R2D2;C3PO;Ana1;x2;H4x0r;Bot 1;Bot 20;Player 5;Grass;Shuttle;Sussudio;Tsuki
""".replace("\n", ";")


@pytest.mark.parametrize("name", [name for name in INNOCENT.split(";") if name])
def test_names_of_people_are_not_rude(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert not rude(clean)


def test_the_lists_are_there() -> None:
    assert len(ENGLISH) >= 40
    assert len(STRONG) >= 8
    assert len(LISTED) >= 500


@pytest.mark.parametrize("language", rude_words.UNSPACED)
def test_languages_without_spaces_are_known(language: str) -> None:
    listed = [word for word in rude_words._listed(language) if len(word) >= 3 and not word.isascii()]
    caught = [word for word in listed if rude(word) and rude(f"小{word}吗")]
    assert len(caught) >= 0.7 * len(listed)
    assert rude(" ".join(caught[0]))


def test_every_listed_word_is_rude_in_any_case() -> None:
    missed = [word for word in LISTED if not (rude(word) and rude(word.upper()) and rude(word.title()))]
    assert not missed


@pytest.mark.parametrize(
    "disguise",
    [
        lambda word: word.translate(FOREIGN),
        lambda word: word.translate(SIGNS),
        lambda word: word.translate(DIGITS) if word.translate(DIGITS).isalpha() or word[0].isalpha() else word,
        " ".join,
        ".".join,
        "_".join,
        "-".join,
        lambda word: f"{word[:2]} {word[2:]}",
        lambda word: f"{word[:2]}.{word[2:]}",
        lambda word: word[0] + word[1] * 4 + word[2:],
        lambda word: word[:-1] + word[-1] * 3,
        "\N{COMBINING ACUTE ACCENT}".join,
        lambda word: "".join(chr(ord(char) + 0xFEE0) for char in word),  # full width
        lambda word: "".join(chr(ord(char) - ord("a") + 0x1D4EA) for char in word),  # bold script
        "\u200b".join,
        lambda word: f"the {word} 42",
        lambda word: f"{word}!!",
    ],
)
def test_disguises_are_seen_through(disguise: "object") -> None:
    assert callable(disguise)
    missed = [(word, disguise(word)) for word in STRONG if not rude(clean_name(disguise(word)) or "")]
    assert not missed


def test_an_l_between_consonants_is_an_i() -> None:
    words = [
        word for word in ENGLISH if any(a + b in word for a in "ndbs" for b in ("ig", "it", "ic")) and "l" not in word
    ]
    assert words
    foreign_i = "\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}"
    assert all(rude(word.replace("i", stand_in)) for word in words for stand_in in ("l", foreign_i, "|", "1"))


def test_a_given_name_is_one_at_the_beginning_only() -> None:
    assert not rude("Dick Smith")
    assert rude("big Dick")


def test_a_server_starts_without_reading_the_lists() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import json, sys, server.players.nicknames; print(json.dumps(list(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"regex", "pyobscenity", "confusable_homoglyphs", "glin_profanity"} & set(json.loads(loaded.stdout))


def test_lists_are_read_once_and_ahead_of_time() -> None:
    load()
    read = [list_.cache_info().misses for list_ in LISTS]
    assert rude("Ann") is rude("李伟") is False
    assert [list_.cache_info().misses for list_ in LISTS] == read == [1] * 5
