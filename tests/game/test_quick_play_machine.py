"""A room that runs itself, whatever happens to it: nobody commands it, bots fill it, and it starts by itself."""

import pytest

from game.bots import bot_answer
from game.room import FILLED, SELF_START, Options, Phase, answers_table
from tests.game.machine import SETTINGS, RoomMachine
from tests.game.table import BOTS


class QuickPlayMachine(RoomMachine):
    """What `whoever hosts` orders is ordered by the first player, and refused."""

    host = ""

    def fit(self, options: Options) -> Options:
        self.options = super().fit(options)
        return self.options

    def check(self):
        super().check()
        self.nobody_commands_it()
        self.bots_fill_it_and_nothing_else()
        self.a_start_is_near()

    def nobody_commands_it(self):
        room = self.room
        assert (room.host, room.owner, room.away, room.paused) == ("", "", 0.0, None)
        assert (room.locked, room.removed, room.names, room.teams) == (False, (), {}, {})
        assert not self.fleet.shelf.skipped

    def bots_fill_it_and_nothing_else(self):
        room = self.room
        bots = {player: score for player, score in room.scores.items() if score.bot}
        assert bots.keys() <= {bot.player for bot in BOTS}
        if room.phase not in {Phase.QUESTION, Phase.REVEAL}:
            return
        first = self.fleet.shelf.eligible[answers_table(room, 0)]
        assert len(bots) == max(0, FILLED - len(first - bots.keys()))
        assert bots.keys() <= first
        assert all(score.eligible for score in bots.values())
        for player in bots:
            once, again = (bot_answer(room, player, room.faces[room.round].truth) for _ in range(2))
            assert once == again
            assert 0.8 <= once.took <= room.options.seconds

    def a_start_is_near(self):
        if self.room.starts is not None:
            assert self.room.starts <= self.fleet.now + max(SELF_START)


TestQuickPlay = QuickPlayMachine.TestCase
TestQuickPlay.settings = SETTINGS


@pytest.mark.parametrize("seed", range(12))
def test_a_long_walk(seed):
    QuickPlayMachine().walk(seed)
