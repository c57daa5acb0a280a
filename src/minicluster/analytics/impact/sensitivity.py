"""How far trends may have bent before a finding is gone: fixed-length intervals under bounded second differences (HonestDiD, smoothness restriction)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import ndtr, ndtri

from minicluster.analytics.tables.panel import Array

PRECISE: Final = 1e-12
HALVINGS: Final = 40
_LARGE_BIAS: Final = 8.0


@dataclass(frozen=True)
class EventStudy:
    """Effects at times around entry, all against the last time before it.

    Attributes:
        steps: times since entry, without −1 and without gaps otherwise.
        effect: shape (steps,).
        covariance: shape (steps, steps).
    """

    steps: NDArray[np.intp]
    effect: Array
    covariance: Array


@dataclass(frozen=True)
class Bound:
    """The interval that covers the effect as long as the trend bends by no more than `bend` from one time to the next."""

    bend: float
    value: float
    lower: float
    upper: float
    bias: float
    error: float


def smoothness_bound(study: EventStudy, target: Array, bend: float, *, confidence: float = 0.95) -> Bound:
    """The shortest fixed-length interval for a mean of effects after entry, under Δ^SD(M): |(δ_t+1 − δ_t) − (δ_t − δ_t−1)| ≤ M for the difference δ in trends.

    The estimator is target'β̂_after + l'β̂_before, with l chosen so that a linear difference in trends drops out and half the length, σ cv(b/σ), is least:
    b the largest bias under Δ^SD(M), σ the standard deviation, cv(t) the quantile of |N(t, 1)|. That half length is convex in l, so the programme that is
    solved (SLSQP, with |.| written out) has one end. It covers every δ in Δ^SD(M) with the confidence asked for, if β̂ is normal with the covariance given.
    M = 0: the difference in trends is a straight line, which is then taken off.

    Args:
        study: at least one time before entry besides the last.
        target: shape (steps after entry,), such as 1, 0, 0 for the time of entry.
        bend: M, in units of the outcome for each step.
        confidence: of the interval.

    Source: Rambachan, A. and Roth, J. (2023), Review of Economic Studies 90, 2555-2591, section 4.2; Armstrong, T. B. and Kolesár, M. (2018), Econometrica 86,
    655-683.

    >>> study = EventStudy(np.array([-2, 0]), np.array([0.0, 1.0]), np.eye(2) * 0.01)
    >>> bound = smoothness_bound(study, np.ones(1), 0.0)
    >>> round(bound.lower, 4), round(bound.upper, 4)
    (0.7228, 1.2772)
    """
    before = study.steps < 0
    if not before.any():
        raise ValueError("Without a second time before entry nothing is known of the trend.")
    bends = _bends(study.steps)
    load = np.zeros(len(study.steps))
    load[~before] = target
    load[before] = _chosen(study, load, bends, bend, 1 - confidence)
    bias, error = bend * float(np.abs(bends.T @ load).sum()), float(np.sqrt(load @ study.covariance @ load))
    value, half = float(load @ study.effect), _half(bias, error, 1 - confidence)
    return Bound(bend, value, value - half, value + half, bias, error)


def breakdown(study: EventStudy, target: Array, *, confidence: float = 0.95) -> float:
    """The largest M at which the interval still excludes 0; NaN where it holds 0 already at M = 0, infinite where no bend that makes sense includes it."""
    if _holds_zero(study, target, 0.0, confidence):
        return float("nan")
    low, high = 0.0, 4 * float(np.abs(study.effect).max()) + PRECISE
    if not _holds_zero(study, target, high, confidence):
        return float("inf")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _holds_zero(study, target, middle, confidence) else (middle, high)
        if high - low <= high * 1e-4:
            break
    return low


def largest_bend(study: EventStudy) -> float:
    """The largest second difference among the times before entry, the last of them (0) with them; NaN where there are fewer than three."""
    line = np.append(study.effect[study.steps < 0], 0.0)
    return float(np.abs(np.diff(line, 2)).max()) if len(line) > 2 else float("nan")  # noqa: PLR2004 - a second difference takes three


def folded_quantile(bias: float, alpha: float) -> float:
    """cv(t): the 1 − α quantile of |N(t, 1)|.

    >>> round(folded_quantile(0.0, 0.05), 6), round(folded_quantile(9.0, 0.05) - 9.0, 6)
    (1.959964, 1.644854)
    """
    bias = abs(bias)
    one_sided = bias + float(ndtri(1 - alpha))
    if bias > _LARGE_BIAS:
        return one_sided
    two_sided = bias + float(ndtri(1 - alpha / 2))
    return float(brentq(lambda value: ndtr(value - bias) - ndtr(-value - bias) - (1 - alpha), one_sided - PRECISE, two_sided + PRECISE, xtol=PRECISE))


def _half(bias: float, error: float, alpha: float) -> float:
    return error * folded_quantile(bias / error, alpha) if error > 0 else bias


def _holds_zero(study: EventStudy, target: Array, bend: float, confidence: float) -> bool:
    bound = smoothness_bound(study, target, bend, confidence=confidence)
    return bound.lower <= 0 <= bound.upper


def _bends(steps: NDArray[np.intp]) -> Array:
    """Which difference in trends a single bend of 1 makes, for each place at which one can be: shape (steps, bends).

    A bend before −1 tilts all times before it, one at −1 or after it all times after it, so that the difference stays 0 at −1. The straight line that is left is
    free: the constraint on l takes it off.
    """
    inner = np.arange(steps.min() + 1, steps.max())
    made = np.where(inner < -1, np.maximum(inner - steps[:, None], 0), np.maximum(steps[:, None] - inner, 0))
    return made.astype(np.float64)


def _chosen(study: EventStudy, load: Array, bends: Array, bend: float, alpha: float) -> Array:
    """The loads on times before entry: convex in them and in the absolute loads on bends."""
    before = study.steps < 0
    ahead, number = study.steps + 1, int(before.sum())
    scale = np.sqrt(np.diag(study.covariance)).max()
    covariance, size = study.covariance / scale**2, bend / scale
    owed = float(ahead[~before] @ load[~before])
    start = ahead[before] * (-owed / float(ahead[before] @ ahead[before]))
    if number == 1:
        return np.asarray(start, dtype=np.float64)

    def whole(free: Array) -> Array:
        full = load.copy()
        full[before] = free
        return full

    def value(point: Array) -> tuple[float, Array]:
        full, absolute = whole(point[:number]), point[number:]
        error, bias = float(np.sqrt(full @ covariance @ full)), size * float(absolute.sum())
        critical = folded_quantile(bias / error, alpha)
        steeper = _slope(bias / error, critical)
        by_error = critical - steeper * bias / error
        return error * critical, np.concatenate([by_error * (covariance @ full)[before] / error, np.full(len(absolute), steeper * size)])

    on_bends = bends[before].T
    fixed = bends[~before].T @ load[~before]
    room = [
        {
            "type": "ineq",
            "fun": lambda point, sign=sign: point[number:] - sign * (on_bends @ point[:number] + fixed),
            "jac": lambda _, sign=sign: np.hstack([-sign * on_bends, np.eye(len(fixed))]),
        }
        for sign in (1.0, -1.0)
    ]
    straight = {"type": "eq", "fun": lambda point: ahead[before] @ point[:number] + owed, "jac": lambda _: np.append(ahead[before], np.zeros(len(fixed)))}
    point = np.append(start, np.abs(on_bends @ start + fixed) + 1e-3)
    found = minimize(value, point, jac=True, method="SLSQP", constraints=[*room, straight], options={"maxiter": 1000, "ftol": 1e-13})
    return np.asarray(found.x[:number])


def _slope(bias: float, critical: float) -> float:
    """The derivative of cv."""
    up, down = np.exp(-((critical - bias) ** 2) / 2), np.exp(-((critical + bias) ** 2) / 2)
    return float((up - down) / (up + down))
