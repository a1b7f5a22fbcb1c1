"""A simple classifier, judged on people whom it has not seen. Pure.

Ridge regression on the classes (-1 and 1), as in Hastie, Tibshirani & Friedman, The Elements of Statistical Learning,
2nd ed., 3.4.1 and 4.2; how much it is held back is chosen by generalised cross-validation (Golub, Heath & Wahba 1979).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FOLDS = 5
PENALTIES = np.logspace(-1, 5, 13)
Z = 1.96  # of a 95 % interval


class Figures(NamedTuple):
    """How well two classes were told apart. `area`: under the ROC curve, 0.5 for chance; `low`, `high`: its 95 %
    interval; `accuracy`: the mean of both classes' shares of right calls.
    """

    area: float
    low: float
    high: float
    accuracy: float


def judged(features: Matrix, ai: Flags, people: Sequence[Sequence[str]], seed: int = 0) -> Figures:
    """Tell how well the rows of `features` tell which is `ai`; `people` labels who is in each picture.

    Nobody is in what the classifier learns from and in what it is judged on, and the interval is as wide as so few
    people make it, however many pictures there are of each. Raises ValueError where nothing is left to learn from.
    """
    folds = _folds(ai, people, np.random.default_rng(seed))
    scores = np.full(len(ai), np.nan)
    for fold in range(FOLDS):
        held = folds == fold
        met = {label for row in np.flatnonzero(held).tolist() for label in people[row]}
        strange = ~held & np.array([met.isdisjoint(labels) for labels in people])
        if held.any() and len(set(ai[strange])) == 2:
            scores[held] = _ridge(features[strange], ai[strange], features[held])
    told = ~np.isnan(scores)
    positive, negative = scores[told & ai], scores[told & ~ai]
    if not len(positive) or not len(negative):
        raise ValueError("nobody is left to learn from")
    area = area_under_curve(positive, negative)
    half = Z * standard_error(area, *(_count(people, told & flags) for flags in (ai, ~ai)))
    accuracy = ((positive > 0).mean() + (negative <= 0).mean()) / 2
    return Figures(float(area), float(max(0.0, area - half)), float(min(1.0, area + half)), float(accuracy))


def area_under_curve(positive: Matrix, negative: Matrix) -> float:
    """Return the chance that one of the `positive` scores more than one of the `negative` (ties count half).

    The Mann-Whitney statistic over the product of the counts, from the sum of ranks (Hanley & McNeil 1982).
    """
    everything = np.concatenate([positive, negative])
    _, places, counts = np.unique(everything, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    n = len(positive)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(negative)))


def standard_error(area: float, positive: int, negative: int) -> float:
    """Return the standard error of an area under the ROC curve from that many cases of each class.

    Hanley & McNeil 1982, formula 2. An area of 1 from few cases is not certain: it is taken half a case from the edge.
    """
    edge = 0.5 / min(positive, negative)
    area = min(max(area, edge), 1 - edge)
    two_positive, two_negative = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (positive - 1) * (two_positive - area**2) + (negative - 1) * (two_negative - area**2)
    return float(np.sqrt(variance / (positive * negative)))


def _count(people: Sequence[Sequence[str]], which: Flags) -> int:
    """Count who is in these pictures: no more than there are pictures, a picture without labels being one."""
    rows = np.flatnonzero(which).tolist()
    labels = {label for row in rows for label in people[row]}
    return min(len(rows), len(labels) + sum(not people[row] for row in rows))


def _folds(ai: Flags, people: Sequence[Sequence[str]], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Deal the people (each picture's first) to the folds, class by class, those with many pictures first."""
    first = [labels[0] if labels else f"\0{row}" for row, labels in enumerate(people)]
    fold_of: dict[str, int] = {}
    for flag in (True, False):
        sizes = np.zeros(FOLDS)
        counts = Counter(first[row] for row in np.flatnonzero(ai == flag).tolist())
        shuffled = [list(counts)[place] for place in rng.permutation(len(counts))]
        for person in sorted(shuffled, key=lambda one: -counts[one]):
            sizes[fold_of.setdefault(person, int(sizes.argmin()))] += counts[person]
    return np.array([fold_of[person] for person in first])


def _ridge(known: Matrix, ai: Flags, unknown: Matrix) -> Matrix:
    """Return scores of the unknown rows, above 0 where they look AI-made, by what is known of the others."""
    centre, spread = known.mean(0), known.std(0)
    varies = spread > 1e-9  # what is the same in all tells nothing, not even by its rounding
    rows = (known - centre)[:, varies] / spread[varies]
    # Both classes weigh the same, whatever their numbers.
    weights = np.sqrt(np.where(ai, 0.5 / ai.mean(), 0.5 / (1 - ai.mean())))[:, None]
    target = np.where(ai, 1.0, -1.0)[:, None] * weights
    u, s, vt = np.linalg.svd(rows * weights, full_matrices=False)
    projected = u.T @ target
    best, choice = np.inf, PENALTIES[0]
    for penalty in PENALTIES:
        shrink = s**2 / (s**2 + penalty)
        residual = ((target - u @ (shrink[:, None] * projected)) ** 2).sum()
        score = residual / (len(ai) - shrink.sum()) ** 2
        if score < best:
            best, choice = score, penalty
    solution = vt.T @ ((s / (s**2 + choice))[:, None] * projected)
    return np.asarray((((unknown - centre)[:, varies] / spread[varies]) @ solution)[:, 0])
