"""Everything about recorded rounds as numbers and bits, a row for each round: what a classifier is given.

Generic on purpose: nothing is masked and nothing is chosen. What was received is laid out by *slots* (the second
`count` that a player was sent, the first sealed picture); of each slot there is every bit of every byte, every size
and time, every number and text of its JSON, every header.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from server.audits.classifier_text import Facts, bits_of, facts_of
from server.audits.recording import Dealt, Seen, Watched

SLOTS = 6  # things of one name that are told apart; all are counted
LONGEST = 16_384  # bytes of one thing that are laid out
PAST = 8  # last rounds of the history
HASHED = 16  # bits of a hash

Numbers = NDArray[np.float64]
Bits = NDArray[np.int8]


class Columns(msgspec.Struct):
    """`numbers`: (rounds, columns), NaN for none. `bits`: (rounds, columns), 1 and -1, 0 for none.

    Columns that are the same in all rounds are left out: they tell nothing.
    """

    numbers: Numbers
    number_names: list[str]
    bits: Bits
    bit_names: list[str]


class _Sheet:
    """Collects columns by name; `rows` in all."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._numbers: dict[str, Numbers] = {}
        self._bits: list[Bits] = []
        self._bit_names: list[str] = []

    def number(self, row: int, name: str, value: float) -> None:
        """Set one number."""
        column = self._numbers.get(name)
        if column is None:
            column = self._numbers[name] = np.full(self._rows, np.nan)
        column[row] = value

    def texts(self, name: str, texts: Mapping[int, bytes]) -> None:
        """Lay out the bits of one text for each row, from its beginning."""
        length = min(LONGEST, max(map(len, texts.values()), default=0))
        if not length:
            return
        laid = np.zeros((self._rows, length), np.uint8)
        there = np.zeros((self._rows, length), bool)
        for row, text in texts.items():
            laid[row, : len(text)] = np.frombuffer(text[:length], np.uint8)
            there[row, : len(text)] = True
        varying = np.flatnonzero((laid != laid[0]).any(axis=0) | (there != there[0]).any(axis=0))
        laid, there = laid[:, varying], there[:, varying]
        spread = np.unpackbits(laid, axis=1).astype(np.int8) * 2 - 1
        spread[~np.repeat(there, 8, axis=1)] = 0
        kept = np.flatnonzero((spread != spread[0]).any(axis=0))
        self._bits.append(spread[:, kept])
        self._bit_names += [f"{name} byte {varying[bit // 8]} bit {7 - bit % 8}" for bit in kept]

    def columns(self) -> Columns:
        """Return what was collected, without what never varies."""
        varying = {name: column for name, column in self._numbers.items() if _varies(column)}
        bits = np.hstack(self._bits) if self._bits else np.zeros((self._rows, 0), np.int8)
        numbers = np.column_stack(list(varying.values())) if varying else np.zeros((self._rows, 0))
        return Columns(numbers, list(varying), bits, self._bit_names)


def _varies(column: Numbers) -> bool:
    known = column[~np.isnan(column)]
    return 0 < len(known) < len(column) or bool(np.ptp(known))


def columns_of(dealt: Sequence[Dealt], roles: Sequence[str]) -> Columns:
    """Lay out what these roles were sent, and the history that all know."""
    sheet = _Sheet(len(dealt))
    for role in roles:
        slots: dict[str, dict[int, Seen]] = {}
        for row, one in enumerate(dealt):
            watched = one.watched[role]
            _order(sheet, row, role, watched.seen)
            for slot, seen in _slots(role, watched):
                slots.setdefault(slot, {})[row] = seen
        for slot, by_row in slots.items():
            _contents(sheet, slot, by_row)
            _among_its_kind(sheet, slot, by_row, dealt)
    _history(sheet, dealt)
    return sheet.columns()


def _slots(role: str, watched: Watched) -> Iterable[tuple[str, Seen]]:
    for kind, many in (("", watched.seen), ("context ", watched.context)):
        counts: Counter[str] = Counter()
        for seen in many:
            if counts[seen.name] < SLOTS:
                yield f"{role} {kind}{seen.name}#{counts[seen.name]}", seen
            counts[seen.name] += 1


def _order(sheet: _Sheet, row: int, role: str, seen: list[Seen]) -> None:
    """Note how many there were, when, and in which order."""
    if not seen:
        return
    start = seen[0].at
    counts: Counter[str] = Counter()
    for place, one in enumerate(seen):
        slot, number = f"{role} {one.name}#{counts[one.name]}", counts[one.name]
        counts[one.name] += 1
        if number < SLOTS:
            sheet.number(row, f"{slot} place", place)
            sheet.number(row, f"{slot} after", one.at - start)
            sheet.number(row, f"{slot} gap", one.at - seen[max(place - 1, 0)].at)
            sheet.number(row, f"{slot} left", seen[-1].at - one.at)
    for name, count in counts.items():
        sheet.number(row, f"{role} how many {name}", count)
    sheet.number(row, f"{role} how many", len(seen))
    sheet.number(row, f"{role} bytes", sum(one.size for one in seen))
    sheet.number(row, f"{role} seconds", seen[-1].at - start)


def _contents(sheet: _Sheet, slot: str, by_row: Mapping[int, Seen]) -> None:
    texts: dict[str, dict[int, bytes]] = {}
    for row, seen in by_row.items():
        facts = Facts() if seen.name == "sealed" else facts_of(seen.data)
        values: dict[str, float] = {"size": seen.size, "took": seen.took, "reads": len(seen.reads)}
        values |= {f"read {place}": size for place, size in enumerate(seen.reads[:8])}
        values |= {f"spectrum {byte}": count for byte, count in enumerate(seen.spectrum)}
        for name, value in (values | facts.numbers).items():
            sheet.number(row, f"{slot} {name}", value)
        facts.texts.setdefault("raw", seen.data)
        facts.texts["hash"] = bits_of(seen.data)
        for name, text in facts.texts.items():
            texts.setdefault(name, {})[row] = text
    for name, rows in texts.items():
        sheet.texts(f"{slot} {name}", rows)


def _among_its_kind(sheet: _Sheet, slot: str, by_row: Mapping[int, Seen], dealt: Sequence[Dealt]) -> None:
    """Note how many of the same kind are smaller: a pair is twice as long, and that would hide a byte."""
    sizes: dict[bool, list[int]] = {}
    for row, seen in by_row.items():
        sizes.setdefault(bool(dealt[row].partner), []).append(seen.size)
    for row, seen in by_row.items():
        alike = sizes[bool(dealt[row].partner)]
        sheet.number(row, f"{slot} size among its kind", sum(size < seen.size for size in alike) / len(alike))


def _history(sheet: _Sheet, dealt: Sequence[Dealt]) -> None:
    faces: dict[int, dict[int, bytes]] = {}
    for row, one in enumerate(dealt):
        match = one.earlier[len(one.earlier) - one.played :]
        values: dict[str, Any] = {
            "round": one.round,
            "clock": one.clock,
            "second of the day": one.clock % 86_400,
            "second": one.clock % 60,
            "fraction of a second": one.clock % 1,
            "since": one.since,
            "match AI": sum(past.ai for past in match),
            "match lead": sum(1 if past.ai else -1 for past in match),
            "room AI": sum(past.ai for past in one.earlier),
            "room lead": sum(1 if past.ai else -1 for past in one.earlier),
            "room rounds": len(one.earlier),
            "run": _run([past.ai for past in one.earlier]),
        }
        for back, past in enumerate(reversed(one.earlier[-PAST:]), 1):
            values[f"truth {back} ago"] = past.ai
            faces.setdefault(back, {})[row] = past.face.encode()
        for name, value in values.items():
            sheet.number(row, f"history {name}", float(value))
    for back, rows in faces.items():
        sheet.texts(f"history face {back} ago", rows)


def _run(truths: list[bool]) -> int:
    """Return how many times the last truth came in a row; negative for real."""
    length = 0
    for truth in reversed(truths):
        if truth is not truths[-1]:
            break
        length += 1
    return length if truths and truths[-1] else -length
