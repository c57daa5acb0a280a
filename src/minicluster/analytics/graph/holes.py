"""Structural holes: whether somebody's contacts know each other already."""

import numpy as np
from scipy import sparse

from minicluster.analytics.graph.network import Array, Matrix, Network
from minicluster.analytics.graph.products import product_at
from minicluster.analytics.tables import Table


def structural_holes(network: Network) -> Table:
    """How far a node is held by contacts who are tied to each other (constraint), and how many contacts are worth having (effective size).

    With p_ij = (a_ij + a_ji) / Σ_k (a_ik + a_ki), the share of j in i's ties, and m_jq = (a_jq + a_qj) / max_k (a_jk + a_kj):
    constraint_i = Σ_j (p_ij + Σ_q p_iq p_qj)², effective size_i = Σ_j (1 − Σ_q p_iq m_jq), efficiency = effective size / degree; j over the contacts of i.
    Without weights the effective size is degree − 2 ties among contacts / degree.

    Args:
        network: of any kind; directions are added up.

    Returns:
        A row for each node: `node`, `constraint` (low: a broker between those who do not know each other; may exceed 1 with very few contacts),
        `effective_size` (contacts), `efficiency` (0 to 1). NaN for isolates.

    Source: Burt, R. S. (1992), Structural Holes, Harvard University Press, chapter 2; Borgatti, S. P. (1997), Connections 20, 35-38.

    >>> import polars as pl
    >>> from minicluster.analytics.graph import read_network
    >>> structural_holes(read_network(pl.DataFrame({"from": ["A", "B", "C", "C"], "to": ["B", "C", "A", "D"]}))).filter(node="C").row(0)[1:]
    (0.6111111111111112, 2.3333333333333335, 0.7777777777777778)
    """
    constraint, effective = constraint_of(network), effective_size_of(network)
    degree = np.diff(network.neighbours.indptr)
    return network.by_node(constraint=constraint, effective_size=effective, efficiency=effective / np.where(degree, degree, np.nan))


def constraint_of(network: Network) -> Array:
    """Burt's constraint, shape (nodes,); NaN for isolates."""
    shares = _shares(network)
    held = product_at(shares, shares, network.neighbours) + shares
    held.data **= 2
    return _with_contacts(network, held.sum(axis=1))


def effective_size_of(network: Network) -> Array:
    """Burt's effective size, shape (nodes,); NaN for isolates."""
    strongest = network.mutual.max(axis=1).toarray()
    relative = _scaled(network.mutual, strongest)
    redundant = product_at(_shares(network), relative.T.tocsr(), network.neighbours)
    return _with_contacts(network, np.diff(network.neighbours.indptr) - redundant.sum(axis=1))


def _shares(network: Network) -> Matrix:
    return _scaled(network.mutual, network.mutual.sum(axis=1))


def _scaled(matrix: Matrix, divisor: Array) -> Matrix:
    return (sparse.diags_array(1 / np.where(divisor, divisor, 1)) @ matrix).tocsr()


def _with_contacts(network: Network, values: Array) -> Array:
    return np.where(np.diff(network.neighbours.indptr) > 0, values, np.nan)
