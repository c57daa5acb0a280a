"""The effect on one cohort between two times, against one set of controls: three ways, each with its influence function."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.impact.regressions import least_squares, logit, with_constant
from minicluster.analytics.tables.panel import Array

Method: TypeAlias = Literal["dr", "ipw", "reg"]
Effect: TypeAlias = tuple[float, Array]
# A control whose probability of treatment is above this would weigh as two hundred others: it is left out.
OVERLAP: Final = 0.995


def doubly_robust(change: Array, treated: NDArray[np.bool_], covariates: Array) -> Effect:
    """Right where either the model of the change or that of who is treated is right.

    With μ(x) the change of controls by least squares, π(x) the probability of treatment by logit and w = π (1 − D)/(1 − π):
    ATT = mean of D (ΔY − μ) / mean of D − mean of w (ΔY − μ) / mean of w.

    Source: Sant'Anna, P. H. C. and Zhao, J. (2020), Journal of Econometrics 219, 101-122.
    """
    x, d = with_constant(covariates), treated.astype(np.float64)
    outcome, score = least_squares(x, change, ~treated), logit(x, treated)
    w, left = _odds(score.fitted, treated), change - outcome.fitted
    of_treated, of_controls = _mean(d, left), _mean(w, left)
    by_treated = d * (left - of_treated) - outcome.influence @ (d[:, None] * x).mean(axis=0)
    by_score = score.influence @ ((w * (left - of_controls))[:, None] * x).mean(axis=0)
    by_controls = w * (left - of_controls) + by_score - outcome.influence @ (w[:, None] * x).mean(axis=0)
    return of_treated - of_controls, by_treated / d.mean() - by_controls / w.mean()


def inverse_probability(change: Array, treated: NDArray[np.bool_], covariates: Array) -> Effect:
    """Controls weighted to look like the treated, by w = π (1 − D)/(1 − π): ATT = mean of D ΔY / mean of D − mean of w ΔY / mean of w.

    Source: Abadie, A. (2005), Review of Economic Studies 72, 1-19, with weights that add up to 1.
    """
    x, d = with_constant(covariates), treated.astype(np.float64)
    score = logit(x, treated)
    w = _odds(score.fitted, treated)
    of_treated, of_controls = _mean(d, change), _mean(w, change)
    by_score = score.influence @ ((w * (change - of_controls))[:, None] * x).mean(axis=0)
    by_controls = w * (change - of_controls) + by_score
    return of_treated - of_controls, d * (change - of_treated) / d.mean() - by_controls / w.mean()


def outcome_regression(change: Array, treated: NDArray[np.bool_], covariates: Array) -> Effect:
    """What controls with the same covariates changed, by least squares: ATT = mean of D (ΔY − μ(x)) / mean of D.

    Source: Heckman, J., Ichimura, H. and Todd, P. (1997), Review of Economic Studies 64, 605-654.
    """
    x, d = with_constant(covariates), treated.astype(np.float64)
    outcome = least_squares(x, change, ~treated)
    of_treated, foreseen = _mean(d, change), _mean(d, outcome.fitted)
    by_controls = d * (outcome.fitted - foreseen) + outcome.influence @ (d[:, None] * x).mean(axis=0)
    return of_treated - foreseen, (d * (change - of_treated) - by_controls) / d.mean()


METHODS: Final[Mapping[Method, Callable[[Array, NDArray[np.bool_], Array], Effect]]] = {
    "dr": doubly_robust,
    "ipw": inverse_probability,
    "reg": outcome_regression,
}


def _mean(weight: Array, value: Array) -> float:
    return float((weight * value).mean() / weight.mean())


def _odds(probability: Array, treated: NDArray[np.bool_]) -> Array:
    """π/(1 − π) of controls, 0 for the treated and where there is no overlap."""
    usable = ~treated & (probability < OVERLAP)
    odds: Array = np.divide(probability, 1 - probability, out=np.zeros_like(probability), where=usable)
    return odds
