"""What chaos is asked for, and when what happens."""

import argparse

import pytest

from server.chaos.plan import HABITS, USUAL, Kind, Plan, add_arguments, plan_of
from server.chaos.schedule import QUIET, schedule


def given(*words):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return vars(parser.parse_args(words))


def test_what_is_not_said_is_as_usual():
    assert plan_of(given()) == Plan()
    assert Kind.REDIS_AWAY not in Plan().faults


def test_what_is_said_counts():
    plan = plan_of(given("--seconds=9", "--rooms=2", "--players=7", "--faults", "kill", "cut"))
    assert (plan.seconds, plan.faults) == (9, (Kind.KILL, Kind.CUT))
    assert [plan.party(room) for room in range(2)] == [4, 3]


@pytest.mark.parametrize("wrong", [["--rooms=60"], ["--rooms=0"], ["--processes=0"], ["--seconds=0"], ["--every=0"]])
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        plan_of(given(*wrong))


def test_a_seed_is_a_schedule():
    one, other = (list(schedule(Plan(seconds=200, seed=seed))) for seed in (1, 2))
    assert one == list(schedule(Plan(seconds=200, seed=1)))
    assert one != other


def test_every_kind_has_its_turn():
    planned = list(schedule(Plan(seconds=200, seed=1)))
    turn = len(set(USUAL) - HABITS)
    assert {kind for _, kind in planned[:turn]} == {kind for _, kind in planned[turn : 2 * turn]} == set(USUAL) - HABITS
    moments = [at for at, _ in planned]
    assert moments == sorted(moments)
    assert moments[0] > QUIET
    assert moments[-1] <= 200


def test_without_faults_nothing_happens():
    assert list(schedule(Plan(faults=(Kind.DOUBLE,)))) == []
