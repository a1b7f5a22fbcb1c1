"""The lists of rude words, from two kept libraries, read at the first name.

English has patterns that know where a word begins and ends (pyobscenity). Other languages have plain lists
(glin-profanity), English among them for what the patterns lack: they count for whole words, and in writing without
spaces for parts of the text. Its lists of words that mostly mean something harmless are left out.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from server.players.innocent import FAMILY, FIRST, PARTS, UNSPACED_PARTS, WORDS
from server.players.lookalikes import plain

SPACED = ("english", "spanish", "french", "german", "polish", "russian")
SHORTEST = 4  # letters of a listed word; shorter ones are too often somebody's name
UNSPACED = ("chinese", "korean")
SHORTEST_UNSPACED = 2
ENDINGS = "(?:s|y|ed|er|ers|in|ing)?"


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is rude within English text, in small letters, and what is rude as the whole."""
    from pyobscenity.english_preset import english_dataset  # noqa: PLC0415 - its import takes 50 ms

    rude = "|".join({term["pattern"].as_regex() for term in english_dataset.build()["blacklisted_terms"]})
    return re.compile(rude), re.compile(f"(?:{rude}){ENDINGS}")


@cache
def innocent() -> re.Pattern[str]:
    """Return what is taken out of English text before the patterns look at it."""
    from pyobscenity.english_preset import english_dataset  # noqa: PLC0415

    listed = {term["pattern"] for term in english_dataset.build()["whitelisted_terms"]}
    family = "|".join(rf"\b{name}\b" for name in FAMILY)
    return re.compile(f"{_any({*listed, *PARTS}).pattern}|{family}")


@cache
def words() -> frozenset[str]:
    """Return the words, and sayings without their spaces, that are rude on their own."""
    listed = {"".join(filter(str.isalnum, plain(word))) for language in SPACED for word in _listed(language)}
    return frozenset(word for word in listed if len(word) >= SHORTEST) - WORDS - FIRST


@cache
def parts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is rude as a part of text without spaces, and what is taken out before."""
    listed = {word for language in UNSPACED for word in _listed(language)}
    long = {word for word in listed if len(word) >= SHORTEST_UNSPACED and not word.isascii() and not word[0].isdigit()}
    return _any(long), _any(UNSPACED_PARTS)


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
