"""Synthetic control on predictors: how much each counts is itself searched for, from many starts, because the search has many ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize, nnls

from minicluster.analytics.tables.panel import Array

STARTS: Final = 20
ROUNDS: Final = 4_000
# How much more a sum of weights other than 1 costs than any misfit.
HEAVY: Final = 1e4
CLOSE: Final = 1e-8


@dataclass(frozen=True)
class Predicted:
    """A mix of controls.

    Attributes:
        units: shape (controls,), their weights.
        importance: shape (predictors,), how much each predictor counts; they add up to 1.
        misfit: the mean square by which the mix misses the treated in the outcomes that were fitted.
        spread: the largest and the smallest misfit that the starts ended with: far apart, one start alone would have been luck.
    """

    units: Array
    importance: Array
    misfit: float
    spread: tuple[float, float]


def weights_on_predictors(treated: Array, controls: Array, importance: Array) -> Array:
    """Weights on the simplex for given importances v: min Σ v_k ((x_k − Σ_j w_j X_kj) / s_k)², s_k the standard deviation of predictor k over all units.

    Args:
        treated: shape (predictors,).
        controls: shape (predictors, controls).
        importance: shape (predictors,).

    >>> weights_on_predictors(np.array([2.0]), np.array([[1.0, 5.0]]), np.ones(1)).round(6).tolist()
    [0.75, 0.25]
    """
    scale = np.column_stack([controls, treated]).std(axis=1, ddof=1)
    each = np.sqrt(importance) / np.where(scale > 0, scale, 1.0)
    columns, target = controls * each[:, None], treated * each
    heavy = HEAVY * max(1.0, float(np.abs(columns).max()))
    found, _ = nnls(np.vstack([columns, np.full(columns.shape[1], heavy)]), np.append(target, heavy))
    weights: Array = found / found.sum()
    return weights


def searched_importance(treated: Array, controls: Array, treated_outcome: Array, control_outcomes: Array, *, starts: int = STARTS, seed: int = 0) -> Predicted:
    """The importances whose weights follow the outcome of the treated best, of several searches (Nelder-Mead on log v).

    Args:
        treated: predictors of the treated, shape (predictors,).
        controls: predictors of the controls, shape (predictors, controls).
        treated_outcome: shape (times,), the outcomes to follow.
        control_outcomes: shape (times, controls).
        starts: how many; the first has all predictors alike, the others are random.
        seed: of them.

    Source: Abadie, A. and Gardeazabal, J. (2003), American Economic Review 93, 113-132; Abadie, A., Diamond, A. and Hainmueller, J. (2015), American Journal of
    Political Science 59, 495-510.
    """

    def misfit(logs: Array) -> float:
        weights = weights_on_predictors(treated, controls, _shares(logs))
        return float(((treated_outcome - control_outcomes @ weights) ** 2).mean())

    generator = np.random.default_rng(seed)
    begins = [np.zeros(len(treated)), *generator.normal(scale=2.0, size=(starts - 1, len(treated)))]
    options = {"maxiter": ROUNDS, "maxfev": ROUNDS, "xatol": CLOSE, "fatol": CLOSE}
    ends = [minimize(misfit, begin, method="Nelder-Mead", options=options) for begin in begins]
    best = min(ends, key=lambda end: float(end.fun))
    importance, reached = _shares(best.x), [float(end.fun) for end in ends]
    return Predicted(weights_on_predictors(treated, controls, importance), importance, float(best.fun), (min(reached), max(reached)))


def _shares(logs: Array) -> Array:
    shares = np.exp(logs - logs.max())
    normed: Array = shares / shares.sum()
    return normed
