"""Look-alikes: what one could take for another shares a key, what differs does not."""

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.players.nicknames import alike, clean_name

# Foreign letters by name: on a screen nobody could tell them apart, which is the point.
CYRILLIC_A = "\N{CYRILLIC CAPITAL LETTER A}"
CYRILLIC_BOB = "\N{CYRILLIC CAPITAL LETTER VE}\N{CYRILLIC SMALL LETTER O}\N{CYRILLIC CAPITAL LETTER VE}"


@pytest.mark.parametrize(
    "names",
    [
        ("Anna", "anna", "ANNA", f"{CYRILLIC_A}nna", "Anna ", " anna", "Ann a", "A.n.n.a", "Änna", "anna!"),
        ("Barney", "Bamey", "bARNEY"),
        ("Oscar", "0scar", "\N{GREEK CAPITAL LETTER OMICRON}scar"),
        ("Ill", "1ll", "lIl", "|ll", "\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}ll", "i11"),
        ("Bob", "bob", CYRILLIC_BOB, CYRILLIC_BOB.lower()),
        ("Борис", "борис", "БОРИС"),
        ("Ανδρέας", "ανδρέας"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("Vvill", "will", "WILL"),
        ("Zoë", "Zoe", "zo\N{COMBINING DIAERESIS}e"),
        ("安静 的 狐狸", "安静的狐狸", "安静·的·狐狸"),
        ("👍🏽", "👍🏿"),
        ("Anna", "\N{FULLWIDTH LATIN CAPITAL LETTER A}nna", "\N{MATHEMATICAL BOLD SCRIPT CAPITAL A}nna"),
    ],
)
def test_look_alikes_share_a_key(names: tuple[str, ...]) -> None:
    cleaned = [clean_name(name) for name in names]
    assert len({alike(name) for name in cleaned if name}) == 1


@pytest.mark.parametrize(
    "names",
    [
        [f"Bot {number}" for number in range(1, 100)],
        [str(number) for number in range(1000, 5000)],
        ["安静的镜头", "安静的狐狸", "温柔的镜头", "李伟", "李薇", "王伟", "王玮"],
        ["Anna", "Hanna", "Ana", "Annabel", "Anne", "Enna"],
        ["はな", "ばな", "ハナ", "バナ"],
        ["محمد", "محمود", "أحمد"],
        ["김민준", "김민중", "박민준"],
        ["🦊", "🐺", "🦊🦊", "❤", "🇩🇪", "🇫🇷"],
        ["!!!", "???", "...", "♥", "★"],
        ["मीना", "मोना", "मीनी"],
    ],
)
def test_different_names_keep_apart(names: list[str]) -> None:
    cleaned = [clean_name(name) for name in names]
    assert None not in cleaned
    assert len({alike(name) for name in cleaned if name}) == len(names)


def test_plain_letters_and_digits_merge_only_where_they_look_it() -> None:
    merged = [set("ilI1L"), set("oO0")]
    for one, other in itertools.combinations(string.ascii_letters + string.digits, 2):
        same = one.lower() == other.lower() or any({one, other} <= group for group in merged)
        assert (alike(one) == alike(other)) is same, (one, other)


def test_russian_letters_do_not_depend_on_case() -> None:
    for char in map(chr, range(0x400, 0x460)):
        assert alike(char) == alike(char.swapcase()), char


@given(st.text(min_size=1, max_size=40))
def test_every_name_has_a_key_which_ignores_space_and_punctuation(raw: str) -> None:
    name = clean_name(raw)
    if name is None:
        return
    key = alike(name)
    assert key
    assert alike(f" {name} ") == key
    if any(char.isalnum() for char in name):
        assert alike(f"-{name}.") == key
