"""Glimpse: a race in which each face hides after two seconds."""

from game.modes.race import Race
from game.room import GLIMPSE


class Glimpse(Race):
    """The browser hides the face: a program that plays may go on looking. Scores as in a race."""

    seen = GLIMPSE
