"""Candidate sets of clusters: the industries grouped by two methods into many numbers of clusters."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cut_tree, linkage

from minicluster.analytics.cluster_definition.similarity import Array, read_similarity
from minicluster.analytics.tables import Table, TableError

Method = Literal["ward", "k-means"]
Labels = NDArray[np.intp]
METHODS: Final[tuple[Method, ...]] = ("ward", "k-means")
FEWEST: Final = 2
LONGEST: Final = 300


def candidate_clusterings(
    similarity: Table,
    *,
    numbers: Iterable[int],
    methods: Sequence[Method] = METHODS,
    seed: int = 0,
    restarts: int = 10,
    industry: str = "industry",
    value: str = "similarity",
) -> Table:
    """Group the industries into each of several numbers of clusters by Ward's method and by k-means.

    An industry is described by its similarities with all industries, so that two are near that are similar to the same. Source: Delgado, Porter & Stern (2016),
    Journal of Economic Geography 16; Ward (1963), JASA 58; Arthur & Vassilvitskii (2007) for the first centres of k-means.

    Args:
        similarity: a long table as `locational_correlation` or `composite` gives it.
        numbers: how many clusters, each from 2 to one fewer than there are industries.
        methods: "ward", "k-means".
        seed: of the random centres of k-means; the same seed gives the same clusters.
        restarts: from how many sets of centres k-means starts; the one with the least sum of squares is kept.
        industry: the columns are called `industry_1` and `industry_2` after it.
        value: the column with the similarity.

    Returns:
        A row for each method, number and industry: `method`, `clusters`, `industry`, `cluster` (from 1, in the order of their first industry).

    Raises:
        TableError: see `read_similarity`; a number of clusters, or of restarts, that is not possible; an unknown method.

    >>> import polars as pl
    >>> pairs = [("a", "b", 0.9), ("a", "c", 0.1), ("a", "d", 0.0), ("b", "c", 0.0), ("b", "d", 0.1), ("c", "d", 0.8)]
    >>> table = pl.DataFrame(pairs, schema=["industry_1", "industry_2", "similarity"], orient="row")
    >>> candidate_clusterings(table, numbers=[2], methods=["ward"])["cluster"].to_list()
    [1, 1, 2, 2]
    """
    read = read_similarity(table=similarity, industry=industry, value=value)
    size, wanted = len(read.industries), sorted(set(numbers))
    impossible = [number for number in wanted if not FEWEST <= number < size]
    if impossible or not wanted:
        raise TableError(
            "clusters", f"{', '.join(map(str, impossible)) or 'No'} clusters are asked for.", f"Ask for {FEWEST} to {size - 1} of {size} industries."
        )
    if restarts < 1:
        raise TableError("restarts", f"{restarts} restarts are asked for.", "Ask for at least 1.")
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise TableError("method", f"There is no method {', '.join(unknown)}.", f"Use {' or '.join(METHODS)}.")
    points = points_of(read.matrix)
    found = [
        pl.DataFrame({"method": method, "clusters": number, industry: pl.Series(read.industries), "cluster": labels + 1})
        for method in methods
        for number, labels in zip(wanted, _grouped(points, method, wanted, seed, restarts), strict=True)
    ]
    return read.kind.give(pl.concat(found))


def points_of(matrix: Array) -> Array:
    """The industries as points: rows of the similarity, in which an industry is as similar to itself as the most similar two are."""
    points = matrix.copy()
    np.fill_diagonal(points, matrix[~np.eye(len(matrix), dtype=np.bool_)].max())
    return points


def ward_of(points: Array, numbers: Sequence[int]) -> list[Labels]:
    """Clusters by Ward's method, for each number; labels from 0, shape (points,)."""
    cuts = cut_tree(linkage(points, method="ward"), n_clusters=list(numbers))
    return [_in_order(cut) for cut in cuts.T]


def k_means_of(points: Array, number: int, *, seed: int, restarts: int) -> Labels:
    """Clusters by Lloyd's k-means from k-means++ centres, the best of several starts; labels from 0, shape (points,). No cluster is empty."""
    random = np.random.default_rng([seed, number])
    runs = [_lloyd(points, _first_centres(points, number, random)) for _ in range(restarts)]
    return _in_order(min(runs, key=lambda run: run[1])[0])


def _grouped(points: Array, method: Method, numbers: Sequence[int], seed: int, restarts: int) -> list[Labels]:
    return ward_of(points, numbers) if method == "ward" else [k_means_of(points, number, seed=seed, restarts=restarts) for number in numbers]


def _first_centres(points: Array, number: int, random: np.random.Generator) -> Array:
    """k-means++: each next centre is a point, the more probable the farther it is from the centres so far."""
    chosen = [int(random.integers(len(points)))]
    nearest = np.square(points - points[chosen[0]]).sum(axis=1)
    while len(chosen) < number:
        # Where all remaining points lie on centres, any that is not yet one will do.
        weights = nearest if nearest.sum() > 0 else ~np.isin(np.arange(len(points)), chosen)
        chosen.append(int(random.choice(len(points), p=weights / weights.sum())))
        nearest = np.minimum(nearest, np.square(points - points[chosen[-1]]).sum(axis=1))
    return points[chosen]


def _lloyd(points: Array, centres: Array) -> tuple[Labels, float]:
    """Labels and the sum of squared distances to the centres."""
    lengths, labels = np.square(points).sum(axis=1), np.full(len(points), -1)
    for _ in range(LONGEST):
        distances = np.maximum(lengths[:, None] - 2 * points @ centres.T + np.square(centres).sum(axis=1), 0)
        found = distances.argmin(axis=1)
        own = distances[np.arange(len(points)), found]
        for empty in np.flatnonzero(np.bincount(found, minlength=len(centres)) == 0):
            # An empty cluster takes the point that is farthest from its centre and not alone.
            crowded = np.bincount(found, minlength=len(centres))[found] > 1
            farthest = int(np.where(crowded, own, -1).argmax())
            found[farthest], own[farthest] = empty, 0
        if np.array_equal(found, labels):
            break
        labels = found
        members = np.eye(len(centres))[labels]
        centres = members.T @ points / members.sum(axis=0)[:, None]
    return labels, float(np.square(points - centres[labels]).sum())


def _in_order(labels: NDArray[np.integer]) -> Labels:
    """The same clusters numbered in the order of their first point."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.intp)
    order[first.argsort()] = np.arange(len(first))
    return order[inverse]
