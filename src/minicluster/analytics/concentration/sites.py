"""Plants at points of a plane, and the pairs of them within reach of each other, a block at a time so that no more than a block is in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist, pdist

from minicluster.analytics.tables import Columns, Plants, Table, TableError, read_plants
from minicluster.analytics.tables.panel import Array

PAIRS_IN_MEMORY: Final = 2_000_000


@dataclass(frozen=True)
class Pairs:
    """Pairs of plants: places of the first and the second, and the distance between them, each of shape (pairs,)."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    distance: Array


def read_sites(table: Table, industry: str, value: str, east: str, north: str) -> tuple[Plants, Array]:
    """The plants, and where they stand as shape (plants, 2). A plant has no region here: its industry takes the place of it."""
    plants = read_plants(table, Columns(industry, industry, value), (east, north))
    return plants, np.column_stack([plants.extra[east], plants.extra[north]])


def check_confidence(confidence: float) -> None:
    """Raise ValueError unless it is a share between 0 and 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}; it is a share between 0 and 1, such as 0.95.")


def checked_distances(distances: object, name: str) -> Array:
    """The distances as an array.

    Raises:
        TableError: there is none, or they do not rise from 0 or more.
    """
    given = np.asarray(distances, dtype=np.float64).reshape(-1)
    if not len(given) or not np.isfinite(given).all() or given[0] < 0 or (np.diff(given) <= 0).any():
        raise TableError(name, f"{name} do not rise from 0 or more.", "Give finite distances in the unit of the coordinates, from near to far.")
    return given


def pairs_within(points: Array, radius: float) -> Iterator[Pairs]:
    """All ordered pairs of different plants no further apart than the radius; all pairs of one first plant come in the same block."""
    everywhere = KDTree(points)
    block = max(1, PAIRS_IN_MEMORY // len(points))
    for start in range(0, len(points), block):
        found = KDTree(points[start : start + block]).sparse_distance_matrix(everywhere, radius, output_type="ndarray")
        first, second = found["i"] + start, found["j"]
        other = first != second
        yield Pairs(first[other], second[other], found["v"][other])


def all_distances(points: Array, weights: Array) -> Iterator[tuple[Array, Array]]:
    """The distances between all unordered pairs, and the products of the weights of the two."""
    block = max(1, PAIRS_IN_MEMORY // len(points))
    for start in range(0, len(points), block):
        here, rest = points[start : start + block], points[start + block :]
        first, second = np.triu_indices(len(here), 1)
        weight = weights[start : start + block]
        yield pdist(here), weight[first] * weight[second]
        if len(rest):
            yield cdist(here, rest).reshape(-1), np.outer(weight, weights[start + block :]).reshape(-1)
