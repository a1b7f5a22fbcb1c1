"""A race, whatever happens to it."""

import pytest

from tests.game.machine import SETTINGS, RoomMachine

TestRace = RoomMachine.TestCase
TestRace.settings = SETTINGS


@pytest.mark.parametrize("seed", range(12))
def test_a_long_walk(seed):
    RoomMachine().walk(seed)
