"""An estimate with its error and interval, and how errors come from influence functions."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from minicluster.analytics.tables.panel import Array

NORMAL: Final = np.inf
ONE_TREATED: Final = "One treated unit: the error counts chance among the controls only, and is too small. Read the placebos."
_TWO: Final = 2


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error and interval; all NaN where it cannot be had, and `why` then says why not.

    Attributes:
        inference: where the error comes from: "influence function", "clustered", "pairs", "placebo", "jackknife", or "none".
        treated: the number of treated units that it stands on.
        controls: the number of units that they are compared with.
        p: a p value where the inference gives one by itself (permutation of the treatment); NaN elsewhere.
    """

    value: float
    error: float
    lower: float
    upper: float
    inference: str
    treated: int
    controls: int
    p: float = float("nan")
    why: str = ""

    @classmethod
    def absent(cls, why: str, treated: int = 0, controls: int = 0) -> "Estimate":
        """No number, and the reason."""
        nothing = float("nan")
        return cls(nothing, nothing, nothing, nothing, "none", treated, controls, why=why)

    @classmethod
    def with_error(
        cls,
        value: float,
        error: float,
        inference: str,
        *,
        treated: int,
        controls: int,
        confidence: float,
        freedom: float = NORMAL,
        p: float = float("nan"),
        why: str = "",
    ) -> "Estimate":
        """The value ± quantile × error; the quantile is the normal one, or Student's with that many degrees of freedom."""
        half = quantile(confidence, freedom) * error
        return cls(float(value), float(error), float(value - half), float(value + half), inference, treated, controls, p, why)


def quantile(confidence: float, freedom: float = NORMAL) -> float:
    """The two-sided quantile of a share of confidence.

    >>> round(quantile(0.95), 6), round(quantile(0.95, 6), 6)
    (1.959964, 2.446912)
    """
    tail = 1 - (1 - confidence) / _TWO
    return float(ndtri(tail) if np.isinf(freedom) else stdtrit(freedom, tail))


def summed_by(cluster: NDArray[np.intp], influence: Array) -> Array:
    """Influence functions added up within clusters, shape (clusters, …)."""
    summed = np.zeros((int(cluster.max()) + 1, *influence.shape[1:]))
    np.add.at(summed, cluster, influence)
    return summed


def error_of(influence: Array, cluster: NDArray[np.intp]) -> Array:
    """Standard errors of estimates with these influence functions, shape (units, …): √(Σ_c (Σ_{i ∈ c} ψ_i)²) / n."""
    error: Array = np.sqrt((summed_by(cluster, influence) ** 2).sum(axis=0)) / len(influence)
    return error


def covariance_of(influence: Array, cluster: NDArray[np.intp]) -> Array:
    """Covariance of estimates with influence functions of shape (units, estimates)."""
    summed = summed_by(cluster, influence)
    covariance: Array = summed.T @ summed / len(influence) ** 2
    return covariance
