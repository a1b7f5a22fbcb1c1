"""What the names of classes mean. Numbers mean nothing by themselves."""

import re
from typing import Final

from server.decks.models import Face

Truth, Kind = Face.Truth, Face.Kind

_WORDS: Final = {
    **dict.fromkeys(("real", "reals", "authentic", "genuine", "natural", "nature", "pristine"), Truth.REAL),
    **dict.fromkeys(("ai", "fake", "fakes", "synthetic", "generated", "gan", "gans", "diffusion"), Truth.AI),
    **dict.fromkeys(("stylegan", "stylegan2", "stylegan3", "progan", "biggan"), Truth.AI),
    **dict.fromkeys(("edited", "manipulated", "tampered", "retouched", "photoshopped"), Truth.EDITED),
    **dict.fromkeys(("swap", "swaps", "swapped", "faceswap", "faceswaps"), Truth.EDITED),
}
# What stands beside them in folders' names.
_FILLERS: Final = re.compile(
    r"(?:face|image|img|picture|portrait)s?|person|people|train|training|val|valid|validation|test|testing|set|data|class"
)
_WORD = re.compile(r"[^\W\d_]+\d*|\d+")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?|true|false")


def truth_of(label: str) -> Face.Truth | None:
    """Return what a label in words means: `Real`, `0_real`, `fake-faces`. None if it is no such label."""
    words = [word for word in _WORD.findall(label.lower()) if not _FILLERS.fullmatch(word) and not word.isdecimal()]
    truths = {_WORDS.get(word) for word in words}
    return truths.pop() if len(truths) == 1 else None


def is_number(label: str) -> bool:
    """Tell whether a label is a number, or true or false, which nobody can understand."""
    return bool(_NUMBER.fullmatch(label.strip().lower()))


def kind_of(truth: Face.Truth, hint: str = "") -> Face.Kind:
    """Return how a picture came to be. `hint`: its generator's or its class's name. What is AI and no GAN is taken for
    a diffusion or similar model.
    """
    text = hint.lower()
    if truth == Truth.REAL:
        return Kind.PHOTO
    if truth == Truth.EDITED:
        return Kind.SWAP if "swap" in text else Kind.EDITED
    return Kind.GAN if "gan" in text else Kind.DIFFUSION
