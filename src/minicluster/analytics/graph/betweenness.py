"""Who stands on the shortest ways between others: counted in full, or estimated from some of the nodes with its error."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from minicluster.analytics.graph.network import Array, Network
from minicluster.analytics.tables import Table, TableError

if TYPE_CHECKING:
    import networkit

EXACT_TO: Final = 5_000
SAMPLES: Final = 96
# A sample of two runs on two threads; the spread of the samples is the error.
AT_ONCE: Final = 2


def betweenness(network: Network, *, exact_to: int = EXACT_TO, samples: int = SAMPLES, seed: int = 0) -> Table:
    """On how many shortest ways between two others a node stands; where there are several ways, its share of them. Weights are not distances: not used.

    b_v = Σ_{s<t} σ_st(v) / σ_st, of a directed network over s ≠ t. Above `exact_to` nodes it is estimated: ways from randomly drawn nodes (with putting back) to
    all, times nodes / draws; draws come in pairs, and the standard error is that of the pairs' mean.

    Args:
        network: of any kind.
        exact_to: up to how many nodes it is counted in full.
        samples: how many nodes are drawn above that; an even number of at least 4.
        seed: of the draws.

    Returns:
        A row for each node: `node`, `betweenness` (a number of pairs, not divided by how many there are), `betweenness_se` (0 where counted in full).

    Raises:
        TableError: `samples` is not an even number of at least 4.

    Source: Freeman, L. C. (1977), Sociometry 40, 35-41; Brandes, U. (2001), Journal of Mathematical Sociology 25, 163-177; Brandes, U. and Pich, C. (2007),
    International Journal of Bifurcation and Chaos 17, 2303-2318.

    >>> import polars as pl
    >>> from minicluster.analytics.graph import read_network
    >>> betweenness(read_network(pl.DataFrame({"from": ["A", "B", "C"], "to": ["B", "C", "D"]})))["betweenness"].to_list()
    [0.0, 2.0, 2.0, 0.0]
    """
    found, error = betweenness_of(network, exact_to=exact_to, samples=samples, seed=seed)
    return network.by_node(betweenness=found, betweenness_se=error)


def betweenness_of(network: Network, *, exact_to: int = EXACT_TO, samples: int = SAMPLES, seed: int = 0) -> tuple[Array, Array]:
    """As `betweenness`: the figures and their standard errors, both of shape (nodes,)."""
    # Only here: loading it takes a second, which only those pay who ask.
    from networkit import centrality

    if samples < 2 * AT_ONCE or samples % AT_ONCE:
        raise TableError("samples", f"{samples} nodes cannot be drawn in at least two pairs.", "Draw an even number of at least 4.")
    graph, each = _graph(network), 1.0 if network.directed else 0.5
    if network.size <= exact_to:
        exact = np.asarray(centrality.Betweenness(graph).run().scores(), dtype=np.float64)
        return each * exact, np.zeros(network.size)
    return _estimated(graph, samples // AT_ONCE, seed, each)


def _estimated(graph: "networkit.Graph", pairs: int, seed: int, each: float) -> tuple[Array, Array]:
    """Mean and standard error over pairs of draws, added up as they come (Welford 1962) so that no draw has to be kept."""
    import networkit

    networkit.setSeed(seed, False)  # noqa: FBT003 - it takes no keywords
    mean, squares = np.zeros(graph.numberOfNodes()), np.zeros(graph.numberOfNodes())
    for count in range(1, pairs + 1):
        drawn = each * np.asarray(networkit.centrality.EstimateBetweenness(graph, AT_ONCE, parallel=True).run().scores(), dtype=np.float64)
        away = drawn - mean
        mean += away / count
        squares += away * (drawn - mean)
    return mean, np.sqrt(squares / (pairs - 1) / pairs)


def _graph(network: Network) -> Any:
    from networkit import graph

    ties = network.binary.tocoo()
    once = slice(None) if network.directed else ties.row < ties.col
    ends = (ties.row[once].astype(np.uint64), ties.col[once].astype(np.uint64))
    return graph.GraphFromCoo((ties.data[once], ends), n=network.size, weighted=False, directed=network.directed)
