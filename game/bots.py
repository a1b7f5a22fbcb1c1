"""Players whom the rules play themselves: their verdicts follow from the match's seed, and exist only at the reveal."""

import random

from game.face import Truth, opposite
from game.room import Answer, Room

EYES = (0.5, 0.75)  # the share of faces that bots get right: from the worst to the best


def bot_answer(room: Room, player: str, truth: Truth) -> Answer:
    """Return a bot's answer to the running question, the same whenever it is asked for."""
    eye = random.Random(f"{room.seed}/{player}").uniform(*EYES)  # noqa: S311  (bots need not surprise a cryptographer)
    rng = random.Random(f"{room.seed}/{player}/{room.round}")  # noqa: S311
    took = min(0.8 + room.options.seconds * rng.betavariate(2, 4), room.options.seconds)
    verdict = truth if rng.random() < eye else opposite(truth)
    return Answer(verdict, room.opened + took, took)
