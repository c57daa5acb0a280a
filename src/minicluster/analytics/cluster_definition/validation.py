"""How good a set of clusters is: whether industries are more related within than between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from minicluster.analytics.cluster_definition.candidates import Labels
from minicluster.analytics.cluster_definition.similarity import Array, Similarity, read_similarity
from minicluster.analytics.tables import Kind, Table, TableError, read_table
from minicluster.analytics.tables.reading import refuse, refuse_twins

HIGH: Final = 95


@dataclass(frozen=True)
class Validation:
    """Validation scores as long tables.

    Attributes:
        scores: a row for each clustering and measure: `method`, `clusters`, `measure`, `vs_cluster`, `vs_industry`, `vs` (shares, 0–1), `margin`.
        ranking: a row for each clustering, the best first: the means of these over the measures.
    """

    scores: Table
    ranking: Table


@dataclass(frozen=True)
class Score:
    """The scores of one clustering by one similarity.

    Attributes:
        vs_cluster: the share of clusters whose industries are more related among themselves (WCR) than to other clusters (BCR): the mean of the share above the
            mean BCR and of the share above the 95th percentile of BCR. A cluster of one industry is not.
        vs_industry: the same of industries, each with the others of its cluster and with the industries of each other cluster.
        margin: the mean over industries of WCR less the highest BCR, in standard deviations of the similarity over pairs; one that is alone counts 0.
    """

    vs_cluster: float
    vs_industry: float
    margin: float

    @property
    def vs(self) -> float:
        """The validation score: the mean of both."""
        return (self.vs_cluster + self.vs_industry) / 2


def validation_scores(
    clusterings: Table, similarities: Mapping[str, Table], *, industry: str = "industry", cluster: str = "cluster", value: str = "similarity"
) -> Validation:
    """Score every candidate set of clusters by every similarity, and rank the sets.

    The validation score asks whether within-cluster relatedness is above between-cluster relatedness; see `Score`. It does not punish two true clusters for
    standing as one, nor, among many clusters, a true one for standing as two (its other half is one of the highest twentieth): sets of equal score are ranked by
    their margin to the nearest other cluster, which is highest where neither has happened. Source: Delgado, Porter & Stern (2016), Journal of Economic Geography 16.

    Args:
        clusterings: a long table as `candidate_clusterings` gives it, or with just `industry` and `cluster`; `method` and `clusters` name the set.
        similarities: long tables by the name of their measure, as `locational_correlation` gives them; best those that the clusters were *not* made from too.
        industry: the column with the industry; pairs are `industry_1`, `industry_2`.
        cluster: the column with the cluster.
        value: the column with the similarity.

    Raises:
        TableError: see `read_similarity`; an industry of the clusters has no similarity, or stands twice in a set; a set is of one cluster.

    >>> import polars as pl
    >>> pairs = [("a", "b", 0.9), ("a", "c", 0.1), ("a", "d", 0.0), ("b", "c", 0.0), ("b", "d", 0.1), ("c", "d", 0.8)]
    >>> similarity = pl.DataFrame(pairs, schema=["industry_1", "industry_2", "similarity"], orient="row")
    >>> clusters = pl.DataFrame({"industry": list("abcd"), "cluster": [1, 1, 2, 2]})
    >>> validation_scores(clusters, {"made up": similarity}).ranking.select("vs_cluster", "vs_industry", "vs").rows()
    [(1.0, 1.0, 1.0)]
    """
    if not similarities:
        raise TableError("similarity", "There is no similarity.", "Give at least one table.")
    read = {name: read_similarity(table, industry=industry, value=value) for name, table in similarities.items()}
    sets, kind = read_clusterings(clusterings, industry=industry, cluster=cluster)
    rows = [
        {"method": method, "clusters": number, "measure": measure, **_columns(score_of(*_aligned(frame, similarity, industry, cluster)))}
        for (method, number), frame in sets.items()
        for measure, similarity in read.items()
    ]
    scores = pl.DataFrame(rows)
    means = scores.group_by("method", "clusters", maintain_order=True).agg(pl.col("vs_cluster", "vs_industry", "vs", "margin").mean())
    return Validation(kind.give(scores), kind.give(means.sort("vs", "margin", descending=True, maintain_order=True)))


def score_of(matrix: Array, labels: Labels) -> Score:
    """The scores of one clustering.

    Args:
        matrix: a symmetric similarity, shape (industries, industries); its diagonal is passed over.
        labels: the cluster of each industry, from 0, shape (industries,); at least two clusters.
    """
    pairs = matrix[np.triu_indices(len(matrix), 1)]
    within, between = relatedness_to_clusters(matrix, labels)
    members = np.eye(int(labels.max()) + 1)[labels]
    sizes = members.sum(axis=0)
    # An industry's WCR has as many pairs as those of its cluster's others, so that the plain mean over members is the mean over pairs; the same holds of BCR.
    of_clusters = np.where(sizes > 1, members.T @ np.nan_to_num(within) / sizes, np.nan)
    across = members.T @ np.nan_to_num(between) / sizes[:, None]
    np.fill_diagonal(across, np.nan)
    margin = np.nan_to_num(within - np.nanmax(between, axis=1)).mean() / (pairs.std() or 1)
    return Score(_share_above(of_clusters, across), _share_above(within, between), float(margin))


def relatedness_to_clusters(matrix: Array, labels: Labels) -> tuple[Array, Array]:
    """How similar each industry is to its own cluster (WCR) and to each other one (BCR).

    Returns:
        WCR, the mean similarity with the others of its cluster, shape (industries,), NaN for one that is alone; BCR, the mean similarity with the industries of
        each cluster, shape (industries, clusters), NaN for its own and for an empty one.
    """
    members = np.eye(int(labels.max()) + 1)[labels]
    sizes, places = members.sum(axis=0), np.arange(len(labels))
    sums = (matrix - np.diag(np.diagonal(matrix))) @ members
    others = sizes[labels] - 1
    within = np.where(others > 0, sums[places, labels] / np.maximum(others, 1), np.nan)
    between = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)
    between[places, labels] = np.nan
    return within, between


def read_clusterings(table: Table, *, industry: str, cluster: str) -> tuple[dict[tuple[Any, Any], pl.DataFrame], Kind]:
    """The sets of clusters of a long table by method and number; a table without these is one set.

    Raises:
        TableError: a key is empty, or an industry stands twice in a set.
    """
    try:
        frame, kind = read_table(table, ["method", "clusters", industry, cluster])
    except TableError as refused:
        if refused.rule != "column":
            raise
        frame, kind = read_table(table, [industry, cluster])
        frame = frame.with_columns(pl.lit("given").alias("method"), pl.lit(frame[cluster].n_unique()).alias("clusters"))
    for key in ("method", "clusters", industry, cluster):
        refuse(frame[key].is_null(), "key", f"{key} is empty.", "Name it, or leave the row out.")
    refuse_twins(frame, ["method", "clusters", industry], "An industry is in one cluster of a set: leave one of them.")
    return {(method, number): rows for (method, number), rows in frame.group_by("method", "clusters", maintain_order=True)}, kind


def _aligned(frame: pl.DataFrame, similarity: Similarity, industry: str, cluster: str) -> tuple[Array, Labels]:
    """The similarity of just the industries of a set, and their clusters from 0."""
    place = {name: number for number, name in enumerate(similarity.industries)}
    lacking = [str(name) for name in frame[industry] if name not in place]
    if lacking:
        raise TableError("industry", f"There is no similarity of {', '.join(lacking[:3])}.", "Add its pairs, or leave it out of the clusters.")
    _, labels = np.unique(frame[cluster].to_numpy(), return_inverse=True)
    if labels.max() == 0:
        raise TableError("clusters", "A set has just one cluster.", "Give sets of at least two: there is nothing to compare it with.")
    places = [place[name] for name in frame[industry]]
    return similarity.matrix[np.ix_(places, places)], labels


def _share_above(within: Array, between: Array) -> float:
    """The mean of two shares: of those above the mean of what is between, and above its 95th percentile; one that is alone is above neither."""
    above_mean = within > np.nanmean(between, axis=1)
    above_high = within > np.nanpercentile(between, HIGH, axis=1)
    return float((above_mean.mean() + above_high.mean()) / 2)


def _columns(score: Score) -> dict[str, float]:
    return {"vs_cluster": score.vs_cluster, "vs_industry": score.vs_industry, "vs": score.vs, "margin": score.margin}
