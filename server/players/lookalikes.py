"""Which names look alike: a key that they share, after the look-alike characters of Unicode (UTS #39)."""

import re
import unicodedata
from functools import cache, lru_cache

# What people mix up besides. Keys are small letters: of i and I only the capital looks like an l.
MERGED = str.maketrans({"i": "l", "m": "rn", "w": "vv"})
LAST_OF_EUROPE = "\u052f"  # the alphabets up to Cyrillic; their marks are accents, those of later scripts are letters
SLIGHT = frozenset(("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Zl", "Zp", "Sk"))  # punctuation, space, skin tones
# Letters that Unicode takes for symbols, or for letters of their own: small capitals, in a frame, as half a flag.
FRAMED = re.compile(r"\b(?:SMALL CAPITAL|(?:SQUARED|CIRCLED) LATIN CAPITAL LETTER|INDICATOR SYMBOL LETTER) ([A-Z])$")
HALF = "[\U0001f1e6-\U0001f1ff]"
FLAG = re.compile(rf"(?<!\w)(?<!{HALF}){HALF}{{2}}(?!\w)(?!{HALF})")  # two halves on their own say nothing
DIRECTION = "\u200e"  # the data wraps what is written from right to left


def alike(name: str) -> str:
    """Return a key: names with the same key look alike, or differ only in case, accents, spaces or punctuation.

    `name` is clean. Names that differ in a letter or a digit to look at have different keys.
    """
    shapes = without_accents(name)
    inked = "".join(char for char in shapes if unicodedata.category(char) not in SLIGHT)
    return without_accents(reading(inked or "".join(shapes.split()))).translate(MERGED)


def reading(text: str) -> str:
    """Return the text in lower case, spelt with plain Latin letters and digits where it looks like them."""
    return "".join(map(_read, text))


def plain(text: str) -> str:
    """Return the text without accents, as it reads. A foreign I is like an l and an i: it becomes a bar."""
    letters = without_accents(FLAG.sub(" ", text))
    return "".join(
        char.casefold() if char.isascii() else "|" if (read := _read(char)) == "l" else read for char in letters
    )


def without_accents(text: str) -> str:
    """Return the text decomposed (NFKD), European letters without their marks."""
    decomposed = unicodedata.normalize("NFKD", text)
    if decomposed.isascii():
        return decomposed
    kept: list[str] = []
    bare = False  # whether the last letter is one whose marks are accents
    for char in decomposed:
        if not unicodedata.combining(char):
            bare = char <= LAST_OF_EUROPE
        elif bare:
            continue
        kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=20_000)
def _read(char: str) -> str:
    """Read one character: as what it looks like, or else as what its other case looks like, or else as itself.

    A Cyrillic small ve looks like no Latin letter, its capital like a B: both are read as b, and so meet.
    """
    if not char.isascii() and (framed := FRAMED.search(unicodedata.name(char, ""))):
        return _read(framed[1])
    if unicodedata.category(char) == "No" and (digit := unicodedata.digit(char, None)) is not None:
        return _read(str(digit))
    for shape in (char, char.swapcase()):
        look = without_accents(_prototypes().get(shape, shape))
        if look.isascii() and (look.isalpha() or not char.isalpha()):
            return look.casefold()
    return without_accents(_prototypes().get(char.casefold(), char.casefold()))


@cache
def _prototypes() -> dict[str, str]:
    """Return for each character that looks like another the one that stands for all of its kind.

    The library names for each character its likes: a look-alike knows its prototype alone, a prototype all of them.
    """
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - 900 kB, read at the first name

    likes = {char: [like["c"] for like in found] for char, found in confusables_data.items()}
    return {
        char.strip(DIRECTION): found[0].strip(DIRECTION)
        for char, found in likes.items()
        if len(found) == 1 and _stands_for(found[0], char, likes)
    }


def _stands_for(prototype: str, char: str, likes: dict[str, list[str]]) -> bool:
    """Tell which of two is the prototype; of a lone pair, the plainer one."""
    return len(likes[prototype]) > 1 or (prototype.isascii(), char) > (char.isascii(), prototype)
