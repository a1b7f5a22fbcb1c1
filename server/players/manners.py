"""Which names are rude: those with a slur or an obscenity of the kept lists, however it is spelt."""

import re

from server.players.innocent import FIRST, JOINED
from server.players.lookalikes import plain
from server.players.rude_words import innocent, parts, patterns, words

LETTER = re.compile(r"[^\W\d_]")
APART = re.compile(r"[\W_]+")
SPELT = re.compile(r"(?<!\S)\S(?: \S)+(?!\S)")  # letters each on its own
LEET = str.maketrans("01345678@$!|+(", "oieasgtbasiitc")
BARRED = str.maketrans("|", "l")
THRICE = re.compile(r"(.)\1\1+")
DRAWN = re.compile(r"([aiu])\1")  # doubled by hardly any word
WEDGED = re.compile(r"(?<=[b-df-hj-np-tv-xz])l(?=[b-df-hj-np-tv-xz])")  # between consonants, an l is an i in disguise
BLANK = "\N{LATIN SMALL LETTER THORN}"  # a letter: no word begins or ends where one was taken out


def rude(name: str) -> bool:
    """Tell whether a clean name is one that nobody should have to read.

    Seen through are case, accents, look-alike characters, digits and signs for letters, letters set apart and letters
    repeated. A name without letters is never rude.
    """
    if not LETTER.search(name):
        return False
    return any(_is_rude(text) for text in _spellings(name)) or _has_rude_part(name)


def load() -> None:
    """Read the lists now, in some tenths of a second, and not when the first name comes."""
    rude("\N{GREEK SMALL LETTER ALPHA}")


def _spellings(name: str) -> set[str]:
    """Return what a name may say, in plain small letters, words apart: a bar is an i or an l, repeats may be less."""
    said = " ".join(word.rstrip("!") if LETTER.search(word) else "-" for word in plain(name).split())
    bars = {said, said.translate(BARRED), WEDGED.sub("i", said)}
    once = {text.translate(LEET) for text in bars}
    shortened = {THRICE.sub(short, text) for text in once for short in (r"\1", r"\1\1")}
    return once | shortened | {DRAWN.sub(r"\1", text) for text in shortened}


def _is_rude(text: str) -> bool:
    within, whole = patterns()
    spoken = _words(text)
    together = "".join(spoken)
    if not words().isdisjoint(spoken):
        return True
    if len(spoken) > 1 and together not in JOINED and (together in words() or whole.fullmatch(together)):
        return True
    rest = _words(innocent().sub(BLANK, text))
    return within.search(" ".join(rest[1:] if rest and rest[0] in FIRST else rest)) is not None


def _words(text: str) -> list[str]:
    """Split a text into words. Letters that stand alone in a row make one."""
    spaced = APART.sub(" ", text).strip()
    return SPELT.sub(lambda letters: letters[0].replace(" ", ""), spaced).split()


def _has_rude_part(name: str) -> bool:
    if name.isascii():
        return False
    rude_parts, innocent_parts = parts()
    return rude_parts.search(innocent_parts.sub(BLANK, APART.sub("", name.casefold()))) is not None
