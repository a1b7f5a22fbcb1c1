"""What a swarm measures: frames and bytes of a round, how far apart players hear of it, and what processes use."""

import asyncio
import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from game.face import Truth
from game.room import Phase
from game.showing import shared
from server.rooms.protocol import Ack, Count, Ping
from server.swarm.gate import Gate
from server.swarm.meters import Meters
from server.swarm.ramp import ramp
from server.swarm.tally import Tally, milliseconds
from server.swarm.traffic import Traffic
from tests.game.table import at
from tests.swarm.command import planned


def test_of_a_round_all_counts_but_pictures_and_pings() -> None:
    traffic = Traffic()
    question, reveal = (shared(at(phase).room) for phase in (Phase.QUESTION, Phase.REVEAL))
    for at_, size in ((10.0, 300), (10.25, 300)):
        traffic.heard(0, question, size, at_)
    traffic.heard(0, Count(round=0, answered=1), 40, 11.0)
    traffic.heard(0, Ack(round=0, verdict=Truth.AI, took=1.0), 60, 11.0)
    traffic.heard(0, Ping(n=1), 20, 11.0)
    traffic.heard(0, reveal, 900, 12.0)
    assert traffic.each(traffic.frames, 2) == 2.5
    assert traffic.each(traffic.bytes, 2) == 800.0
    assert traffic.start_skews == [0.0, 0.25]
    assert traffic.reveal_skews == [0.0]


def test_rooms_are_apart_and_so_are_matches() -> None:
    traffic, question = Traffic(), shared(at(Phase.QUESTION).room)
    traffic.heard(0, question, 1, 10.0)
    traffic.heard(1, question, 1, 20.0)
    traffic.forget(0)
    traffic.heard(0, question, 1, 30.0)
    assert traffic.start_skews == [0.0, 0.0, 0.0]


def test_without_a_round_nothing_falls_to_it() -> None:
    assert Traffic().each(Traffic().frames, 0) is None


def test_joins_are_measured_from_wanting_to_come_in() -> None:
    tally = Tally()
    tally.joined(10.0, 10.5)
    tally.joined(10.0, 12.0)
    figures = tally.figures()
    assert (figures["join_ms_p99"], figures["connects_per_s"]) == (2000.0, 1.0)


def test_what_a_process_uses_is_counted_between_two_moments() -> None:
    busy = "input(); import time\nwhile time.process_time() < .2: pass\nprint('done', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        meters = Meters([process.pid])
        meters.reset()
        process.stdin.write(b"\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"done\n"
        meters.stop()
        figures = meters.figures(100)
        process.stdin.write(b"\n")
    assert 1.5 <= figures["cpu_ms_per_player_round"] <= 3.0  # 0.2 s, less what the start had used
    assert figures["rss_mb"] > 5
    assert figures["swarm_cpu_ms_per_player_round"] is not None


def test_what_its_children_have_used_counts_when_they_have_ended() -> None:
    burn = "import time\nwhile time.process_time() < .5: pass"
    family = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('done', flush=True)"
    command = [sys.executable, "-c", f"{family}; input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"done\n"
        meters = Meters([process.pid])
        meters.stop()  # without a beginning: all that was ever used
        process.stdin.write(b"\n")
    assert meters.figures(1)["cpu_ms_per_player_round"] >= 490


def test_a_process_that_ends_meanwhile_has_no_figures() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        meters = Meters([process.pid])
        meters.reset()
    meters.stop()
    assert (meters.figures(1)["cpu_ms_per_player_round"], meters.figures(1)["rss_mb"]) == (None, None)
    meters.reset()
    assert meters.figures(1)["swarm_cpu_ms_per_player_round"] is None


def test_without_processes_only_the_swarm_itself_is_measured() -> None:
    meters = Meters([])
    meters.reset()
    meters.stop()
    assert (meters.figures(1)["cpu_ms_per_player_round"], meters.figures(1)["rss_mb"]) == (None, None)


def test_a_process_that_is_not_here_is_refused() -> None:
    with pytest.raises(ValueError, match="no process"):
        Meters([os.getpid(), 2**22 + 1])


async def test_a_gate_opens_when_all_have_come_or_given_up() -> None:
    opened = []
    gate = Gate(3, lambda: opened.append(True))
    waiting = [asyncio.ensure_future(gate.pass_through()) for _ in range(2)]
    await asyncio.sleep(0)
    assert (opened, [task.done() for task in waiting]) == ([], [False, False])
    gate.leave()
    await asyncio.gather(*waiting)
    assert opened == [True]


@pytest.mark.parametrize(
    ("limit", "found", "tried"),
    [
        (350, 350, [100, 200, 400, 300, 350, 375]),
        (5000, 1000, [100, 200, 400, 800, 1000]),
        (50, 0, [100]),
    ],
)
async def test_the_largest_room_is_closed_in_on(limit: int, found: int, tried: list[int]) -> None:
    async def play(plan):
        slow = plan.players > limit
        return {"players": plan.players, "finished": 1, "ack_p99_ms": 300.0 if slow else 20.0, "errors": 0}

    said = []
    plan = planned("--url=http://127.0.0.1:1", "--players=100", "--rooms=1")
    told = await ramp(plan, play, 1000, said.append)
    assert [one["players"] for one in told["tried"]] == tried
    assert (told["largest_room"], said) == (found, told["tried"])


@pytest.mark.parametrize("trouble", [{"errors": 1}, {"finished": 0}, {"ack_p99_ms": None}])
async def test_a_room_with_trouble_is_too_large(trouble: dict[str, object]) -> None:
    async def play(plan):
        return {"players": plan.players, "finished": 1, "ack_p99_ms": 1.0, "errors": 0, **trouble}

    told = await ramp(planned("--url=http://127.0.0.1:1", "--rooms=1"), play, 1000, lambda _tried: None)
    assert told["largest_room"] == 0


def test_a_ramp_is_of_one_room() -> None:
    with pytest.raises(ValueError, match="--rooms 1"):
        planned("--url=http://127.0.0.1:1", "--ramp")


def test_rooms_of_a_ramp_have_seats_for_all() -> None:
    sizes = []

    async def play(plan):
        sizes.append((plan.players, plan.options.seats))
        return {"players": plan.players, "finished": 1, "ack_p99_ms": 1.0, "errors": 0}

    plan = replace(planned("--url=http://127.0.0.1:1", "--players=900", "--rooms=1"))
    asyncio.run(ramp(plan, play, 2000, lambda _tried: None))
    assert sizes == [(900, 1000), (1800, 1800), (2000, 2000)]


@pytest.mark.parametrize(("many", "share", "told"), [(100, 0.99, 99), (101, 0.99, 100), (100, 0.5, 50), (7, 1.0, 7)])
def test_a_quantile_is_the_smallest_delay_that_so_many_do_not_exceed(many: int, share: float, told: float) -> None:
    assert milliseconds([number / 1000 for number in range(many, 0, -1)], share) == told


def test_of_nothing_there_is_no_quantile() -> None:
    assert milliseconds([], 0.99) is None
