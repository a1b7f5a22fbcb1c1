"""A face that can be dealt: its truth and where it comes from. Not its picture: the rules never see one."""

import enum

import msgspec


class Truth(enum.StrEnum):
    """What a face is, and so also what a player can say of it."""

    REAL = "real"
    AI = "ai"


def opposite(truth: Truth) -> Truth:
    """Return the other truth."""
    return Truth.AI if truth is Truth.REAL else Truth.REAL


class Face(msgspec.Struct, frozen=True, array_like=True):
    """One face of a deck. `groups` names the people in it, and the photograph that it was made from: a match shows
    each of these once while the deck allows it.

    `rating`, `deviation`: how hard it is to tell (see game.difficulty). No client is told: in one class they may run
    higher than in the other.
    """

    id: str
    truth: Truth
    groups: tuple[str, ...] = ()
    kind: str = ""
    generator: str = ""
    source: str = ""
    licence: str = ""
    credit: str = ""
    non_commercial: bool = False
    rating: float = 1500.0
    deviation: float = 350.0
