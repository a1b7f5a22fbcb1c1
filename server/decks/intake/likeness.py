"""Tells near-duplicates: a perceptual hash, and an index of those that are known."""

from collections.abc import Iterable

from PIL import Image


def likeness(picture: Image.Image) -> str:
    """Return a difference hash of 64 bits: 16 hex digits."""
    small = list(picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (small[9 * row + column] < small[9 * row + column + 1])
    return f"{bits:016x}"


class Likenesses:
    """Knows which hashes have been seen."""

    def __init__(self, known: Iterable[str]) -> None:
        """Begin with those that are known."""
        self._known = set(known)

    def near(self, likeness: str) -> bool:
        """Tell whether a picture that is nearly the same has been seen."""
        return likeness in self._known

    def add(self, likeness: str) -> None:
        """Remember one more."""
        self._known.add(likeness)
