"""A small ranker that learns from what became of the candidates, and the gate that measures it against the order in which they were shown.

Pairwise logistic regression (RankNet with a linear score; Burges et al., 2005): of two candidates of one problem the better one is to score higher.
Each pair counts by the inverse of the propensity of its better candidate (Joachims, Swaminathan, Schnabel, 2017), so that what was shown rarely counts as
if it had been shown always. Every problem is measured by a ranker that has not seen it, and the difference gets a bootstrap interval over problems.

Grades exist only for candidates whom somebody asked, mostly those shown first, so the order as shown has the advantage: a ranker that wins here does so
against the wind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FOLDS: Final = 5
CUTOFF: Final = 10
HIT_WITHIN: Final = 3
RESAMPLES: Final = 2000
FEWEST_PROBLEMS: Final = 40
SMALLEST_PROPENSITY: Final = 0.05
_STEPS: Final = 300
_PENALTY: Final = 1.0
_RATE: Final = 0.5


@dataclass(frozen=True)
class Topic:
    """One problem's list as it was shown, best first.

    Attributes:
        features: a row per candidate, a column per feature.
        grades: how good each turned out to be, 0 (nothing good is known) upwards.
        propensities: the probability, above 0 up to 1, with which each stood at its rank.
    """

    features: Floats
    grades: Floats
    propensities: Floats


@dataclass(frozen=True)
class Measured:
    """How good the orders are on average over the problems: nDCG@10 and hit@3, from 0 to 1."""

    ndcg: float
    hit: float


@dataclass(frozen=True)
class Comparison:
    """The gate's figures; `interval` is the 95 % bootstrap interval of the difference in nDCG@10 (learned − fixed)."""

    n_problems: int
    fixed: Measured | None = None
    learned: Measured | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    weights: tuple[float, ...] = field(default=())

    @property
    def is_a_win(self) -> bool:
        """Whether the learned ranker is better beyond chance and finds no fewer among the first three."""
        if self.interval is None or self.fixed is None or self.learned is None:
            return False
        return self.interval[0] > 0 and self.learned.hit >= self.fixed.hit


def ndcg(grades: Floats, cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain of grades in the order in which they stand; 0 where none is above 0.

    Järvelin and Kekäläinen (2002), gain = grade, discount = 1 / log2(rank + 1).

    >>> round(ndcg(np.array([0.0, 1.0, 0.0])), 4)
    0.6309
    """
    discounts = 1 / np.log2(np.arange(2, len(grades) + 2))
    best = float((np.sort(grades)[::-1] * discounts)[:cutoff].sum())
    return float((grades * discounts)[:cutoff].sum()) / best if best > 0 else 0.0


def learn_weights(topics: Sequence[Topic]) -> Floats:
    """The weights of the features under which better candidates score higher, by gradient descent with a ridge penalty.

    Features are divided by their spread over all topics; the weights returned are for features as they come.
    """
    rows = np.concatenate([topic.features for topic in topics])
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    differences, importance = _pairs(topics)
    if not len(differences):
        return np.zeros(rows.shape[1])
    scaled, importance = differences / spread, importance / importance.sum()
    weights = np.zeros(rows.shape[1])
    penalty = _PENALTY / len(scaled)
    for _step in range(_STEPS):
        wrong = 1 / (1 + np.exp(np.clip(scaled @ weights, -30, 30)))
        weights += _RATE * ((importance * wrong) @ scaled - penalty * weights)
    return np.asarray(weights / spread)


def _pairs(topics: Sequence[Topic]) -> tuple[Floats, Floats]:
    """Better minus worse for every pair of unequal grades of one topic, and how much each counts: topics equally, but for the propensity."""
    differences, importance = [], []
    for topic in topics:
        better, worse = np.nonzero(topic.grades[:, None] > topic.grades[None, :])
        differences.append(topic.features[better] - topic.features[worse])
        importance.append(1 / np.maximum(topic.propensities[better], SMALLEST_PROPENSITY) / max(len(better), 1))
    return np.concatenate(differences), np.concatenate(importance)


def compare(topics: Sequence[Topic], *, seed: int = 2007) -> Comparison:
    """Measure the order as shown and a ranker learned on other problems, on every problem with at least one good candidate.

    Args:
        topics: one per problem; those without a grade above 0 say nothing and do not count.
        seed: of the folds and the resamples.

    Returns:
        The figures; only the number of problems where they are fewer than `FEWEST_PROBLEMS`.
    """
    telling = [topic for topic in topics if topic.grades.max(initial=0) > 0]
    if len(telling) < FEWEST_PROBLEMS:
        return Comparison(len(telling))
    random = np.random.default_rng(seed)
    folds = random.permutation(len(telling)) % FOLDS
    fixed, learned = (np.zeros((len(telling), 2)) for _order in range(2))
    for fold in range(FOLDS):
        weights = learn_weights([topic for topic, of in zip(telling, folds, strict=True) if of != fold])
        for place in np.nonzero(folds == fold)[0]:
            grades = telling[place].grades
            fixed[place] = _measures(grades)
            learned[place] = _measures(grades[np.argsort(-(telling[place].features @ weights), kind="stable")])
    differences = learned[:, 0] - fixed[:, 0]
    means = random.choice(differences, (RESAMPLES, len(differences))).mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Comparison(
        len(telling),
        Measured(*(round(float(value), 4) for value in fixed.mean(axis=0))),
        Measured(*(round(float(value), 4) for value in learned.mean(axis=0))),
        round(float(differences.mean()), 4),
        (round(float(low), 4), round(float(high), 4)),
        tuple(round(float(weight), 4) for weight in learn_weights(telling)),
    )


def _measures(grades: Floats) -> tuple[float, float]:
    return ndcg(grades), float(grades[:HIT_WITHIN].max(initial=0) > 0)
