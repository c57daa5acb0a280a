"""At which distances an industry's plants stand more often than chance would have it, chance being the places where any plant can be."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from minicluster.analytics.concentration.sites import all_distances, check_confidence, checked_distances, read_sites
from minicluster.analytics.tables import Table, TableError
from minicluster.analytics.tables.panel import Array

# Distances are counted at that many steps of the map's diagonal, each shared between the two steps that it lies between: a step is far below any bandwidth,
# and a curve differs from the sum over all pairs by about 1 in 100,000.
STEPS: Final = 16_384
NODES: Final = np.arange(STEPS + 2)
BANDS: Final = ("lower", "upper", "global_lower", "global_upper", "localised", "dispersed")


def duranton_overman_kd(
    table: Table,
    *,
    distances: Sequence[float],
    industry: str = "industry",
    value: str = "value",
    east: str = "east",
    north: str = "north",
    weighted: bool = False,
    bandwidth: float | None = None,
    simulations: int = 0,
    confidence: float = 0.95,
    seed: int = 0,
) -> Table:
    """How often two plants of an industry are a given distance apart: its density over distances, and where chance would have put it.

    K(d) = Σ_{i<j} w_i w_j [φ((d − d_ij)/h) + φ((d + d_ij)/h)] / (h Σ_{i<j} w_i w_j), with φ the normal density; the second term reflects what would fall below 0.
    Chance: as many plants, drawn without replacement from the places of all plants of the table. The local bands hold at one distance; above the
    global upper band an industry is *localised* at some distance with the given confidence over all of them, below the global lower band *dispersed*,
    unless it is localised at some distance.

    Args:
        table: a row for each plant.
        distances: at which to measure, in the unit of the coordinates, from near to far; Duranton and Overman go up to the median distance of all plants.
        industry: the column of the industries.
        value: the column of the sizes.
        east: the column of the first coordinate, in metres or kilometres on a plane, not in degrees.
        north: the column of the second coordinate.
        weighted: True weighs pairs by the product of the sizes, otherwise each pair counts the same.
        bandwidth: h in the unit of the coordinates; by Silverman's rule from the distances of the industry if it is left out.
        simulations: how many draws make the bands; 1,000 is usual, 0 is none.
        confidence: of each band to its side, 0 to 1.
        seed: of the draws.

    Returns:
        A row for each industry and distance: `distance`, `kd` (per unit of distance), `bandwidth`; with simulations `lower`, `upper`, `global_lower`,
        `global_upper`, `localised` and `dispersed` (how far beyond the global band, 0 if not). NaN for an industry of a single plant, or without distances.

    Raises:
        TableError: the table cannot be read, or the distances do not rise from 0 or more.
        ValueError: confidence is not between 0 and 1, or the bandwidth is not above 0.

    Source: Duranton, G. and Overman, H. (2005), Review of Economic Studies 72, 1077-1106; Silverman, B. W. (1986), Density Estimation, sections 2.10, 3.4.2.

    >>> import polars as pl
    >>> plants = {"industry": ["x", "x", "y", "y"], "value": [1, 1, 1, 1], "east": [0, 1, 0, 10], "north": [0, 0, 0, 0]}
    >>> curve = duranton_overman_kd(pl.DataFrame(plants), distances=[1, 10], bandwidth=1.0)
    >>> curve.select("industry", "distance", pl.col("kd").round(3)).rows()
    [('x', 1.0, 0.453), ('x', 10.0, 0.0), ('y', 1.0, 0.0), ('y', 10.0, 0.399)]
    """
    check_confidence(confidence)
    if bandwidth is not None and not 0 < bandwidth < np.inf:
        raise ValueError(f"bandwidth is {bandwidth:g}; it is a distance above 0.")
    grid = checked_distances(distances, "distances")
    plants, points = read_sites(table, industry, value, east, north)
    diagonal = float(np.hypot(*np.ptp(points, axis=0)))
    if diagonal == 0:
        raise TableError("place", "All plants stand on one point.", "Give the coordinates of each.")
    step = diagonal / STEPS
    draws = np.random.default_rng(seed)
    parts = []
    for code, name in enumerate(plants.industries):
        members = np.flatnonzero(plants.industry == code)
        weights = plants.size[members] if weighted else np.ones(len(members))
        counted = _counted(points[members], weights, step)
        width = bandwidth or _silverman(points[members], step)
        part = {industry: pl.Series([name]).new_from_index(0, len(grid)), "distance": grid}
        if not counted.any() or not width > 0:
            parts.append(pl.DataFrame({**part, **{column: np.full(len(grid), np.nan) for column in ("kd", "bandwidth", *(BANDS if simulations else ()))}}))
            continue
        kernel = _kernel(grid, step, width)
        curve = _density(kernel, counted)
        part |= {"kd": curve, "bandwidth": np.full(len(grid), width)}
        if simulations:
            places = (draws.choice(len(points), len(members), replace=False) for _ in range(simulations))
            simulated = np.array([_density(kernel, _counted(points[drawn], weights, step)) for drawn in places])
            part |= dict(zip(BANDS, _bands(curve, simulated, confidence), strict=True))
        parts.append(pl.DataFrame(part))
    return plants.kind.give(pl.concat(parts))


def _counted(points: Array, weights: Array, step: float) -> Array:
    """How much weight of pairs lies at each step of distance, shape (STEPS + 2,)."""
    counted = np.zeros(len(NODES))
    for distance, weight in all_distances(points, weights):
        scaled = distance / step
        lower = np.minimum(scaled.astype(np.intp), STEPS)
        further = (scaled - lower) * weight
        counted += np.bincount(lower, weight - further, len(NODES)) + np.bincount(lower + 1, further, len(NODES))
    return counted


def _silverman(points: Array, step: float) -> float:
    """0.9 min(standard deviation, interquartile range / 1.34) n^(−1/5) of the n distances, read from their counts; NaN with fewer than two distances."""
    counted = _counted(points, np.ones(len(points)), step)
    number = counted.sum()
    if number < 2:  # noqa: PLR2004 - one distance has no spread
        return np.nan
    mean = counted @ NODES / number
    spread = step * np.sqrt(counted @ (NODES - mean) ** 2 / (number - 1))
    first, third = (step * np.searchsorted(np.cumsum(counted), share * number) for share in (0.25, 0.75))
    quartiles = (third - first) / 1.34
    return float(0.9 * (min(spread, quartiles) if quartiles > 0 else spread) * number ** (-1 / 5))


def _kernel(grid: Array, step: float, width: float) -> Array:
    """What a pair at each step adds to the density at each distance, shape (distances, STEPS + 2)."""
    density = np.empty((len(grid), len(NODES)))
    for row, distance in enumerate(grid):
        density[row] = sum(np.exp(-(((distance + sign * step * NODES) / width) ** 2) / 2) for sign in (-1, 1)) / (width * np.sqrt(2 * np.pi))
    return density


def _density(kernel: Array, counted: Array) -> Array:
    return np.asarray(kernel @ counted / counted.sum())


def _bands(curve: Array, simulated: Array, confidence: float) -> tuple[Array, ...]:
    """Local and global bands, and how far the curve lies beyond the global ones, each of shape (distances,).

    The global upper band is the highest rank at each distance that no more than 1 − confidence of the simulated curves exceed at any distance.
    """
    ordered = np.sort(simulated, axis=0)
    ranks = np.argsort(np.argsort(simulated, axis=0, kind="stable"), axis=0, kind="stable")
    lower, upper = np.quantile(simulated, [1 - confidence, confidence], axis=0)
    top = int(np.ceil(np.quantile(ranks.max(axis=1), confidence)))
    bottom = int(np.floor(np.quantile(ranks.min(axis=1), 1 - confidence)))
    above, below = np.maximum(curve - ordered[top], 0), np.maximum(ordered[bottom] - curve, 0)
    return lower, upper, ordered[bottom], ordered[top], above, np.zeros_like(below) if above.any() else below
