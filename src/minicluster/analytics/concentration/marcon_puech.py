"""Whether the neighbourhood of an industry's plants holds more of the industry than the whole country does."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.concentration.sites import check_confidence, checked_distances, pairs_within, read_sites
from minicluster.analytics.tables import Table, ratio
from minicluster.analytics.tables.panel import Array


def marcon_puech_m(
    table: Table,
    *,
    radii: Sequence[float],
    industry: str = "industry",
    value: str = "value",
    east: str = "east",
    north: str = "north",
    simulations: int = 0,
    confidence: float = 0.95,
    seed: int = 0,
) -> Table:
    """Whether there is more of an industry near its plants than everywhere: 1 is as everywhere, 2 twice as much within that radius.

    M(r) = Σ_i (Σ_{j ∈ S} w_j / Σ_j w_j) / Σ_i ((W_S − w_i) / (W − w_i)), over the plants i of industry S that have a neighbour within r; the inner sums go over
    the other plants j within r of i, those of the industry and all, w is the size and W_S, W its sums. No region and no border is in it.

    Args:
        table: a row for each plant.
        radii: distances in the unit of the coordinates, from near to far. The pairs within the largest one are looked at: a radius that reaches everybody
            makes n² of them (in blocks: memory stays small, time does not).
        industry: the column of the industries.
        value: the column of the sizes (employment, or 1).
        east: the column of the first coordinate, in metres or kilometres on a plane, not in degrees.
        north: the column of the second coordinate.
        simulations: how many times industry and size are dealt out anew to the same places, for the bands of chance.
        confidence: of the bands, 0 to 1, at each radius by itself.
        seed: of the simulations.

    Returns:
        A row for each industry and radius: `radius`, `m`, and with simulations `lower` and `upper`. NaN where no plant of the industry has a neighbour within the
        radius, or the industry has a single plant.

    Raises:
        TableError: the table cannot be read, or the radii do not rise from 0 or more.
        ValueError: confidence is not between 0 and 1.

    Source: Marcon, E. and Puech, F. (2010), Journal of Economic Geography 10, 745-762.

    >>> import polars as pl
    >>> plants = {"industry": ["x", "x", "y", "y"], "value": [1, 1, 1, 1], "east": [0, 1, 10, 11], "north": [0, 0, 0, 0]}
    >>> marcon_puech_m(pl.DataFrame(plants), radii=[1, 20]).rows()
    [('x', 1.0, 3.0), ('x', 20.0, 1.0), ('y', 1.0, 3.0), ('y', 20.0, 1.0)]
    """
    check_confidence(confidence)
    reach = checked_distances(radii, "radii")
    plants, points = read_sites(table, industry, value, east, north)
    dealing = np.random.default_rng(seed)
    orders = [np.arange(len(points)), *(dealing.permutation(len(points)) for _ in range(simulations))]
    curves = _curves(points, reach, [(plants.industry[order], plants.size[order]) for order in orders], len(plants.industries))
    names, places = np.repeat(np.arange(len(plants.industries)), len(reach)), np.tile(reach, len(plants.industries))
    result = {industry: pl.Series(plants.industries)[names], "radius": places, "m": curves[0].reshape(-1)}
    if simulations:
        tail = (1 - confidence) / 2
        for name, share in (("lower", tail), ("upper", 1 - tail)):
            result[name] = _quantile(curves[1:], share).reshape(-1)
    return plants.kind.give(pl.DataFrame(result))


def _curves(points: Array, radii: Array, deals: list[tuple[NDArray[np.intp], Array]], industries: int) -> Array:
    """M of each deal of industries and sizes to the points, shape (deals, industries, radii)."""
    near, expected = (np.zeros((len(deals), industries, len(radii))) for _ in range(2))
    whole = [_shares_without_itself(kind, size, industries) for kind, size in deals]
    for pairs in pairs_within(points, radii[-1]):
        if not len(pairs.first):
            continue
        start = int(pairs.first.min())
        rows = int(pairs.first.max()) - start + 1
        place = (pairs.first - start) * len(radii) + np.searchsorted(radii, pairs.distance)
        for deal, (kind, size) in enumerate(deals):
            weight = size[pairs.second]
            same = kind[pairs.first] == kind[pairs.second]
            around, own = (np.bincount(place, given, rows * len(radii)).reshape(rows, -1).cumsum(axis=1) for given in (weight, weight * same))
            known = around > 0
            here = kind[start : start + rows]
            np.add.at(near[deal], here, np.where(known, ratio(own, around), 0.0))
            np.add.at(expected[deal], here, np.where(known, whole[deal][start : start + rows, None], 0.0))
    return ratio(near, expected)


def _shares_without_itself(kind: NDArray[np.intp], size: Array, industries: int) -> Array:
    """The share of its industry in everything, as each plant sees it without itself, shape (plants,)."""
    own = np.bincount(kind, size, industries)[kind]
    return np.nan_to_num(ratio(own - size, size.sum() - size))


def _quantile(curves: Array, share: float) -> Array:
    """The quantile over the simulations that have a value, shape (industries, radii); NaN where none has."""
    found = np.full(curves.shape[1:], np.nan)
    for place in np.argwhere(np.isfinite(curves).any(axis=0)):
        seen = curves[(slice(None), *place)]
        found[tuple(place)] = np.quantile(seen[np.isfinite(seen)], share)
    return found
