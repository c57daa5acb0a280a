"""How far a ranking may be trusted: the probability that somebody right stands among its first three, from signs of the ranking itself.

A flat ranking, in which the question's own words and what it was understood as lead to different candidates, says that nobody stands out. Then it is
better to ask than to guess.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FIRST: Final = 3
FOLLOWING: Final = 10
# Below this probability no match is called confident.
ENOUGH: Final = 0.5


@dataclass(frozen=True)
class Signs:
    """What a ranking shows of itself.

    Attributes:
        peak: how far the first candidate stands above the average, in standard deviations.
        gap: how far the first three stand above the next seven, in standard deviations.
        agreement: the share of the first ten that the question's own words alone would have put there too.
        closeness: the mean cosine of the nearest document with the question, or with what it was understood as, whichever counts.
        certainty: the share of the likeliest concept, as far as the understanding counts.
        plainness: whether the question speaks like a workshop (1) or like an expert (0).
    """

    peak: float
    gap: float
    agreement: float
    closeness: float
    certainty: float
    plainness: float


@dataclass(frozen=True)
class Calibration:
    """A logistic regression on the signs: a weight for each and what they are measured from."""

    weights: tuple[float, ...]
    offset: float

    def probability(self, signs: Signs) -> float:
        """That somebody right stands among the first three."""
        return float(1 / (1 + np.exp(-(np.dot(self.weights, astuple(signs)) + self.offset))))


@dataclass(frozen=True)
class Confidence:
    """The probability that somebody right stands among the first three, and whether that is enough to put the list forward."""

    of_three: float

    @property
    def is_enough(self) -> bool:
        """Whether the list may be called a match."""
        return self.of_three >= ENOUGH


# Fitted by `minicluster eval matching --fit` on nine of the eighteen specialities of the development collection, each problem asked twice: as it is, and
# where nobody right is there. On the other nine what was stated came true (docs/explanation/matching.md).
CALIBRATION: Final = Calibration((0.9442, 0.9837, -2.4655, 5.147, -0.5842, -1.2511), -4.4599)


def signs_of(final: Sequence[float], order: Sequence[int], own_order: Sequence[int], *, closeness: float, certainty: float, plainness: float) -> Signs:
    """The signs of a ranking.

    Args:
        final: the candidates' scores, best first.
        order: the candidates, best first.
        own_order: the candidates as the question's own words alone order them.
        closeness: see `Signs`.
        certainty: see `Signs`.
        plainness: see `Signs`.
    """
    scores = np.asarray(final, dtype=np.float64)
    spread = float(scores.std()) if scores.size else 0.0
    scaled = (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
    following = scaled[FIRST:FOLLOWING]
    gap = float(scaled[:FIRST].mean() - following.mean()) if following.size else 0.0
    shared = len(set(order[:FOLLOWING]) & set(own_order[:FOLLOWING])) / max(1, min(FOLLOWING, len(order)))
    return Signs(float(scaled[0]) if scaled.size else 0.0, gap, shared, closeness, certainty, plainness)


def fit_calibration(signs: Sequence[Signs], came_true: Sequence[bool], *, penalty: float = 1.0, rounds: int = 50) -> Calibration:
    """Fit the regression by Newton's method, with a ridge penalty on standardised signs.

    Raises:
        ValueError: there are no examples, or not as many as outcomes.
    """
    if not signs or len(signs) != len(came_true):
        raise ValueError(f"{len(signs)} examples for {len(came_true)} outcomes; there must be as many, and at least one")
    table = np.array([astuple(one) for one in signs])
    middle, spread = table.mean(axis=0), np.where(table.std(axis=0) > 0, table.std(axis=0), 1)
    design = np.column_stack([(table - middle) / spread, np.ones(len(table))])
    ridge = penalty * np.diag([1.0] * table.shape[1] + [0.0])
    weights = _newton(design, np.array(came_true, dtype=np.float64), ridge, rounds)
    scaled = weights[:-1] / spread
    return Calibration(tuple(round(float(value), 4) for value in scaled), round(float(weights[-1] - scaled @ middle), 4))


def _newton(design: NDArray[np.float64], outcomes: NDArray[np.float64], ridge: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    weights = np.zeros(design.shape[1])
    for _round in range(rounds):
        chances = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (outcomes - chances) - ridge @ weights
        curve = (design * (chances * (1 - chances))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights
