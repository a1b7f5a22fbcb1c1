"""The lists of rude words, from two kept libraries and a short file of our own, read at the first name.

English has patterns (pyobscenity). Those that stand in no decent word count anywhere, their letters doubled or not; the
others, of which half the world's names are made, only for a word that is made of them alone. Other languages have plain
lists (glin-profanity), English among them for what the patterns lack: they count for whole words, and in writing
without spaces for parts of the text. Its lists of words that mostly mean something harmless are left out.
"""

import json
import re
from base64 import b64decode
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from server.players.innocent import FIRST, PARTS, UNSPACED_PARTS, WORDS
from server.players.lookalikes import plain

SPACED = ("english", "spanish", "french", "german", "polish", "russian")
SHORTEST = 4  # letters of a listed word; shorter ones are too often somebody's name
UNSPACED = ("chinese", "korean")
SHORTEST_UNSPACED = 2
ADDITIONS = Path(__file__).with_name("rude_additions.txt")

# Patterns of the library that do more harm than good: family names, and the names of half of India.
DROPPED = re.compile(r"fu|ab\(\?:b\)\?o\(\?:s\)\?|bich|[a-z]anal|f\(\?:\.\)\?ck")
# Patterns that count only for a whole word, since they begin or end many a name.
SOFT = """
    anal anus arse ass boob cock cocke cockp cocks cum dick dyke fag fk fuk hooker kike negro orgies orgy piss porn
    rape rapist semen shit slut tit titt turd twat wank
"""
# What a soft word may be joined with, and still is one.
BEFORE = (
    "(?:ape|bat|big|bull|chicken|dip|dog|dumb|eat|fat|horse|i|jack|king|lick|love|lord|mega|mr|my|smart|suck|super)"
)
AFTER = (
    "(?:s|z|d|r|ed|er|ers|ie|ies|ing|ted|ter|ting|ty|bag|boy|dump|eater|face|girl|hat|head|hole|hub|licker|lover"
    "|queen|rag|sex|shot|stain|star|suck|sucker|whore|wipe)"
)
FUCK = "f(?:u|v)?ck"  # instead of any vowel: Fock and Feck are names
ENDINGS = "(?:s|y|ed|er|ers|in|ing)?"


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what is rude within English text, in small letters, what as the whole, and what even beside a name."""
    from pyobscenity.english_preset import english_dataset  # noqa: PLC0415 - its import takes 50 ms

    terms = {_letters(term["pattern"].as_regex()) for term in english_dataset.build()["blacklisted_terms"]}
    cores = {term: term.replace(r"\b", "") for term in terms if not DROPPED.fullmatch(term.replace(r"\b", ""))}
    soft = {core for core in cores.values() if any(re.fullmatch(core, word) for word in SOFT.split())}
    hard = {term for term, core in cores.items() if core not in soft} | {FUCK}
    hard |= {term.replace(" ", " ?") for term in added("within")}
    joined = "|".join(sorted(soft, key=len, reverse=True))
    alone = rf"\b{BEFORE}?(?:{joined})(?:{AFTER}|{joined}){{0,2}}\b"
    rude = "|".join(sorted(map(_stretched, hard)))
    return re.compile(f"{rude}|{alone}"), re.compile(f"(?:{rude}){ENDINGS}|(?:{joined})s?"), re.compile(rude)


@cache
def innocent() -> re.Pattern[str]:
    """Return what is taken out of English text before the patterns look at it."""
    from pyobscenity.english_preset import english_dataset  # noqa: PLC0415

    listed = {term["pattern"] for term in english_dataset.build()["whitelisted_terms"]}
    return _any({*listed, *PARTS})


@cache
def words() -> frozenset[str]:
    """Return the words, and sayings without their spaces, that are rude on their own."""
    listed = {"".join(filter(str.isalnum, plain(word))) for language in SPACED for word in _listed(language)}
    return frozenset(word for word in listed if len(word) >= SHORTEST).union(map(plain, added("word"))) - WORDS - FIRST


@cache
def parts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is rude as a part of text without spaces, and what is taken out before."""
    listed = {word for language in UNSPACED for word in _listed(language)}
    long = {word for word in listed if len(word) >= SHORTEST_UNSPACED and not word.isascii() and not word[0].isdigit()}
    return re.compile("|".join([_any(long).pattern, *added("part")])), _any(UNSPACED_PARTS)


def added(kind: str) -> list[str]:
    """Return our own expressions of one kind."""
    lines = [line.split() for line in ADDITIONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [b64decode(text).decode() for named, text in lines if named == kind]


def _letters(pattern: str) -> str:
    """Return a pattern of the library with letters instead of their numbers."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda number: chr(int(number[1], 16)), pattern)


def _stretched(pattern: str) -> str:
    """Return a pattern whose letters may be repeated; that behind a backslash is none.

    A run is taken at once and never given back ("*+"), so that no name takes long.
    """
    # "ff*+" and not "f++": what begins with a letter is passed over fast where another stands.
    return re.sub(r"(?<!\\)([a-z])\1*", r"\g<0>\1*+", pattern.removeprefix("(?:or)?"))


def _listed(language: str) -> Iterable[str]:
    """Return a list of the library, which would take as long to import as to read."""
    package = find_spec("glin_profanity")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("glin_profanity")
    path = Path(package.submodule_search_locations[0], "data", "dictionaries", f"{language}.json")
    words: list[str] = json.loads(path.read_text(encoding="utf-8"))["words"]
    return [word.casefold() for word in words]


def _any(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
