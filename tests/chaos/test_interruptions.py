"""For how long a player saw nothing, and which fault is to blame."""

from msgspec.structs import replace

from game.room import GRACE, PATIENCE
from game.views import Countdown, Question, Sealed
from server.chaos.interruptions import Fault, Interruption, joined, longest
from server.chaos.waiting import Waiting

SEALED = Sealed("m", 0, "c")
ASKED = Question(v=3, round=0, of=3, sealed=SEALED, key="", opened=1010.0, deadline=1013.0, players=2)


class Watched:
    """What a player waited for, with a clock that is ten seconds ahead of the server's."""

    def __init__(self):
        self.noted = []
        self.waiting = Waiting(self.noted.append)
        self.waiting.player = "ann"
        self.waiting.welcomed(1000.0, 1010.0)

    @property
    def seconds(self):
        return [(round(each.seconds, 6), each.what) for each in self.noted]


def test_without_a_connection():
    ann = Watched()
    ann.waiting.lost(1020.0)
    ann.waiting.lost(1021.0)  # it is gone already
    ann.waiting.welcomed(1013.0, 1023.0)
    assert ann.seconds == [(3.0, "connection")]


def test_without_the_end_of_a_phase():
    ann = Watched()
    ann.waiting.shown(Countdown(v=2, of=3, opens=1003.0, sealed=SEALED), 1010.0)
    ann.waiting.shown(ASKED, 1013.0 + PATIENCE)  # in time
    ann.waiting.shown(replace(ASKED, v=4, round=1), 1023.0 + GRACE + 2)
    assert ann.seconds == [(2.0, "phase")]


def test_without_a_word_on_an_answer():
    ann = Watched()
    ann.waiting.asked(0, 1020.0)
    ann.waiting.asked(0, 1021.5)  # again
    ann.waiting.settled(0, 1022.0)
    ann.waiting.settled(0, 1023.0)
    assert ann.seconds == [(2.0, "answer")]


def test_not_while_the_player_is_to_blame():
    ann = Watched()
    ann.waiting.lost(1020.0)
    ann.waiting.excuse(1025.0)
    ann.waiting.excuse(1024.0)
    ann.waiting.welcomed(1016.0, 1026.0)
    assert ann.seconds == [(1.0, "connection")]


def test_what_overlaps_is_one():
    found = [Interruption("ann", 1, 3), Interruption("bob", 1, 2), Interruption("ann", 2, 5), Interruption("ann", 6, 7)]
    assert [(each.player, each.began, each.ended) for each in joined(found)] == [
        ("ann", 1, 5),
        ("ann", 6, 7),
        ("bob", 1, 2),
    ]


def test_the_longest_of_each_kind_is_told():
    faults = [
        Fault("kill", 10, 12),
        Fault("cut", 20, 21, frozenset({"bob"})),
        Fault("stop", 30, 33),
        Fault("kill", 32, 34),
    ]
    found = [
        Interruption("ann", 10.1, 10.5),
        Interruption("bob", 11, 12.25),
        Interruption("ann", 20, 20.2),  # it was bob who was cut
        Interruption("bob", 20.1, 20.4),
        Interruption("ann", 31, 33.5),
    ]
    assert longest(found, faults) == {"kill": 1.25, "other": 0.2, "cut": 0.3, "several": 2.5}
