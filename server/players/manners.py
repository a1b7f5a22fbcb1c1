"""Which names are rude: those with a slur or an obscenity of the kept lists, however it is spelt."""

import re

from server.players.innocent import FIRST, JOINED, NAMES
from server.players.lookalikes import plain, without_accents
from server.players.rude_words import innocent, parts, patterns, words

LETTER = re.compile(r"[^\W\d_]")
LETTERS = re.compile(rf"{LETTER.pattern}+")
NUMBER = re.compile(r"(?<=[^\W\d_]{3})\d+\b")  # at the end of a word: no letters, but somebody's year of birth
APART = re.compile(r"[\W_]+")
SPELT = re.compile(r"(?<!\S)\S(?: \S)+(?!\S)")  # letters each on its own
LEET = str.maketrans("013456789@$!|+(\u20ac\xa2\xa5\xa3\xa7", "oieasgtbgasiitcecyls")
TAILED = str.maketrans("q", "g")
BARRED = str.maketrans("|", "l")
THRICE = re.compile(r"(.)\1\1+")
DRAWN = re.compile(r"([aiu])\1")  # doubled by hardly any word
WEDGED = re.compile(r"(?<=[b-df-hj-np-tv-xz])l(?=[b-df-hj-np-tv-xz])")  # between consonants, an l is an i in disguise
SHORTEST_SPLIT = 6  # letters of a listed word in two; shorter ones are family name and given name in Chinese
MOST_STARS = 2  # in place of vowels
BLANK = "\N{LATIN SMALL LETTER THORN}"  # a letter: no word begins or ends where one was taken out


def rude(name: str) -> bool:
    """Tell whether a clean name is one that nobody should have to read.

    Seen through are case, accents, look-alike characters and letters in frames, digits and signs for letters, letters
    set apart and letters repeated. What is also somebody's name is let pass where a name may stand, if it is plain to
    see. A name without letters is never rude.
    """
    if not LETTER.search(plain(name)):
        return False
    shown = frozenset(LETTERS.findall(without_accents(name).casefold()))
    excused = (FIRST & shown, NAMES & shown)
    return any(_is_rude(text, *excused) for text in _spellings(name)) or _has_rude_part(name)


def load() -> None:
    """Read the lists now, in some tenths of a second, and not when the first name comes."""
    rude("\N{GREEK SMALL LETTER ALPHA}")


def _spellings(name: str) -> set[str]:
    """Return what a name may say, in plain small letters, words apart: a bar is an i or an l, repeats may be less."""
    said = " ".join(word.rstrip("!") if LETTER.search(word) else "-" for word in plain(name).split())
    bars = {said, said.translate(BARRED), WEDGED.sub("i", said), NUMBER.sub("", said)}
    once = {text.translate(LEET) for text in bars}
    shortened = {THRICE.sub(short, text) for text in once for short in (r"\1", r"\1\1")}
    drawn = {DRAWN.sub(r"\1", text) for text in shortened}
    tailed = {text.translate(TAILED) for text in shortened if "qq" in text}
    starred = {said.translate(LEET).replace("*", vowel) for vowel in "aeiou" if 0 < said.count("*") <= MOST_STARS}
    return once | shortened | drawn | tailed | starred


def _is_rude(text: str, first: frozenset[str], names: frozenset[str]) -> bool:
    within, whole, _ = patterns()
    said = _words(text)
    if not words().isdisjoint(_excused(said, first, names)):
        return True
    together = "".join(word for word in said if len(word) > 1 or said[0] not in first)  # "Dick S"
    if together not in said and together not in JOINED:
        if whole.fullmatch(together) or (said[0] in first and within.fullmatch(together)):
            return True
        if len(together) >= SHORTEST_SPLIT and together in words():
            return True
    # What is innocent is looked for last: it takes longest, and most names have no need of it.
    return _is_rude_within(said, first, names) and _is_rude_within(_words(innocent().sub(BLANK, text)), first, names)


def _is_rude_within(said: list[str], first: frozenset[str], names: frozenset[str]) -> bool:
    within, _, anywhere = patterns()
    rest = _excused(said, first, names)
    return bool(within.search(" ".join(rest)) or (rest != said and anywhere.search(" ".join(said))))


def _excused(spoken: list[str], first: frozenset[str], names: frozenset[str]) -> list[str]:
    """Return the words that may be rude."""
    if spoken and spoken[0] in first:
        spoken = spoken[1:]
    return [word for word in spoken if word not in names]


def _words(text: str) -> list[str]:
    """Split a text into words. Letters that stand alone in a row make one."""
    spaced = APART.sub(" ", text).strip()
    return SPELT.sub(lambda letters: letters[0].replace(" ", ""), spaced).split()


def _has_rude_part(name: str) -> bool:
    if name.isascii():
        return False
    rude_parts, innocent_parts = parts()
    return rude_parts.search(innocent_parts.sub(BLANK, APART.sub("", name.casefold()))) is not None
