"""Weights that are not negative and add up to 1, so that a mix of columns comes close to a target."""

from typing import Final

import numpy as np

from minicluster.analytics.tables.panel import Array

ROUNDS: Final = 10_000


def simplex_weights(columns: Array, target: Array, *, ridge: float = 0.0, tolerance: float = 0.0, start: Array | None = None, rounds: int = ROUNDS) -> Array:
    """Weights w on the simplex that make ‖columns w − target‖² / rows + ridge ‖w‖² small, by Frank-Wolfe steps with exact line search.

    Args:
        columns: shape (rows, columns).
        target: shape (rows,).
        ridge: how much uneven weights are minded.
        tolerance: it ends when a step lowers the objective by no more.
        start: weights to begin with; all alike without them.
        rounds: the most steps.

    Source: Frank, M. and Wolfe, P. (1956), Naval Research Logistics Quarterly 3, 95-110.

    >>> simplex_weights(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.25, 0.75])).round(6).tolist()
    [0.25, 0.75]
    """
    rows, number = columns.shape
    weights = np.full(number, 1 / number) if start is None else start.copy()
    mixed, before = columns @ weights, np.inf
    for _ in range(rounds):
        slope = (mixed - target) @ columns + rows * ridge * weights
        best = int(np.argmin(slope))
        toward = -weights
        toward[best] += 1
        gained = columns[:, best] - mixed
        bend = gained @ gained + rows * ridge * (toward @ toward)
        step = min(1.0, max(0.0, -(slope @ toward) / bend)) if bend > 0 else 0.0
        weights, mixed = weights + step * toward, mixed + step * gained
        left = target - mixed
        objective = left @ left / rows + ridge * (weights @ weights)
        if before - objective <= tolerance:
            break
        before = objective
    return weights
