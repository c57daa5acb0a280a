"""The two small regressions inside the estimators: least squares and logit, each with what its coefficients owe to each unit."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from minicluster.analytics.tables.panel import Array

ROUNDS: Final = 50
CONVERGED: Final = 1e-12
# Beyond that a unit is certain to be treated: the covariates separate the groups and the logit has no end.
CERTAIN: Final = 1e-8


class SeparationError(ValueError):
    """The covariates tell treated and untreated units apart without error: there is nobody to compare with."""


@dataclass(frozen=True)
class Fit:
    """Fitted values, shape (units,), and the influence of each unit on the coefficients, shape (units, regressors)."""

    fitted: Array
    influence: Array


def with_constant(covariates: Array) -> Array:
    """A first column of ones, then the covariates."""
    return np.column_stack([np.ones(len(covariates)), covariates])


def least_squares(regressors: Array, response: Array, among: NDArray[np.bool_]) -> Fit:
    """Least squares among some units, fitted for all; the influence is (X'X/n)⁻¹ x e with n counting all."""
    own = regressors[among]
    gram = own.T @ own / len(regressors)
    fitted: Array = regressors @ np.linalg.solve(gram * len(regressors), own.T @ response[among])
    moments = np.where(among, response - fitted, 0.0)[:, None] * regressors
    return Fit(fitted, np.asarray(np.linalg.solve(gram, moments.T).T, dtype=np.float64))


def logit(regressors: Array, treated: NDArray[np.bool_]) -> Fit:
    """Probability of treatment by logistic regression (Newton's method), with the influence of each unit on the coefficients.

    Raises:
        SeparationError: the covariates tell the treated from the others without error.
    """
    n, wanted = len(regressors), treated.astype(np.float64)
    # Newton's steps in units of the covariates' own size: figures of persons and of money may stand side by side.
    scale = np.maximum(np.abs(regressors).max(axis=0), np.finfo(float).tiny)
    scaled = regressors / scale
    beta = np.zeros(regressors.shape[1])
    for _ in range(ROUNDS):
        probability = expit(scaled @ beta)
        spread = probability * (1 - probability)
        if spread.max() < CERTAIN:
            raise SeparationError
        information = (scaled * spread[:, None]).T @ scaled / n
        try:
            step = np.linalg.solve(information, scaled.T @ (wanted - probability) / n)
        except np.linalg.LinAlgError:
            raise SeparationError from None
        beta += step
        if np.abs(step).max() <= CONVERGED * (1 + np.abs(beta).max()):
            break
    else:
        raise SeparationError
    probability = expit(scaled @ beta)
    influence = np.linalg.solve(information, ((wanted - probability)[:, None] * scaled).T).T / scale
    return Fit(probability, influence)
