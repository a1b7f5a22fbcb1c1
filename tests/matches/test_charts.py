"""Marks of charts lie where the figures say, and none beside the chart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.matches.charts.curve import curve
from server.matches.charts.frame import step_of
from server.matches.charts.scatter import scatter
from server.matches.charts.square import square
from server.matches.charts.times import times_chart
from server.matches.eye import Eye
from server.matches.learning_curve import Block
from server.matches.models import Round, Trial
from server.matches.own_report import FaceOfMine
from server.matches.player_lines import Answered

COUNTS = st.integers(0, 40)


def eyes() -> st.SearchStrategy[Eye]:
    rows = st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)
    return rows.map(lambda row: Eye(min(row[:2]), max(row[:2]), min(row[2:]), max(row[2:])))


def face(number: int, took: int | None, *, right: bool = True, mean: float | None = None) -> FaceOfMine:
    trial = Trial(verdict="" if took is None else "ai", right=right and took is not None, took=took, points=0)
    return FaceOfMine(Answered(Round(number=number), trial), None, mean, ())


def block(after: int, until: int, right: int) -> Block:
    return Block(after, until, right, Eye())


@given(st.floats(0.01, 1e6), st.integers(1, 10))
def test_a_step_is_round_and_divides_into_few_parts(most: float, ticks: int) -> None:
    step = step_of(most, ticks)
    assert most <= step * ticks * 1.000001
    assert f"{step:e}"[0] in "125"
    assert step <= 0.001 or most > step * ticks / 2.6


def test_bars_are_as_high_as_their_answers_took() -> None:
    chart = times_chart([face(0, 2000), face(1, 4000, mean=2000), face(2, None), face(3, 8000, right=False)])
    heights = [bar.height for bar in chart.bars]
    assert heights[1] == pytest.approx(2 * heights[0], abs=1)
    assert heights[3] == pytest.approx(4 * heights[0], abs=1)
    assert heights[2] == 0
    assert [bar.outcome.value for bar in chart.bars] == ["right", "right", "silent", "wrong"]
    assert chart.bars[1].mean == chart.bars[0].y
    assert [tick.text for tick in chart.ticks] == ["0", "2", "4", "6", "8"]


@pytest.mark.parametrize("rounds", [0, 1, 10, 50])
def test_any_number_of_rounds_fits(rounds: int) -> None:
    chart = times_chart([face(number, 60_000 if number % 3 else None, mean=90_000) for number in range(rounds)])
    for bar in chart.bars:
        assert 72 <= bar.x < bar.x + bar.width <= chart.width
        assert 0 <= bar.mark <= bar.y <= bar.y + bar.height == chart.ground or bar.height == 0
    assert sum(bar.labelled for bar in chart.bars) <= 12


def test_the_square_has_chance_on_its_diagonal() -> None:
    chart = square([("me", "", Eye(3, 4, 1, 4)), ("machine", "HAL", Eye(0, 5, 5, 5)), ("room", "", Eye(1, 1, 0, 0))])
    assert chart is not None
    assert [dot.who for dot in chart.dots] == ["me", "machine"]  # the room has met no real face
    me, machine = chart.dots
    assert (me.x - chart.left, chart.ground - me.y) == (100, 300)
    assert (machine.x, machine.y) == (chart.right, chart.ground)
    assert square([("me", "", Eye(1, 1, 0, 0))]) is None


def test_a_curve_rises_with_its_answers() -> None:
    chart = curve([block(0, 10, 5), block(10, 20, 7), block(20, 32, 12)])
    assert chart is not None
    assert [point.y for point in chart.points] == sorted((point.y for point in chart.points), reverse=True)
    assert chart.points[0].y == chart.chance
    assert chart.points[-1].y == chart.ticks[-1].at
    assert chart.line.split()[0] == f"{chart.points[0].x},{chart.points[0].y}"
    assert curve([block(0, 12, 6)]) is None


@given(st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1)), min_size=2, max_size=30))
def test_a_curve_stays_in_its_frame(rows: list[tuple[int, float]]) -> None:
    blocks, after = [], 0
    for answers, share in rows:
        blocks.append(block(after, after + answers, round(answers * share)))
        after += answers
    chart = curve(blocks)
    assert chart is not None
    for point in chart.points:
        assert chart.left <= point.x <= chart.right
        assert chart.ticks[-1].at <= point.y <= chart.ground
    assert 1 <= len(chart.numbers) <= 5
    assert all(chart.left <= tick.at <= chart.right for tick in chart.numbers)


@given(st.lists(eyes(), min_size=2, max_size=100))
def test_a_scatter_stays_in_its_frame(found: list[Eye]) -> None:
    chart = scatter(found)
    assert chart is not None
    for dot in chart.dots:
        assert chart.left <= dot.x <= chart.right
        assert chart.top <= dot.y <= chart.ground
    assert sum(dot.late for dot in chart.dots) == len(found) // 2


def test_sharper_is_higher_and_towards_ai_is_left() -> None:
    chart = scatter([Eye(10, 20, 10, 20), Eye(18, 20, 2, 20), Eye(18, 20, 14, 20)])
    assert chart is not None
    blind, sharp, accuser = chart.dots
    assert (blind.x, blind.y) == (chart.middle, chart.guessing)
    assert sharp.y < blind.y
    assert accuser.x < sharp.x == chart.middle


@given(eyes())
def test_an_eye_counts_what_it_was_right_about(eye: Eye) -> None:
    assert eye.right == eye.hits + eye.noises - eye.false_alarms
    assert (eye.accuracy is None) == (eye.answered == 0)
