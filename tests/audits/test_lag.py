"""Equal reactions earn equal points, whatever the distance; and the audit would notice if they did not."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

from game.commands import Submit
from game.decisions import Record
from game.face import Truth
from game.room import MOST_LAG, Options
from game.scoring import settle, stake
from server.audits.lag import LINKS, compare, race, recorded
from server.audits.link import link
from server.audits.playground import playground
from server.audits.race import JITTERY, LATE, Entry, Race
from tests.audits.distance import Line, World
from tests.game.table import Table

REACTIONS = (0.4, 2.5, 0.9, 1.7, 1.2)  # seconds from seeing the face to the answer, round by round


def play(lines: dict[str, Line], world: World, seconds: int) -> Table:
    """Play a match in which everybody reacts alike, once the pings have measured."""
    table = Table(Options(rounds=len(REACTIONS), seconds=seconds))
    table.join(*lines)
    for line in lines.values():
        line.trip.begin()
    world.turn(20)
    table.start()
    for reaction in REACTIONS:
        table.open()
        opened = table.now
        for player, line in sorted(lines.items(), key=lambda item: item[1].way):
            table.now = opened + line.way + reaction + line.way
            assert isinstance(table.ask(Submit(player, table.room.round, Truth.AI, line.trip.lag)), Record)
        table.reveal()
    return table


@pytest.mark.parametrize("seconds", [3, 8])
async def test_equal_reactions_earn_equal_points(seconds):
    world = World()
    lines = {f"p{trip}": Line(world, trip / 2000) for trip in (0, *LINKS, 300)}
    scores = play(lines, world, seconds).room.scores
    assert len({score.points for score in scores.values()}) == 1
    for line in lines.values():
        assert line.trip.lag == pytest.approx(2 * line.way)


async def test_what_is_over_the_cap_is_not_forgiven():
    world = World()
    table = play({"near": Line(world, 0.0), "far": Line(world, 0.25)}, world, 8)
    rows = [table.answers(number) for number in range(len(REACTIONS))]
    assert all(row["far"].took - row["near"].took == pytest.approx(0.5 - MOST_LAG) for row in rows)
    assert all(row["far"].lag == pytest.approx(0.5) for row in rows)


async def test_who_holds_pongs_back_gains_the_cap_at_most_and_it_is_on_record():
    world = World()
    lines = {"fair": Line(world, 0.0025), "late": Line(world, 0.0025, lambda _n: 1.0)}
    table = play(lines, world, 8)
    for number, reaction in enumerate(REACTIONS):
        row = table.answers(number)
        assert row["fair"].took - row["late"].took == pytest.approx(MOST_LAG - 0.005)
        assert row["late"].lag == pytest.approx(1.005)
        assert row["fair"].took == pytest.approx(reaction)
    gained = abs(table.room.scores["late"].points) - abs(table.room.scores["fair"].points)
    assert abs(gained) <= sum(stake(0, 8, 5) - stake(MOST_LAG, 8, 5) for _ in REACTIONS)


@pytest.mark.parametrize("held", [lambda n: 1.0 if n % 2 else 0.0, lambda n: 0.0 if n == 3 else 1.0])
async def test_one_honest_pong_among_the_recent_ones_is_enough(held):
    world = World()
    lines = {"fair": Line(world, 0.04), "late": Line(world, 0.04, held)}
    table = play(lines, world, 3)
    assert table.room.scores["late"].points == table.room.scores["fair"].points


def test_quickest_is_quickest_over_any_line():
    """An answer that lag brings under the quickest eye's time scores as at that time."""
    options = Options(seconds=3)
    table = Table(options)
    table.join("ann")
    table.start()
    table.open()
    table.submit("ann", took=0.25, lag=0.3)
    answer = table.answers(0)["ann"]
    assert answer.took == 0.0
    assert settle(table.room.scores["ann"], answer, answer.verdict, options).points == stake(0.12, 3, 0)


# ---- the audit itself ------------------------------------------------------------------------------------------------
async def test_a_line_holds_both_ways_back_and_keeps_the_order():
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(100):
            writer.write(chunk)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    async with server, link(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 0.1, jitter=0.02) as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(line.rpartition(":")[2]))
        trips = []
        for number in range(3):
            began = loop.time()
            writer.write(b"%d" % number)
            assert await reader.readexactly(1) == b"%d" % number
            trips.append(loop.time() - began)
        for number in range(200):
            writer.write(b"%03d." % number)
        assert await reader.readexactly(800) == b"".join(b"%03d." % number for number in range(200))
        assert min(trips) >= 0.1 - 0.001
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()


def raced(stakes: dict[str, int]) -> Race:
    """Return a race with these stakes in each of two rounds, after a second each."""
    run = Race(8, 2, "test")
    trips = {f"{trip} ms 0": trip / 1000 for trip in (0, *LINKS)}
    run.entries = [Entry(trip, name) for name, trip in trips.items()]
    run.entries += [Entry(0.0, LATE, pong_after=1.0), Entry(0.08, JITTERY, jitter=0.04)]
    for entry in run.entries:
        run._racers[entry.name] = racer = type("", (), {})()
        racer.stakes = dict.fromkeys(range(2), stakes.get(entry.name, 900))
        racer.took = dict.fromkeys(range(2), 1.0)
    return run


def test_fair_races_are_no_mistake():
    found = compare((raced({}), raced({"80 ms 0": 1})), 1005.0)
    assert found.unfairness == {"5": 0, "80": pytest.approx(median([0, 100 * 899 / 900]), abs=0.001), "250": 0}
    assert list(compare((raced({}),), 1005.0).mistakes()) == []


@pytest.mark.parametrize(
    ("stakes", "kept", "word"),
    [
        ({"250 ms 0": 880}, 1005.0, "a line of 250 ms earns -2.22 %"),
        ({"5 ms 0": 920}, 1005.0, "a line of 5 ms earns +2.22 %"),
        ({LATE: 960}, 1005.0, "holding pongs back gained 6.67 %"),
        ({}, None, "round trip of None ms"),
        ({}, 300.0, "round trip of 300.0 ms"),
        ({f"{trip} ms 0": 0 for trip in (0, *LINKS)}, 1005.0, "cannot be compared"),
    ],
)
def test_unfair_ones_are(stakes, kept, word):
    assert any(word in sentence for sentence in compare((raced(stakes),), kept).mistakes())


def test_a_real_race(prepared_data: Path):
    """All the way: real sockets over slow lines. The bounds are those of a machine that does other things besides."""
    with playground(prepared_data) as server:
        races = asyncio.run(race(server.url, 3, each=1, lengths=(8,)))
        found = compare(races, recorded(server.data / "db.sqlite3"))
        assert found.complaints == ()
        assert all(abs(percent) < 10 for percent in found.unfairness.values()), found
        assert found.gained < found.worth + 10
        assert 1000 <= found.recorded < 3000
        with closing(sqlite3.connect(server.data / "db.sqlite3")) as database:
            lags = dict(
                database.execute(
                    "SELECT result.name, max(trial.lag) FROM matches_trial trial"
                    " JOIN matches_result result ON result.id = trial.result_id GROUP BY 1"
                )
            )
        assert lags["250 ms 0"] >= 250
        assert lags[LATE] >= 1000
