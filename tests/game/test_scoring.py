"""Scoring: what a verdict pays, who stands where, and the signal-detection figures."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.face import Face, Truth
from game.room import Answer, Options, Score, Scoring
from game.scoring import implausible, ranked, sensitivity, settle, sit_out, stake, telling, trials
from tests.game.table import OTHER

TOOK = st.floats(0, 70)
SECONDS = st.integers(3, 60)
TRUTHS = st.sampled_from(Truth)
BET, FRIENDLY = Options(), Options(scoring=Scoring.FRIENDLY)


@pytest.mark.parametrize(
    ("took", "seconds", "streak", "points"),
    [
        (0.12, 60, 0, 999),  # 1000 at once, less what the fastest eye needs: 1000 (1 - 0.12 / 120)
        (0.12, 10, 0, 994),
        (1.0, 8, 0, 938),  # 937.5, to the even neighbour
        (3.0, 8, 0, 812),  # 812.5, to the even neighbour
        (4.0, 8, 0, 750),  # half the time
        (5.0, 10, 0, 750),
        (8.0, 8, 0, 500),  # at the end
        (60.0, 60, 0, 500),
        (8.25, 8, 0, 500),  # in the grace: no worse than the end
        (4.0, 8, 1, 825),  # heat
        (4.0, 8, 2, 900),
        (4.0, 8, 3, 975),
        (4.0, 8, 4, 1050),
        (4.0, 8, 5, 1125),
        (4.0, 8, 6, 1125),  # no hotter than + 50 %
        (4.0, 8, 50, 1125),
        (1.0, 8, 1, 1032),  # 938 x 1.1 = 1031.8
        (1.2, 8, 1, 1018),  # 925 x 1.1 = 1017.5: up
        (1.2, 8, 3, 1203),  # 925 x 1.3 = 1202.5: up
    ],
)
def test_stakes(took, seconds, streak, points):
    assert stake(took, seconds, streak) == points


@given(seconds=SECONDS, streak=st.integers(0, 50), took=st.floats(-1, 0.12))
def test_nobody_is_faster_than_the_eye(seconds, streak, took):
    assert stake(took, seconds, streak) == stake(0.12, seconds, streak)


@pytest.mark.parametrize(("took", "marked"), [(0.0, True), (0.119, True), (0.12, False), (8.0, False)])
def test_an_answer_before_the_face_can_be_seen_is_implausible(took, marked):
    assert implausible(Answer(Truth.AI, 0.0, took)) is marked


@given(took=TOOK, later=TOOK, seconds=SECONDS, streak=st.integers(0, 50))
def test_a_stake_falls_with_time_from_1000_to_500_and_rises_with_heat(took, later, seconds, streak):
    assert stake(max(took, later), seconds, streak) <= stake(min(took, later), seconds, streak)
    assert 500 <= stake(took, seconds, 0) <= 1000
    assert stake(took, seconds, streak) <= stake(took, seconds, streak + 1) <= 1500


@given(took=TOOK, truth=TRUTHS, points=st.integers(-9999, 9999), streak=st.integers(0, 50), seconds=SECONDS)
def test_guessing_is_worth_exactly_nothing(took, truth, points, streak, seconds):
    """At any speed and any heat, the two verdicts gain and lose the same."""
    options, before = Options(seconds=seconds), Score("Ann", points=points, streak=streak)
    gains = [settle(before, Answer(verdict, 0.0, took), truth, options).gained for verdict in Truth]
    assert sum(gains) == 0
    assert set(map(abs, gains)) == {stake(took, seconds, streak)}


@given(took=TOOK, truth=TRUTHS, streak=st.integers(0, 50))
def test_friendly_pays_the_same_and_costs_nothing(took, truth, streak):
    before = Score("Ann", points=5, streak=streak)
    right, wrong = Answer(truth, 0.0, took), Answer(OTHER[truth], 0.0, took)
    assert settle(before, right, truth, FRIENDLY) == settle(before, right, truth, BET)
    after = settle(before, wrong, truth, FRIENDLY)
    assert (after.gained, after.points, after.streak) == (0, 5, 0)


def test_a_right_verdict_counts_and_heats():
    after = settle(
        Score("Ann", points=100, streak=2, time=1.0, trail="a"), Answer(Truth.REAL, 9.0, 4.0), Truth.REAL, BET
    )
    assert after == Score("Ann", points=1000, streak=3, gained=900, time=5.0, trail="ar")


def test_a_wrong_verdict_costs_the_same_and_cools():
    after = settle(Score("Ann", points=100, streak=2, time=1.0, trail="a"), Answer(Truth.REAL, 9.0, 4.0), Truth.AI, BET)
    assert after == Score("Ann", points=-800, streak=0, gained=-900, time=5.0, trail="ar")


def test_silence_costs_the_streak_and_the_whole_time():
    after = settle(Score("Ann", points=100, streak=2, gained=7, time=1.0, trail="a"), None, Truth.AI, BET)
    assert after == Score("Ann", points=100, streak=0, gained=0, time=9.0, trail="a-")


@pytest.mark.parametrize(("took", "counted"), [(0.0, 0.12), (8.2, 8.0), (2.5, 2.5)])
def test_the_total_time_counts_what_the_stake_counted(took, counted):
    assert settle(Score("Ann"), Answer(Truth.AI, 0.0, took), Truth.AI, BET).time == counted


def test_who_sat_out_keeps_everything():
    before = Score("Ann", points=100, streak=2, gained=7, rank=3, time=1.0, trail="a")
    assert sit_out(before) == msgspec.structs.replace(before, gained=0, trail="a.")


def test_equal_points_share_a_rank_and_the_smaller_time_stands_first():
    scores = {
        "eve": Score("Eve", points=-5, rank=1),
        "dan": Score("Dan", points=10, time=3.0, rank=5),
        "cat": Score("Cat", points=10, time=2.0, rank=4),
        "bob": Score("Bob", points=20, time=9.0, rank=3),
        "ann": Score("Ann", points=10, time=3.0, rank=2),
    }
    order = ranked(scores)
    assert list(order) == ["bob", "cat", "ann", "dan", "eve"]
    assert [score.rank for score in order.values()] == [1, 2, 2, 2, 5]
    assert [score.was for score in order.values()] == [3, 4, 2, 5, 1]
    assert ranked({}) == {}


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2)), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_those_with_more_points(table):
    scores = {f"p{i}": Score(f"P{i}", points=points, time=float(time)) for i, (points, time) in enumerate(table)}
    order = list(ranked(scores).values())
    for score in order:
        assert score.rank == 1 + sum(other.points > score.points for other in order)
    assert order == sorted(order, key=lambda score: (-score.points, score.time))


ROUNDS = st.lists(
    st.tuples(TRUTHS, st.booleans(), st.one_of(st.none(), st.tuples(TRUTHS, TOOK))), min_size=1, max_size=20
)


@given(rounds=ROUNDS, options=st.sampled_from([BET, FRIENDLY, Options(seconds=3), Options(seconds=60)]))
def test_trials_replay_what_the_reveals_scored(rounds, options):
    score, faces, answers, gains = Score("Ann"), [], [], {}
    for number, (truth, eligible, said) in enumerate(rounds):
        faces.append(Face(str(number), truth))
        answers.append(Answer(said[0], 0.0, said[1]) if eligible and said else None)
        if eligible:
            score = settle(score, answers[-1], truth, options)
            gains[number] = score.gained
        else:
            score = sit_out(score)
    replayed = trials(score.trail, tuple(faces), answers, options)
    assert {trial.round: trial.points for trial in replayed} == gains
    assert sum(trial.points for trial in replayed) == score.points
    for trial in replayed:
        answer = answers[trial.round]
        assert (trial.verdict, trial.took) == ((answer.verdict, answer.took) if answer else (None, None))
        assert trial.right == (answer is not None and answer.verdict is faces[trial.round].truth)
        assert trial.implausible == (answer is not None and answer.took < 0.12)


def test_a_row_that_no_reveal_counted_is_not_replayed():
    stray = Answer(Truth.AI, 0.0, 1.0)
    (trial,) = trials(".-", (Face("0", Truth.AI), Face("1", Truth.AI)), [stray, stray], BET)
    assert (trial.round, trial.verdict, trial.points) == (1, None, 0)


@pytest.mark.parametrize(
    ("counts", "d_prime", "bias"),
    [
        # Bonett's R package statpsych, documentation of signal(): signal(82, 46, 100, 100), with the same correction.
        ((82, 100, 46, 100), 1.002793, -0.4019603),
        # Schneider, Short Notes on the Theory of Signal Detection, table of three subjects; the counts are chosen so
        # that the corrected rates are the rates of the table: H .70 F .10, and H .85 F .05.
        ((3, 4, 0, 4), 1.806, 0.3786),
        ((8, 9, 0, 9), 2.681, 0.3042),
        # By hand from the table of the normal distribution: z(.9) = 1.28155, z(.5) = 0, z(.3) = -0.52440.
        ((4, 4, 0, 4), 2.56310, 0.0),
        ((0, 4, 4, 4), -2.56310, 0.0),
        ((2, 4, 2, 4), 0.0, 0.0),
        ((4, 4, 4, 4), 0.0, -1.28155),  # always "AI"
        ((0, 4, 0, 4), 0.0, 1.28155),  # always "real"
        ((4, 4, 1, 4), 1.80595, -0.37857),
        ((0, 0, 0, 0), 0.0, 0.0),  # nothing seen: nothing known
    ],
)
def test_sensitivity_agrees_with_worked_examples(counts, d_prime, bias):
    """`counts`: hits, signals, false alarms, noises."""
    figures = sensitivity(*counts)
    assert figures.d_prime == pytest.approx(d_prime, abs=0.001)
    assert figures.bias == pytest.approx(bias, abs=0.001)


def test_of_many_faces_the_correction_takes_nothing():
    """Macmillan & Creelman 2005, chapters 1 and 2, recognising faces: 20 hits of 25, 10 false alarms of 25, without a
    correction d' = 1.095 and c = -0.294. At the same rates our figures approach these from below.
    """
    many = sensitivity(800_000, 1_000_000, 400_000, 1_000_000)
    assert (many.d_prime, many.bias) == pytest.approx((1.095, -0.294), abs=0.001)
    few = sensitivity(20, 25, 10, 25)
    assert 1.0 < few.d_prime < 1.095
    assert -0.294 < few.bias < -0.25


def test_of_pairs_the_ease_of_comparing_is_taken_off():
    """Macmillan & Creelman 2005, chapter 7: d' = (z(H) - z(F)) / sqrt(2) where both alternatives are in sight."""
    single, pairs = sensitivity(20, 25, 10, 25), sensitivity(20, 25, 10, 25, pairs=True)
    assert pairs.d_prime == pytest.approx(single.d_prime / 2**0.5)
    assert pairs.bias == single.bias


def test_rates_are_uncorrected_and_missing_without_faces():
    figures = sensitivity(3, 4, 0, 0)
    assert figures.hit_rate == 0.75
    assert figures.false_alarm_rate is None
    assert sensitivity(0, 0, 1, 2).hit_rate is None
    assert sensitivity(0, 0, 1, 2).false_alarm_rate == 0.5


@pytest.mark.parametrize(
    ("signals", "noises", "enough"),
    [(3, 3, True), (1, 5, True), (5, 1, True), (0, 0, False), (2, 3, False), (50, 0, False), (0, 50, False)],
)
def test_six_answers_to_both_kinds_of_faces_tell_something(signals, noises, enough):
    assert telling(signals, noises) is enough


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_sensitivity_mirrors(a, b, c, d):
    """Turning every verdict around turns the signs; exchanging signal and noise turns d' alone."""
    hits, signals, alarms, noises = a, a + b, c, c + d
    figures = sensitivity(hits, signals, alarms, noises)
    contrary = sensitivity(signals - hits, signals, noises - alarms, noises)
    assert contrary.d_prime == pytest.approx(-figures.d_prime, abs=1e-9)
    assert contrary.bias == pytest.approx(-figures.bias, abs=1e-9)
    exchanged = sensitivity(alarms, noises, hits, signals)
    assert exchanged.d_prime == pytest.approx(-figures.d_prime, abs=1e-9)
    assert exchanged.bias == pytest.approx(figures.bias, abs=1e-9)
