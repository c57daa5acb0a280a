"""Industries that stand in the wrong cluster are given to the one that they are most related to."""

from typing import Any

import numpy as np
import polars as pl

from minicluster.analytics.cluster_definition.candidates import Labels
from minicluster.analytics.cluster_definition.similarity import Array, read_similarity
from minicluster.analytics.cluster_definition.validation import read_clusterings, relatedness_to_clusters
from minicluster.analytics.tables import Table, TableError


def reassign_marginal(clusters: Table, similarity: Table, *, industry: str = "industry", cluster: str = "cluster", value: str = "similarity") -> Table:
    """Give each marginal industry to the cluster that it is most related to.

    An industry is marginal that is more related to the industries of another cluster than to the others of its own. The one that gains most moves first, then all
    is measured anew; each moves at most once, so that it ends. An industry that is alone in its cluster moves if its similarity with another cluster is above 0.
    Source: after Delgado, Porter & Stern (2016), Journal of Economic Geography 16, who look at each move before they make it: so should you.

    Args:
        clusters: a long table of one set: `industry`, `cluster`.
        similarity: a long table as `composite` gives it.
        industry: the column with the industry; pairs are `industry_1`, `industry_2`.
        cluster: the column with the cluster.
        value: the column with the similarity.

    Returns:
        A row for each industry: `industry`, `cluster`, `was`, `within` (mean similarity with the others of its cluster now), `next_cluster`, `between` (the other
        cluster that is nearest, and the mean similarity with it).

    Raises:
        TableError: see `read_similarity` and `validation_scores`; the table holds several sets.

    >>> import polars as pl
    >>> pairs = [("a", "b", 0.9), ("a", "c", 0.1), ("a", "d", 0.0), ("b", "c", 0.0), ("b", "d", 0.1), ("c", "d", 0.8)]
    >>> similarity = pl.DataFrame(pairs, schema=["industry_1", "industry_2", "similarity"], orient="row")
    >>> wrong = pl.DataFrame({"industry": list("abcd"), "cluster": [1, 1, 1, 2]})
    >>> reassign_marginal(wrong, similarity).select("industry", "was", "cluster").rows()
    [('a', 1, 1), ('b', 1, 1), ('c', 1, 2), ('d', 2, 2)]
    """
    read = read_similarity(similarity, industry=industry, value=value)
    sets, kind = read_clusterings(clusters, industry=industry, cluster=cluster)
    if len(sets) > 1:
        raise TableError("clusters", f"The table holds {len(sets)} sets of clusters.", "Give one of them.")
    (frame,) = sets.values()
    place = {name: number for number, name in enumerate(read.industries)}
    lacking = [str(name) for name in frame[industry] if name not in place]
    if lacking:
        raise TableError("industry", f"There is no similarity of {', '.join(lacking[:3])}.", "Add its pairs, or leave it out of the clusters.")
    places = [place[name] for name in frame[industry]]
    matrix = read.matrix[np.ix_(places, places)]
    names, was = np.unique(frame[cluster].to_numpy(), return_inverse=True)
    if len(names) == 1:
        raise TableError("clusters", "There is just one cluster.", "Give a set of at least two.")
    now = reassigned(matrix, was)
    return kind.give(_described(frame[industry], names, (was, now), matrix, industry))


def reassigned(matrix: Array, labels: Labels) -> Labels:
    """The clusters after every marginal industry has moved; shapes as in `score_of`, and a cluster may be left empty."""
    labels, stays = labels.copy(), np.zeros(len(labels), dtype=np.bool_)
    while True:
        within, between = _within_and_between(matrix, labels)
        gain = np.where(stays, -np.inf, between.max(axis=1) - np.nan_to_num(within))
        mover = int(gain.argmax())
        if not gain[mover] > 0:
            return labels
        labels[mover], stays[mover] = between[mover].argmax(), True


def _within_and_between(matrix: Array, labels: Labels) -> tuple[Array, Array]:
    within, between = relatedness_to_clusters(matrix, labels)
    return within, np.where(np.isnan(between), -np.inf, between)


def _described(industries: pl.Series, names: Any, moved: tuple[Labels, Labels], matrix: Array, industry: str) -> pl.DataFrame:
    was, now = moved
    within, between = _within_and_between(matrix, now)
    nearest = between.argmax(axis=1)
    share = between[np.arange(len(now)), nearest]
    return pl.DataFrame(
        {
            industry: industries,
            "cluster": names[now],
            "was": names[was],
            "within": within,
            "next_cluster": names[nearest],
            "between": share,
        }
    )
