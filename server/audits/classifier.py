"""Guesses the truth from all that was received, and says how well, by a rule fixed beforehand.

The rooms, shuffled, are cut into BLOCKS. The classifier learns from the first, guesses the second, learns from both,
guesses the third, and so on: no round is guessed by somebody who has seen anything of its room. Only from earlier to
later, as where all blocks teach each other every pair of rounds counts twice: the interval would be too narrow (seen
with fives of folds: half as wide again was needed). This way, where nothing leaks, the hits are a martingale's steps.

A guess is the mean of three probabilities:

1. boosted trees over all numbers (sizes, times, counts, order, history),
2. a logistic regression over the BEST columns of all, bits of bytes included,
3. boosted trees over the same BEST columns.

The best are those that go best with the truth among the rounds that are learnt from (rank correlation).
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from server.audits.classifier_columns import Columns

BEST = 64
BLOCKS = 6
RESAMPLED = 4000  # times
STEPS = 200  # of ranks: many more only cost time
BLOCK = 4096  # columns at once
MISSING = "The leak audit needs scikit-learn, a development dependency: `pip install -r requirements-dev.txt`."

Matrix = NDArray[np.float32]
Row = NDArray[np.float64]


class Score(msgspec.Struct, frozen=True):
    """Balanced accuracy (0.5 is chance) and its interval."""

    accuracy: float
    low: float
    high: float


def guesses(columns: Columns, ai: Sequence[bool], rooms: Sequence[int], seed: int) -> Row:
    """Return for each round how likely it is AI, as learnt from rooms before it; NaN in the first block.

    Raises RuntimeError without scikit-learn.
    """
    truths, groups = np.asarray(ai, bool), np.asarray(rooms)
    numbers = _ranked(columns.numbers)
    with_gaps = np.where(np.isnan(columns.numbers), np.nan, numbers)
    probable = np.full(len(truths), np.nan)
    for learnt, asked in _steps(groups, seed):
        probable[asked] = 0.5
        if len(np.unique(truths[learnt])) < 2:
            continue  # so few that there is nothing to tell apart
        best = _best(numbers, columns.bits, truths, learnt)
        chosen = np.hstack(
            [
                numbers[:, best[best < numbers.shape[1]]],
                columns.bits[:, best[best >= numbers.shape[1]] - numbers.shape[1]],
            ]
        )
        known = with_gaps[:, ~np.isnan(with_gaps[learnt]).all(axis=0)]
        members = [(_trees(seed), known), (_line(), chosen), (_trees(seed), chosen)]
        members = [(model, matrix) for model, matrix in members if matrix.shape[1]]
        if members:
            probable[asked] = 0.0
        with _alone():
            for model, matrix in members:
                model.fit(matrix[learnt], truths[learnt])
                probable[asked] += model.predict_proba(matrix[asked])[:, 1] / len(members)
    return probable


def suspects(columns: Columns, ai: Sequence[bool], most: int = 20) -> list[tuple[float, str]]:
    """Return the columns that go best with the truth over all rounds: |z| of the rank correlation, and the name."""
    truths = np.asarray(ai, bool)
    strengths = _strengths(_ranked(columns.numbers), columns.bits, truths, np.arange(len(truths)))
    names = columns.number_names + columns.bit_names
    return [(float(strengths[place]), names[place]) for place in np.argsort(-strengths, kind="stable")[:most]]


def judge(probable: Row, ai: Sequence[bool], rooms: Sequence[int], seed: int, confidence: float = 0.95) -> Score:
    """Return how good the guesses are. The interval: Student's t, its spread from drawing whole rooms anew (bootstrap).

    Whole rooms, as the rounds of one are not independent of each other.
    """
    from scipy.stats import t  # noqa: PLC0415  (comes with scikit-learn)

    guessed = ~np.isnan(probable)
    truths, groups = np.asarray(ai, bool)[guessed], np.unique(np.asarray(rooms)[guessed], return_inverse=True)[1]
    said = probable[guessed] > 0.5
    counts = np.stack(
        [np.bincount(groups, weights=which) for which in (truths & said, truths, ~truths & ~said, ~truths)], axis=1
    )
    drawn = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), RESAMPLED)
    accuracy = _balanced(counts.sum(axis=0))
    half = float(t.ppf((1 + confidence) / 2, len(counts) - 1) * np.std(_balanced(drawn @ counts)))
    return Score(float(accuracy), float(accuracy) - half, float(accuracy) + half)


def _balanced(counts: Any) -> Any:
    """Balanced accuracy of (..., 4): AI recognised, AI, real recognised, real."""
    return (counts[..., 0] / np.maximum(counts[..., 1], 1) + counts[..., 2] / np.maximum(counts[..., 3], 1)) / 2


def _steps(groups: NDArray[Any], seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return for each block but the first the rounds before it, which are learnt from, and its own."""
    rooms = np.random.default_rng(seed).permutation(np.unique(groups))
    count = min(BLOCKS, len(rooms))
    block = np.empty(len(groups), np.int64)
    for number in range(count):
        block[np.isin(groups, rooms[number::count])] = number
    return [(np.flatnonzero(block < number), np.flatnonzero(block == number)) for number in range(1, count)]


def _ranked(numbers: Row) -> Matrix:
    """Return each column's ranks, from -1 to 1 in STEPS, 0 where there is none: outliers count no more than others."""
    ranked = np.zeros(numbers.shape, np.float32)
    for place, column in enumerate(numbers.T):
        known = ~np.isnan(column)
        _, inverse, counts = np.unique(column[known], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranked[known, place] = (np.round(STEPS * middle / max(known.sum() - 1, 1)) * 2 / STEPS - 1)[inverse]
    return ranked


def _best(
    numbers: Matrix, bits: NDArray[np.int8], truths: NDArray[np.bool_], learnt: NDArray[Any]
) -> NDArray[np.int64]:
    return np.sort(np.argsort(-_strengths(numbers, bits, truths, learnt), kind="stable")[:BEST])


def _strengths(
    numbers: Matrix, bits: NDArray[np.int8], truths: NDArray[np.bool_], learnt: NDArray[Any]
) -> NDArray[np.float64]:
    """Return |z| of the correlation of every column with the truth: numbers first, then bits."""
    signs = np.where(truths[learnt], 1.0, -1.0).astype(np.float32)
    signs -= signs.mean()
    strengths = []
    for matrix in (numbers, bits):
        for begin in range(0, matrix.shape[1], BLOCK):
            block = matrix[learnt, begin : begin + BLOCK].astype(np.float32)
            block -= block.mean(axis=0)
            size = np.sqrt((block**2).sum(axis=0) * (signs**2).sum())
            together = np.abs(signs @ block) / np.where(size > 0, size, 1)
            strengths.append(together.astype(np.float64) * np.sqrt(len(learnt)))
    return np.concatenate(strengths)


def _alone() -> Any:
    """Let it work in one thread: on a busy machine its threads wait for each other most of the time."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415  (comes with scikit-learn)

    return threadpool_limits(1)


def _trees(seed: int) -> Any:
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  (a development dependency)
    except ImportError as error:
        raise RuntimeError(MISSING) from error
    return HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=20, l2_regularization=1.0,
        early_stopping=False, class_weight="balanced", random_state=seed,
    )  # fmt: skip


def _line() -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=500))
