"""A connection's lag: measured by the server, never made smaller by a client's doing, and forgiven in answers."""

import pytest

from game.room import SEATS, Phase
from server.rooms.codes import CloseCode
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.roundtrip import INTERVAL, RECENT, SILENCE, RoundTrip
from server.rooms.runtime import Runtime
from tests.game.table import at
from tests.rooms.moments import Wall
from tests.rooms.people import Client, Ear
from tests.rooms.stored import seat


class Handle:
    cancelled = False

    def cancel(self):
        self.cancelled = True


class Hands:
    """A loop whose time a test turns."""

    def __init__(self):
        self.now = 0.0
        self._timers = []

    def time(self):
        return self.now

    def call_later(self, wait, call):
        handle = Handle()
        self._timers.append((self.now + wait, call, handle))
        return handle

    def turn(self, seconds):
        """Let time pass, and call what comes due, in order."""
        end = self.now + seconds
        while due := [timer for timer in self._timers if timer[0] <= end]:
            timer = min(due, key=lambda timer: timer[0])
            self._timers.remove(timer)
            self.now = timer[0]
            if not timer[2].cancelled:
                timer[1]()
        self.now = end


class Line:
    """One connection."""

    def __init__(self):
        self.ear = Ear()
        self.trip = RoundTrip(self.ear)
        self.hands = self.trip._loop = Hands()

    @property
    def last(self):
        return self.ear.heard[-1]["n"]

    def measure(self, seconds):
        """Answer the ping that is out after so many seconds, and go on to the next one."""
        self.hands.turn(seconds)
        self.trip.pong(self.last)
        asked = self.last
        while self.last == asked:
            self.hands.turn(0.01)


@pytest.fixture
async def line():
    line = Line()
    line.trip.begin()
    return line


async def test_who_goes_silent_is_closed(line):
    assert -(-SILENCE // INTERVAL) * INTERVAL <= 30, "half-open sockets are to be found within half a minute"
    line.hands.turn(SILENCE)
    assert (line.ear.closed, len(line.ear.heard)) == (None, 1)
    line.hands.turn(INTERVAL)
    assert line.ear.closed == CloseCode.SILENT


async def test_silence_counts_from_the_last_answer(line):
    for _ in range(8):
        line.measure(0.1)
    assert line.hands.now > SILENCE
    assert line.ear.closed is None
    line.hands.turn(SILENCE - INTERVAL - 1)
    assert line.ear.closed is None
    line.hands.turn(INTERVAL + 1)
    assert line.ear.closed == CloseCode.SILENT


async def test_who_has_left_is_pinged_no_more(line):
    line.trip.end()
    line.hands.turn(10 * SILENCE)
    assert (len(line.ear.heard), line.ear.closed) == (1, None)


async def test_pings_are_dense_at_first(line):
    times = [line.hands.now]
    for _ in range(5):
        line.measure(0.0)
        times.append(line.hands.now)
    assert times == pytest.approx([0.0, 0.5, 1.0, 2.0, 12.0, 22.0], abs=0.1)


async def test_the_smallest_recent_round_trip_is_the_lag(line):
    assert line.trip.lag == 0.0
    line.measure(0.2)
    assert line.trip.lag == pytest.approx(0.2)
    line.measure(0.05)
    line.measure(0.3)
    assert line.trip.lag == pytest.approx(0.05)
    for _ in range(RECENT):
        line.measure(0.25)
    assert line.trip.lag == pytest.approx(0.25), "the quick one is long ago"


async def test_other_numbers_mean_nothing(line):
    for n in (0, line.last - 1, line.last + 1, -1):
        line.trip.pong(n)
    assert line.trip.lag == 0.0
    line.hands.turn(0.2)
    line.trip.pong(line.last)
    line.hands.turn(0.2)
    line.trip.pong(line.last)
    assert line.trip.lag == pytest.approx(0.2), "twice is once"


async def test_nothing_new_is_asked_before_an_answer(line):
    line.hands.turn(1.2)  # two more pings would have been due
    assert len(line.ear.heard) == 1
    line.trip.pong(1)
    assert line.trip.lag == pytest.approx(1.2)


async def test_an_answer_is_quicker_by_the_lag():
    room = at(Phase.QUESTION).room
    wall = Wall(room.opened + 1.0)
    runtime = Runtime(MemoryStore(Memory(wall.now)))
    await runtime.clock.set()
    await runtime.store.commit(None, room)
    await runtime.store.record(room, SEATS, [seat("ann"), seat("bob")], announce=False)
    runtime.clock = wall
    near, far = Client(runtime, "BCDF", cookie="ann"), Client(runtime, "BCDF", cookie="bob")
    for client, lag in ((near, 0.0), (far, 0.2)):
        await client.join()
        client.session._trip._recent.clear()
        client.session._trip._recent.append(lag)
        await client.answer(0)
    assert (await near.next("ack"))["took"] == pytest.approx(1.0)
    assert (await far.next("ack"))["took"] == pytest.approx(0.8)
    near.leave()
    far.leave()
    await runtime.stop()
