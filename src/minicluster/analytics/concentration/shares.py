"""How unequally something is spread, as functions of arrays: over the last axis, any number of axes before it.

Each gives NaN where there is nothing to share out.
"""

import numpy as np

from minicluster.analytics.tables import ratio
from minicluster.analytics.tables.panel import Array


def shares_of(values: Array) -> Array:
    """Each value's share of the sum over the last axis, 0 to 1."""
    return ratio(values, values.sum(axis=-1, keepdims=True))


def herfindahl_of(values: Array) -> Array:
    """Σ s²: the probability that two jobs drawn at random are in the same place, 1/n to 1."""
    return np.asarray((shares_of(values) ** 2).sum(axis=-1))


def entropy_of(values: Array) -> Array:
    """−Σ s log₂ s, in bits: 0 is all in one place, log₂ n the same in all n."""
    share = shares_of(values)
    logs = np.log2(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-(share * logs).sum(axis=-1))


def hoover_of(values: Array, base: Array) -> Array:
    """½ Σ |s − r|: the share that would have to move for the values to be spread as the base is, 0 to 1."""
    return np.asarray(np.abs(shares_of(values) - shares_of(base)).sum(axis=-1) / 2)


def theil_of(values: Array, base: Array) -> Array:
    """Σ s ln(s / r), in nats: 0 is spread as the base; NaN where there are values without a base."""
    share, quotient = np.broadcast_arrays(shares_of(values), ratio(shares_of(values), shares_of(base)))
    logs = np.log(quotient, out=np.zeros_like(quotient), where=~(quotient <= 0))
    return np.asarray(np.where(share == 0, 0.0, share * logs).sum(axis=-1))


def locational_gini_of(values: Array, base: Array) -> Array:
    """Twice the area between the diagonal and the curve of s over r, both cumulated in the order of s / r: 0 is spread as the base, near 1 all in one."""
    share, reference = np.broadcast_arrays(shares_of(values), shares_of(base))
    steepness = np.where(share == 0, 0.0, np.where(reference == 0, np.inf, ratio(share, reference)))
    order = np.argsort(steepness, axis=-1)
    ordered = np.take_along_axis(share, order, axis=-1)
    height = np.cumsum(ordered, axis=-1) - ordered / 2
    return np.asarray(1 - 2 * (np.take_along_axis(reference, order, axis=-1) * height).sum(axis=-1))


def gini_of(values: Array) -> Array:
    """The Gini coefficient with every place the same weight: 0 to (n − 1) / n."""
    return locational_gini_of(values, np.ones(values.shape[-1]))
