"""What players may be called: what is left of a name that somebody typed. Beside it, how names look and how they sound.

`alike` tells doubles, `rude` what nobody should have to read, `suggest` has names for newcomers.
"""

import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

from server.players.lookalikes import alike
from server.players.manners import load, rude
from server.players.suggestions import CHINESE, ENGLISH, suggest

__all__ = ["CHINESE", "ENGLISH", "GRAPHEMES", "NAME_LENGTH", "alike", "clean_name", "load", "rude", "suggest"]

GRAPHEMES = 20  # what people see as characters
NAME_LENGTH = 60  # code points: what a column must hold
LONG = 400  # code points of what somebody typed that are looked at
MOST_MARKS = 3  # combining marks in a row; living scripts need no more, towers of them climb out of their line

# Drawn as nothing although their category says letter, symbol or mark: a name of these would be invisible, and
# one of these inside a name makes a double of somebody else's.
INVISIBLE = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0x1BCA0, 0x1BCA4),
        *range(0x1D173, 0x1D17B),
        *range(0xE0000, 0xE1000),
    ]
)


def clean_name(raw: str) -> str | None:
    """Return the name as it is shown, 1 to 20 graphemes in at most 60 code points, or None when nothing is to be seen.

    Compatibility forms are folded (NFKC); control, direction, zero-width, private and unassigned characters are
    dropped; white space is collapsed; what is too long is cut between graphemes. Cleaning a clean name changes nothing.
    """
    # Cut long before it is cleaned, and again since some characters unfold to eighteen: work is bounded.
    text = unicodedata.normalize("NFKC", raw[:LONG])[:LONG]
    text = "".join(" " if char.isspace() else char for char in text if char.isspace() or _visible(char))
    text = " ".join(_without_towers(unicodedata.normalize("NFKC", text)).split())
    text = _cut(text).rstrip()
    return text if any(unicodedata.category(char)[0] in "LNPS" for char in text) else None


def _visible(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" and ord(char) not in INVISIBLE


def _cut(text: str) -> str:
    """Return as many whole graphemes as a name may have."""
    if len(text) <= GRAPHEMES:
        return text
    kept = ""
    for grapheme in _graphemes().findall(text)[:GRAPHEMES]:
        if len(kept) + len(grapheme) > NAME_LENGTH:
            break
        kept += grapheme
    return kept


@cache
def _graphemes() -> Any:
    """Return the pattern of one grapheme (UAX #29)."""
    # Its import takes 50 ms, and only long names need it.
    return import_module("regex").compile(r"\X")


def _without_towers(text: str) -> str:
    kept: list[str] = []
    marks, bare = 0, True  # a mark without a character under it is dropped
    for char in text:
        category = unicodedata.category(char)
        if category in {"Mn", "Me"}:
            marks += 1
        elif category != "Mc":
            marks, bare = 0, char == " "
        if marks <= MOST_MARKS and not (bare and category[0] == "M"):
            kept.append(char)
    return "".join(kept)


def name_key(name: str) -> str:
    """Return what a name is looked up by: letters' case does not matter."""
    return name.casefold()[: 2 * NAME_LENGTH]
