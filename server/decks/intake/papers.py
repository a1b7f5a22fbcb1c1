"""What a data set says of one of its pictures, and what it says no word of."""

from dataclasses import dataclass

from server.decks.models import Face


@dataclass(frozen=True, slots=True)
class Papers:
    """Where a picture comes from and what it shows. Empty or None: the data set does not say.

    `group`: who is in it, so that a match shows nobody twice; `pair`: what the pictures made from one photograph share.
    `non_commercial`: its licence allows no commercial use. `age` in years.
    """

    truth: Face.Truth
    kind: Face.Kind
    source: str
    licence: str
    generator: str = ""
    credit: str = ""
    non_commercial: bool = False
    group: str = ""
    pair: str = ""
    age: int | None = None
    gender: str = ""
    race: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """A file that is not taken. `reason`: a stable code, as in the tally; an empty one is not worth counting."""

    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A picture on its way in. `name`: its path inside its source."""

    name: str
    papers: Papers
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that its source or its layout does not take, with the reason's code."""

    name: str
    reason: str
