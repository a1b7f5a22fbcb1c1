"""Sudden death, whatever happens to it: who is out stays out, and as long as anybody plays, somebody stands."""

from typing import ClassVar

import pytest

from game.room import Mode, Phase, answers_table
from tests.game.machine import SETTINGS, RoomMachine
from tests.game.secrecy import faces_known

DECIDED = {Phase.REVEAL, Phase.PODIUM}


class SuddenDeathMachine(RoomMachine):
    """Keeps its own account of who fell when, from the rows."""

    always: ClassVar = {"mode": Mode.SUDDEN_DEATH}

    def __init__(self):
        super().__init__()
        self.match = ""
        self.judged = 0
        self.fallen = {}  # player -> the number of the round, from 1

    def better(self, one, other):
        """Longer is better; among those who fell together, and those who stand, points are."""
        stood = [score.out or 99 for score in (one, other)]
        return stood[0] > stood[1] if stood[0] != stood[1] else one.points > other.points

    def right(self, player, number):
        """Tell whether somebody got the truth in a round that was revealed."""
        table = answers_table(self.room, number)
        answer = self.fleet.shelf.rows(table).get(player)
        return answer is not None and answer.verdict is self.room.faces[number].truth

    def check(self):
        super().check()
        self.who_fell_is_who_did_not_get_the_truth()
        self.who_is_out_or_came_later_plays_no_more()
        self.it_ends_when_one_stands()

    def who_fell_is_who_did_not_get_the_truth(self):
        """Wrong, silent or away; but none of those there if it would be all, and nobody in a skipped round."""
        room = self.room
        if room.match != self.match:
            self.match, self.fallen, self.judged = room.match, {}, 0
        for number in range(self.judged, faces_known(room) if room.phase is Phase.REVEAL else 0):
            standing = room.scores.keys() - self.fallen.keys()
            survive = {player for player in standing if self.right(player, number)}
            if not survive and len(standing) > 1:
                survive = standing & self.fleet.shelf.eligible[answers_table(room, number)]
            if answers_table(room, number) not in self.fleet.shelf.skipped:
                self.fallen |= dict.fromkeys(standing - survive, number + 1)
            self.judged = number + 1
        if room.phase in {Phase.QUESTION, *DECIDED}:
            assert {player: score.out for player, score in room.scores.items() if score.out} == {
                player: number for player, number in self.fallen.items() if player in room.scores
            }

    def who_is_out_or_came_later_plays_no_more(self):
        room = self.room
        if room.phase is Phase.QUESTION:
            first = self.fleet.shelf.eligible[answers_table(room, 0)]
            assert room.scores.keys() <= first
            assert not any(score.out and score.eligible for score in room.scores.values())
        for player, score in room.scores.items():
            if score.out:
                assert not score.trail[score.out :].strip("."), "somebody who was out played on"
                assert player in self.fallen

    def it_ends_when_one_stands(self):
        room = self.room
        if room.phase is Phase.REVEAL and room.round + 1 < len(room.faces) and not room.removed:
            standing = [score for score in room.scores.values() if not score.out]
            assert len(standing) > 1 or len(room.scores) < 2
            assert standing or not room.scores


TestSuddenDeath = SuddenDeathMachine.TestCase
TestSuddenDeath.settings = SETTINGS


@pytest.mark.parametrize("seed", range(12))
def test_a_long_walk(seed):
    SuddenDeathMachine().walk(seed)
