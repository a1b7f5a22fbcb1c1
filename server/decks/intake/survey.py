"""One look over all names of a source: what it is recognised by. Bounded in memory, however many names there are."""

import posixpath
import random
from bisect import insort
from collections.abc import Iterable
from typing import Final

from server.decks.intake.sources import Entry

# What is taken for a picture by its name; what it really is, its bytes say. The last line is of formats that are
# refused, and so are counted.
PICTURES: Final = frozenset((".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")) | {
    *(".pgm", ".ppm"),
    *(".avif", ".heic", ".heif", ".jp2", ".jxl", ".svg"),
}
TABLES: Final = frozenset((".csv", ".json", ".jsonl"))

SAMPLE = 2_000  # pictures
MOST_TABLES = 500


class Survey:
    """What a source holds, by its names alone.

    `files`, `pictures`: how many there are. `sample`: up to 2,000 names of pictures, drawn evenly over all, the same
    ones each time. `tables`: names of CSV and JSON files, the shallowest 500 of them.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Look at all of these names; `look` at each that is met later."""
        self.files = self.pictures = 0
        self.sample: list[str] = []
        self.tables: list[str] = []
        # Fixed, so that a source is always recognised as the same.
        self._chance = random.Random(0)  # noqa: S311
        for entry in entries:
            self.look(entry)

    def look(self, entry: Entry) -> None:
        """Look at one more."""
        name = entry.name
        self.files += 1
        if entry.refused:
            return
        suffix = posixpath.splitext(name)[1].lower()
        if suffix in TABLES:
            insort(self.tables, name, key=lambda table: (table.count("/"), table))
            del self.tables[MOST_TABLES:]
        if suffix in PICTURES:
            self._draw(name)

    def _draw(self, name: str) -> None:
        """Keep each of the pictures seen so far with the same chance (Vitter 1985, algorithm R)."""
        self.pictures += 1
        if len(self.sample) < SAMPLE:
            self.sample.append(name)
        elif (place := int(self._chance.random() * self.pictures)) < SAMPLE:
            self.sample[place] = name
