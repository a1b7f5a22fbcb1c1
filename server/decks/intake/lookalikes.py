"""An index of the faces that are known, by what they look like: which of them are near to a picture."""

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from server.decks.intake.likeness import BITS
from server.decks.models import Face

NEAR = 15  # bits in which two hashes of one photograph differ at most
LATEST = 8192  # hashes that are compared one by one before they are sorted in

# Hashes within NEAR agree, but for one bit, in one of eight bands of four bytes (eight times two is more than NEAR).
# A band's key is one half of it XOR the other: a bit that differs changes a bit of the key, and what faces have
# in common spreads. So what is near is found under the key or under one that differs in a bit.
BANDS = 8
KEYS = 1 << 16
FLIPS = np.array([0, *(1 << bit for bit in range(16))], np.int64)

Rows = npt.NDArray[np.uint64]

# A row of what is known: a hash, an id, a truth.
HASH = BITS // 64
COLUMNS = HASH + 2 + 1
TRUTHS = tuple(Face.Truth)


class Known(NamedTuple):
    """A face and what it looks like. `likeness`: as the function of this name returned it; `id`: 32 hex digits."""

    likeness: str
    id: str
    truth: Face.Truth


class Likenesses:
    """The faces that are known. A million take 90 MB; to look one up takes half a millisecond."""

    def __init__(self, known: Iterable[Known]) -> None:
        """Begin with those that are known."""
        self._sort(np.frombuffer(b"".join(map(_packed, known)), np.uint64).reshape(-1, COLUMNS))

    def near(self, likeness: str) -> list[Known]:
        """Return the known faces whose hashes differ in no more than NEAR bits from this one."""
        row = np.frombuffer(bytes.fromhex(likeness), np.uint64)
        near = _near(self._latest[: self._count], row)
        keys = _keys(row[None])[:, :1] ^ FLIPS
        begins = np.take_along_axis(self._starts, keys, 1).ravel().tolist()
        ends = np.take_along_axis(self._starts, keys + 1, 1).ravel().tolist()
        bands = chain.from_iterable([order] * len(FLIPS) for order in self._orders)
        found = [order[begin:end] for order, begin, end in zip(bands, begins, ends, strict=True) if begin < end]
        if found:
            near += _near(self._rows.take(np.unique(np.concatenate(found)), 0), row)
        return near

    def add(self, known: Known) -> None:
        """Remember one more."""
        self._latest[self._count] = np.frombuffer(_packed(known), np.uint64)
        self._count += 1
        if self._count == LATEST:
            self._sort(np.concatenate([self._rows, self._latest]))

    def _sort(self, rows: Rows) -> None:
        """Keep rows, and for each band their numbers sorted by key, and where each key begins."""
        self._rows = rows
        self._latest: Rows = np.empty((LATEST, COLUMNS), np.uint64)
        self._count = 0
        self._orders = np.empty((BANDS, len(rows)), np.int32)
        self._starts = np.zeros((BANDS, KEYS + 1), np.int32)
        for band, keys in enumerate(_keys(rows[:, :HASH])):
            self._orders[band] = np.argsort(keys, kind="stable")  # of 16 bits: a radix sort
            np.cumsum(np.bincount(keys, minlength=KEYS), out=self._starts[band, 1:])


def known_faces(faces: QuerySet[Face]) -> Iterator[Known]:
    """Yield what faces look like, of those of which that is known."""
    rows = faces.exclude(likeness="").order_by().values_list("likeness", "id", "truth")
    return (Known(likeness, face, Face.Truth(truth)) for likeness, face, truth in rows.iterator())


def _packed(known: Known) -> bytes:
    return bytes.fromhex(known.likeness + known.id) + TRUTHS.index(known.truth).to_bytes(8, sys.byteorder)


def _near(rows: Rows, row: Rows) -> list[Known]:
    """Return those of some rows that are near to a hash."""
    near = rows[np.bitwise_count(rows[:, :HASH] ^ row).sum(1, np.uint16) <= NEAR]
    return [Known(one[:HASH].tobytes().hex(), one[HASH:-1].tobytes().hex(), TRUTHS[one[-1]]) for one in near]


def _keys(rows: Rows) -> npt.NDArray[np.uint16]:
    """Return the keys of hashes: bands by hashes."""
    octets = np.ascontiguousarray(rows).view(np.uint8).reshape(-1, 4, BANDS)
    halves = (octets[:, :2] ^ octets[:, 2:]).astype(np.uint16)
    return np.asarray(halves[:, 0].T << 8 | halves[:, 1].T)
