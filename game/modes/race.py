"""Race: most points win. What the other modes differ from."""

from typing import Any

from game.face import Truth
from game.room import Room, Score
from game.scoring import Standing, by_points


class Race:
    """The mode that changes nothing. All methods are pure; scores are by player."""

    seen: float | None = None  # seconds that a face is seen; None: as long as its question
    asides = False  # whether those who do not play may give verdicts for fun
    patient = False  # whether a question waits beyond its time, as long as somebody is there who may answer
    spare = 0  # faces that are dealt beside each round's, to choose from as the match goes on

    def admits(self, number: int) -> bool:  # noqa: ARG002  (others care)
        """Tell whether newcomers become players when this round opens, counted from 0."""
        return True

    def enroll(self, room: Room, newcomers: dict[str, Score]) -> dict[str, Score]:  # noqa: ARG002
        """Return the scores of those who become players now, in order of arrival, as they begin."""
        return newcomers

    def settled(self, scores: dict[str, Score], truth: Truth, number: int) -> dict[str, Score]:  # noqa: ARG002
        """Return the scores after a round, counted from 0, that has just been scored. Not asked of a skipped one."""
        return scores

    def onward(self, room: Room, scores: dict[str, Score]) -> dict[str, Any]:  # noqa: ARG002
        """Return what changes of the faces still to come, after a round that is not the last has been scored."""
        return {}

    def over(self, scores: dict[str, Score]) -> bool:  # noqa: ARG002
        """Tell whether the match is decided before its last round."""
        return False

    def stands(self, score: Score) -> Standing:
        """Return what a score is ranked by."""
        return by_points(score)
