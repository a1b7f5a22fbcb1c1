"""Glimpse, whatever happens to it: a face is seen for two seconds of running time, and all else is a race."""

from typing import ClassVar

import pytest

from game import showing
from game.room import Mode, Phase
from tests.game.machine import SETTINGS, RoomMachine


class GlimpseMachine(RoomMachine):
    """Keeps its own account of how long the clock stood in the running question."""

    always: ClassVar = {"mode": Mode.GLIMPSE}

    def __init__(self):
        super().__init__()
        self.opening, self.stood, self.stopped = None, 0.0, None

    def check(self):
        super().check()
        self.it_hides_two_seconds_after_the_opening_pauses_left_out()

    def it_hides_two_seconds_after_the_opening_pauses_left_out(self):
        room = self.room
        if room.phase is not Phase.QUESTION:
            return
        if self.opening != (room.match, room.round):
            self.opening, self.stood, self.stopped = (room.match, room.round), 0.0, None
        if self.stopped is not None and room.paused != self.stopped:  # it went on, a step ago, at this time
            self.stood += room.opened - self.known - 0.0
        self.known, self.stopped = room.opened, room.paused
        shown = showing.shared(room)
        assert shown.hides == pytest.approx(room.openings[-1] + self.stood + 2)
        assert shown.deadline - shown.hides == pytest.approx(room.options.seconds - 2)


TestGlimpse = GlimpseMachine.TestCase
TestGlimpse.settings = SETTINGS


@pytest.mark.parametrize("seed", range(12))
def test_a_long_walk(seed):
    GlimpseMachine().walk(seed)
