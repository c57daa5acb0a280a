"""Whether the contacts of a contact are contacts too."""

from typing import Final

import numpy as np
from scipy import sparse

from minicluster.analytics.graph.network import Array, Network
from minicluster.analytics.graph.products import product_at

CORNERS: Final = 3


def transitivity(network: Network) -> float:
    """The share of two-step ways that are closed: 3 × triangles / (pairs of ties that meet in a node), 0 to 1; NaN where no ties meet.

    Directions do not matter.

    Source: Newman, M. E. J., Strogatz, S. H. and Watts, D. J. (2001), Physical Review E 64, 026118; Luce, R. D. and Perry, A. D. (1949), Psychometrika 14, 95-116.

    >>> import polars as pl
    >>> from minicluster.analytics.graph import read_network
    >>> transitivity(read_network(pl.DataFrame({"from": ["A", "B", "C", "C"], "to": ["B", "C", "A", "D"]})))
    0.6
    """
    degree = np.diff(network.neighbours.indptr).astype(np.float64)
    meeting = (degree * (degree - 1)).sum() / 2
    return float(CORNERS * triangles(network) / meeting) if meeting else float("nan")


def triangles(network: Network) -> int:
    """How many triples of nodes are all tied to each other.

    Each tie is walked from the node with fewer ties to the one with more, so that no node has many ways out and a triangle is found just once.
    """
    ties = network.neighbours.tocoo()
    rank = _ranks(np.diff(network.neighbours.indptr).astype(np.float64))
    up = rank[ties.row] < rank[ties.col]
    upward = sparse.coo_array((ties.data[up], (ties.row[up], ties.col[up])), shape=ties.shape).tocsr()
    return int(product_at(upward, upward, upward).sum())


def _ranks(degree: Array) -> Array:
    ranks = np.empty(len(degree))
    ranks[np.argsort(degree, kind="stable")] = np.arange(len(degree))
    return ranks
