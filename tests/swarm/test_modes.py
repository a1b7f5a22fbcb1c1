"""A class of thirty simulated phones plays each mode to the end, with every kind of question, and nobody complains."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import copy_prepared, playing
from tests.swarm.command import at_once, planned

CLASS = 30
ROUNDS = 4
KINDS = ("single", "pair", "mixed")


@pytest.fixture(scope="module")
def server(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One `play`. Yields its address."""
    with playing(copy_prepared(prepared_data, tmp_path_factory.mktemp("modes") / "data")) as one:
        yield one.url


async def played(url: str, *plans: str) -> list[dict[str, Any]]:
    """Play with a class for each plan, all at once; every one must come to its end without a complaint."""
    usual = ["--url", url, "--players", str(CLASS), "--rooms", "1", "--rounds", str(ROUNDS), "--window", "0.5"]
    figures = await at_once([planned(*usual, *words.split()) for words in plans])
    for one, words in zip(figures, plans, strict=True):
        assert (one["errors"], one["complaints"], one["finished"]) == (0, [], 1), words
    return figures


async def test_a_race(server: str) -> None:
    single, pair, mixed = await played(
        server,
        "--kind single --scoring bet --pictures 0.2 --watchers 4 --reconnects 0.1",
        "--kind pair --scoring friendly --pictures 0.2 --watchers 2 --board never",
        "--kind mixed --scoring bet --no-counts --host-watches",
    )
    assert (single["rounds"], pair["rounds"], mixed["rounds"]) == (ROUNDS, ROUNDS, ROUNDS)
    assert (single["pairs"], pair["pairs"], 0 <= mixed["pairs"] <= ROUNDS) == (0, ROUNDS, True)
    assert single["answers"] >= 0.9 * CLASS * ROUNDS  # some may come back just as a round ends
    assert (pair["answers"], mixed["answers"]) == (CLASS * ROUNDS, (CLASS - 1) * ROUNDS)
    # What all are told, to each who looks on: welcome, house, pictures, countdown, questions, reveals, podium.
    assert pair["onlooking"] >= 2 * (3 + 3 * ROUNDS)
    assert pair["pictures"] >= 2 * ROUNDS


async def test_sudden_death(server: str) -> None:
    figures = await played(
        server,
        "--mode sudden_death --rounds 8 --pace host --kind single --scoring bet --watchers 2",
        "--mode sudden_death --rounds 8 --pace host --kind pair --scoring friendly",
        "--mode sudden_death --rounds 8 --pace host --kind mixed --board fifth --doubles 1",
    )
    for one in figures:
        assert 1 <= one["rounds"] <= 8
        assert one["asides"] > 0  # who is out goes on for fun
        assert CLASS < one["answers"] <= CLASS * one["rounds"]


async def test_teams(server: str) -> None:
    figures = await played(
        server,
        "--mode teams --teams 2 --kind single --scoring friendly",
        "--mode teams --teams 5 --kind pair --scoring bet --watchers 2",
        "--mode teams --teams 8 --kind mixed --pace host --board fifth --matches 2",
    )
    assert [one["rounds"] for one in figures] == [ROUNDS, ROUNDS, 2 * ROUNDS]
    assert [one["answers"] for one in figures] == [CLASS * one["rounds"] for one in figures]


async def test_glimpse(server: str) -> None:
    figures = await played(
        server,
        "--mode glimpse --kind single --scoring bet --reconnects 0.1",
        "--mode glimpse --kind pair --scoring friendly --watchers 2",
        "--mode glimpse --kind mixed --pace host",
    )
    assert [one["rounds"] for one in figures] == [ROUNDS] * len(KINDS)


async def test_a_host_who_uses_every_control(server: str) -> None:
    figures = await played(
        server,
        "--controls --watchers 2 --seed 1",
        "--controls --mode sudden_death --kind mixed --rounds 8 --seed 2",
        "--controls --mode teams --kind pair --pace host --matches 2 --seed 3",
    )
    every = {"pause", "skip", "lock", "hand over", "play along"}
    for one in (figures[0], figures[2]):
        assert set(one["controls"]) - {"end"} == every
        assert one["controls"]["pause"] >= 3
    used = {control for one in figures for control in one["controls"]}
    assert used == every | {"end"}
    assert sum(one["refused"].get("paused", 0) for one in figures) > 0
