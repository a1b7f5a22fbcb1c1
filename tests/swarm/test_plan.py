"""The command's options become a plan, or one clear sentence."""

import argparse
from typing import Any

import pytest

from game.room import Board, Kind, Mode, Pace, Scoring
from server.swarm.plan import add_arguments, plan_of


def given(*words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return vars(parser.parse_args(["--url", "http://127.0.0.1:8000", *words]))


def test_the_defaults_make_a_plan() -> None:
    plan = plan_of(given())
    assert (plan.players, plan.rooms, plan.options.rounds, plan.options.seconds) == (20, 2, 5, 4)
    assert plan.timeout > 5 * (4 + 2)


def test_players_and_addresses_are_spread_evenly() -> None:
    plan = plan_of(given("--url", "http://a:1/, https://b:2", "--players", "11", "--rooms", "3"))
    assert [plan.party(room) for room in range(3)] == [4, 4, 3]
    assert [plan.address(number) for number in range(3)] == ["http://a:1", "https://b:2", "http://a:1"]


def test_the_rooms_options_are_taken_over() -> None:
    plan = plan_of(given("--players", "3000", "--rooms", "2", "--scoring", "friendly", "--host-watches"))
    assert plan.options.seats == 1500
    assert plan.options.scoring is Scoring.FRIENDLY
    assert not plan.options.host_plays


def test_modes_and_what_a_host_does_are_taken_over() -> None:
    words = "--mode teams --teams 5 --kind mixed --pace host --board never --no-counts --controls --watchers 3"
    plan = plan_of(given(*words.split()))
    chosen = plan.options
    assert (chosen.mode, chosen.teams, chosen.kind) == (Mode.TEAMS, 5, Kind.MIXED)
    assert (chosen.pace, chosen.board, chosen.counts) == (Pace.HOST, Board.NEVER, False)
    assert (plan.controls, plan.watchers) == (True, 3)
    assert chosen.seconds > 2 * plan.window  # after a pause, everybody answers within the window again


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--url", "127.0.0.1:8000"], "not an address"),
        (["--url", ","], "--url is empty"),
        (["--players", "3", "--rooms", "2"], "at least two players"),
        (["--rooms", "0"], "at least two players"),
        (["--reconnects", "1.5"], "--reconnects is a share"),
        (["--missing", "-1"], "--missing is a share"),
        (["--matches", "0"], "--matches is at least 1"),
        (["--window", "4", "--seconds", "4"], "--seconds must be at least 1 s longer"),
        (["--watchers", "-1"], "--watchers is at least 0"),
        (["--controls", "--rounds", "3"], "--controls needs at least 4 rounds"),
        (["--mode", "teams", "--teams", "9"], "would not take these options"),
        (["--window", "2", "--seconds", "4", "--controls"], "longer than twice --window"),
        (["--rounds", "99"], "would not take these options"),
    ],
)
def test_what_cannot_be_played_is_said(words: list[str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        plan_of(given(*words))
