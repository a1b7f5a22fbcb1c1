"""Practice: alone, without points to win or time to lose, as long as one likes."""

from statistics import fmean
from typing import Any

from game.difficulty import Strength, updated
from game.modes.race import Race
from game.room import RECENT, Dealing, Kind, Mode, Options, Pace, Room, Score, Scoring

SET = 20  # faces between two looks at how it goes; the next ones are chosen by what was learnt of the player
OPEN = 200.0  # points: deviation of the skill that a set begins with, so that a few answers move it
SAID = frozenset("ra")  # letters of a trail (see Score)
LONGEST = 60  # seconds after which a question looks whether anybody is still there


class Practice(Race):
    """One player, who hosts the room: each question waits for the answer, each truth for the player to go on.

    The next face is as hard as the player has shown to need. What it is, real or AI, was settled when the set was
    dealt: among the faces of that truth, the difficulty chooses.
    """

    patient = True
    spare = 3

    def onward(self, room: Room, scores: dict[str, Score]) -> dict[str, Any]:
        """Exchange the next face for the spare one of its truth that fits the player better, if there is one."""
        number = room.round + 1
        planned, skill = room.faces[number], _skill(room, scores)
        people = {group for face in room.faces for group in face.groups}
        others = (face for face in room.spare if face.truth is planned.truth and people.isdisjoint(face.groups))
        alike = (planned, *others)
        chosen = min(alike, key=lambda face: abs(face.rating - skill))  # the planned one, where several fit as well
        if chosen is planned:
            return {}
        return {
            "faces": (*room.faces[:number], chosen, *room.faces[number + 1 :]),
            "spare": tuple(planned if face is chosen else face for face in room.spare),
            "recent": (*room.recent, chosen.id)[-RECENT:],
        }


def _skill(room: Room, scores: dict[str, Score]) -> float:
    """Return what the verdicts of this set say of the player, who began as good as its faces are hard."""
    start = Strength(fmean(face.rating for face in (*room.faces, *room.spare)), OPEN)
    met = [
        (Strength(face.rating, face.deviation), float(face.truth.value[0] == letter))
        for score in scores.values()
        for face, letter in zip(room.faces, score.trail, strict=False)
        if letter in SAID
    ]
    return updated(start, met).rating


def practice_options(deck: str, faces: int) -> Options:
    """Return the options of a practice room. `faces`: how many rounds the deck can carry."""
    return Options(
        deck=deck,
        rounds=min(SET, faces),
        seconds=LONGEST,
        kind=Kind.SINGLE,
        dealing=Dealing.ADAPTIVE,
        scoring=Scoring.FRIENDLY,
        mode=Mode.PRACTICE,
        pace=Pace.HOST,
        late=False,
        seats=2,
    )


def is_practice(options: Options) -> bool:
    """Tell whether these options are of a practice room: it stays one, and no other room becomes one."""
    return options.mode is Mode.PRACTICE
