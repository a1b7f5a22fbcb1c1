"""Sudden death: a wrong or missing verdict puts you out; the last one standing wins."""

import msgspec

from game.face import Truth
from game.modes.race import Race
from game.room import Score
from game.scoring import Standing


class SuddenDeath(Race):
    """Who is away in a round is out: else leaving would be a way to survive.

    A round that none of those who are there would survive puts none of them out, so that there is a last one. Alone,
    one plays until the first mistake. Who stands at the last round's end is ranked by points.
    """

    asides = True

    def admits(self, number: int) -> bool:
        """Only the first round: who came later would have survived what he never met."""
        return number == 0

    def settled(self, scores: dict[str, Score], truth: Truth, number: int) -> dict[str, Score]:
        """Put out all who did not get the truth."""
        standing = {player for player, score in scores.items() if not score.out}
        here = {player for player in standing if scores[player].trail[-1] != "."}
        wrong = {player for player in here if scores[player].trail[-1] != truth[0]}
        fallen = standing - here if wrong == here and len(standing) > 1 else standing - here | wrong
        return {
            player: msgspec.structs.replace(score, out=number + 1) if player in fallen else score
            for player, score in scores.items()
        }

    def over(self, scores: dict[str, Score]) -> bool:
        """Tell whether one is left, or none."""
        standing = sum(not score.out for score in scores.values())
        return standing == 0 or (standing == 1 and len(scores) > 1)

    def stands(self, score: Score) -> Standing:
        """Stand by how long one stood, then by points."""
        return (-score.out if score.out else float("-inf"), -score.points)
