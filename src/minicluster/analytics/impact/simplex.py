"""Weights that are not negative and add up to 1, so that a mix of columns comes close to a target; for many problems of one shape at once."""

from typing import Final

import numpy as np

from minicluster.analytics.tables.panel import Array

ROUNDS: Final = 10_000


def simplex_weights(columns: Array, target: Array, ridge: Array, tolerance: Array, *, start: Array | None = None, rounds: int = ROUNDS) -> Array:
    """Weights w on the simplex that make ‖columns w − target‖² / rows + ridge ‖w‖² small, by Frank-Wolfe steps with exact line search.

    Args:
        columns: shape (problems, rows, columns).
        target: shape (problems, rows).
        ridge: shape (problems,), how much uneven weights are minded.
        tolerance: shape (problems,); a search ends when a step lowers the objective by no more.
        start: weights to begin with, shape (problems, columns); all alike without them.
        rounds: the most steps.

    Returns:
        Shape (problems, columns).

    Source: Frank, M. and Wolfe, P. (1956), Naval Research Logistics Quarterly 3, 95-110.

    >>> simplex_weights(np.eye(2)[None], np.array([[0.25, 0.75]]), np.zeros(1), np.zeros(1)).round(6).tolist()
    [[0.25, 0.75]]
    """
    problems, rows, number = columns.shape
    found = np.full((problems, number), 1 / number) if start is None else start.copy()
    searching, before = np.arange(problems), np.full(problems, np.inf)
    weights, mixed = found.copy(), (columns @ found[:, :, None])[:, :, 0]
    for _ in range(rounds):
        weights, mixed = _stepped(weights, mixed, columns, target, ridge * rows)
        found[searching] = weights
        objective = ((target - mixed) ** 2).sum(axis=1) / rows + ridge * (weights**2).sum(axis=1)
        on = before - objective > tolerance
        before = objective
        if not on.all():
            searching, weights, mixed, columns, target, ridge, tolerance, before = (
                each[on] for each in (searching, weights, mixed, columns, target, ridge, tolerance, before)
            )
        if not len(searching):
            break
    return found


def _stepped(weights: Array, mixed: Array, columns: Array, target: Array, ridge: Array) -> tuple[Array, Array]:
    """Each problem's weights a step toward its best column, and the mix that they then make."""
    each = np.arange(len(weights))
    slope = ((mixed - target)[:, None, :] @ columns)[:, 0, :] + ridge[:, None] * weights
    best = slope.argmin(axis=1)
    toward, gained = -weights, columns[each, :, best] - mixed
    toward[each, best] += 1
    bend = (gained**2).sum(axis=1) + ridge * (toward**2).sum(axis=1)
    fall = -(slope * toward).sum(axis=1)
    step = np.divide(fall, bend, out=np.zeros_like(fall), where=bend > 0).clip(0, 1)[:, None]
    return weights + step * toward, mixed + step * gained
