"""Glimpse by example: a face hides after two seconds, and the answer stays possible."""

import pytest

from game import showing
from game.room import GLIMPSE, Mode, Options
from tests.game.table import Table


def opened(mode):
    table = Table(Options(rounds=3, mode=mode))
    table.join("ann", "bob")
    table.start()
    table.open()
    return table


def test_a_face_hides_after_two_seconds():
    table = opened(Mode.GLIMPSE)
    shown = showing.shared(table.room)
    assert (shown.hides, shown.deadline) == (table.now + GLIMPSE, table.now + 8)
    table.submit("ann", took=7.0)
    table.reveal()
    race = opened(Mode.RACE)
    race.submit("ann", took=7.0)
    race.reveal()
    assert table.room.scores == race.room.scores


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode not in (Mode.GLIMPSE, Mode.PRACTICE)])
def test_in_other_modes_it_stays(mode):
    assert showing.shared(opened(mode).room).hides is showing.UNSET
