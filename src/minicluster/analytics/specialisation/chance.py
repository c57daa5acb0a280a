"""What chance alone would do: plants thrown like darts at regions of different size, and the many cells that are tested at once. Arrays only."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, ndtr, ndtri

from minicluster.analytics.tables import ratio

Array = NDArray[np.float64]


def dartboard_z(share: Array, base: Array, herfindahl: Array) -> Array:
    """By how many standard deviations an industry's share in a region exceeds what plants thrown at random would give.

    z = (s − x) / √(H x (1 − x)): each plant falls into the region with the probability x; the fewer and larger the plants (H), the wider the chance.

    Args:
        share: s, the region's share of the industry, 0 to 1.
        base: x, the region's share of everything, 0 to 1.
        herfindahl: H, the sum of the squared shares of the industry's plants, 0 to 1.

    Returns:
        The broadcast shape, without a unit; NaN where chance leaves no room (x = 0 or 1) or the industry has nothing.
    """
    return ratio(share - base, np.sqrt(herfindahl * base * (1 - base)))


def two_sided(z: Array) -> Array:
    """The probability of a normal deviation at least as large as z, in either direction."""
    return np.asarray(2 * ndtr(-np.abs(z)), dtype=np.float64)


def score_interval(share: Array, herfindahl: Array, confidence: float) -> tuple[Array, Array]:
    """The shares that the dartboard test would not refuse: Wilson's interval with 1/H plants of equal size.

    Args:
        share: the share seen, 0 to 1.
        herfindahl: H of the industry's plants.
        confidence: 0 to 1.

    Returns:
        The lower and the upper bound, 0 to 1.

    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.
    """
    spread = ndtri((1 + confidence) / 2) ** 2 * herfindahl
    middle = (share + spread / 2) / (1 + spread)
    half = np.sqrt(np.maximum(spread * (share * (1 - share) + spread / 4), 0)) / (1 + spread)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def binomial_p(count: Array, trials: Array, chance: Array) -> Array:
    """The exact two-sided probability of a count: twice the smaller tail, at most 1; NaN where there is no trial.

    Args:
        count: how many plants of the industry are in the region.
        trials: how many plants the industry has, ≥ count.
        chance: the probability of each to be there, 0 to 1.
    """
    at_most = np.where(count < trials, betainc(np.maximum(trials - count, 1), count + 1, 1 - chance), 1.0)
    at_least = np.where(count > 0, betainc(np.maximum(count, 1), trials - np.maximum(count, 1) + 1, chance), 1.0)
    return np.where(trials > 0, np.minimum(1, 2 * np.minimum(at_most, at_least)), np.nan)


def binomial_interval(count: Array, trials: Array, confidence: float) -> tuple[Array, Array]:
    """The chances that the exact test would not refuse; NaN where there is no trial.

    Source: Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26, 404-413.
    """
    tail = (1 - confidence) / 2
    lower = np.where(count > 0, betaincinv(np.maximum(count, 1), trials - np.maximum(count, 1) + 1, tail), 0.0)
    upper = np.where(count < trials, betaincinv(count + 1, np.maximum(trials - count, 1), 1 - tail), 1.0)
    return np.where(trials > 0, lower, np.nan), np.where(trials > 0, upper, np.nan)


def benjamini_hochberg(p: ArrayLike) -> Array:
    """For each probability the share of false alarms one accepts by calling it and all smaller ones significant.

    q of the k-th smallest of m = the least p(l) m / l over l ≥ k.

    Args:
        p: probabilities of any shape; NaN is no test and stays NaN.

    Returns:
        The same shape.

    Source: Benjamini, Y. and Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57, 289-300.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    given = np.asarray(p, dtype=np.float64)
    adjusted = np.full(given.shape, np.nan)
    tested = np.isfinite(given)
    values = given[tested]
    order = np.argsort(values)
    steps = values[order] * len(values) / np.arange(1, len(values) + 1)
    least = np.minimum.accumulate(steps[::-1])[::-1]
    found = np.empty_like(values)
    found[order] = np.minimum(least, 1)
    adjusted[tested] = found
    return adjusted
