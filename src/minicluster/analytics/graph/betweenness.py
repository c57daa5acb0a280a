"""Who stands on the shortest ways between others: counted in full, or estimated from some of the nodes with its error."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from minicluster.analytics.graph.network import Array, Network
from minicluster.analytics.tables import Table, TableError

if TYPE_CHECKING:
    import networkit

EXACT_TO: Final = 5_000
SAMPLES: Final = 96
FEWEST: Final = 4
RING: Final = 5


def betweenness(network: Network, *, exact_to: int = EXACT_TO, samples: int = SAMPLES, seed: int = 0) -> Table:
    """On how many shortest ways between two others a node stands; where there are several ways, its share of them. Weights are not distances: not used.

    b_v = Σ_{s<t} σ_st(v) / σ_st, of a directed network over s ≠ t. Above `exact_to` nodes it is estimated: ways from randomly drawn nodes (with putting back) to
    all, times nodes / draws; draws come in small runs, and the standard error is that of the runs' mean. It is right
    on average; as few nodes may carry most ways, two errors to either side hold rather 87 than 95 of 100 true figures.

    Args:
        network: of any kind.
        exact_to: up to how many nodes it is counted in full.
        samples: how many nodes are drawn above that; at least 4.
        seed: of the draws.

    Returns:
        A row for each node: `node`, `betweenness` (a number of pairs, not divided by how many there are), `betweenness_se` (0 where counted in full).

    Raises:
        TableError: `samples` is less than 4.

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

    if samples < FEWEST:
        raise TableError("samples", f"{samples} draws say nothing of their error.", f"Draw at least {FEWEST}.")
    graph, each = _graph(network), 1.0 if network.directed else 0.5
    if network.size <= exact_to:
        exact = np.asarray(centrality.Betweenness(graph).run().scores(), dtype=np.float64)
        return each * exact, np.zeros(network.size)
    return _estimated(graph, samples, seed, each)


def _estimated(graph: "networkit.Graph", samples: int, seed: int, each: float) -> tuple[Array, Array]:
    """Mean and standard error over runs of one or two draws, added up as they come (Welford 1962) so that no run has to be kept."""
    import networkit

    networkit.setSeed(seed, False)  # noqa: FBT003 - it takes no keywords
    draws = _draws_of_a_run()
    runs = -(-samples // draws)
    mean, squares = np.zeros(graph.numberOfNodes()), np.zeros(graph.numberOfNodes())
    for count in range(1, runs + 1):
        away = each / draws * _run(graph) - mean
        mean += away / count
        squares += away**2 * (count - 1) / count
    return mean, np.sqrt(squares / (runs - 1) / runs)


def _run(graph: "networkit.Graph") -> Array:
    from networkit import centrality

    return np.asarray(centrality.EstimateBetweenness(graph, 1, parallel=True).run().scores(), dtype=np.float64)


def _draws_of_a_run() -> int:
    """How many nodes are drawn by a run that is asked for one: 2 in networkit 11.3, which draws one more than asked and divides as if it had not.

    On a ring the ways from every node add up to the same, so that what a run gives, over what is exact, is the number of its draws.
    """
    from networkit import centrality, graph

    places = np.arange(RING, dtype=np.uint64)
    ring = graph.GraphFromCoo((np.ones(RING), (places, np.roll(places, 1))), n=RING, weighted=False, directed=False)
    draws: int = round(float(_run(ring).sum()) / sum(centrality.Betweenness(ring).run().scores()))
    return draws


def _graph(network: Network) -> Any:
    from networkit import graph

    ties = network.binary.tocoo()
    once = slice(None) if network.directed else ties.row < ties.col
    ends = (ties.row[once].astype(np.uint64), ties.col[once].astype(np.uint64))
    return graph.GraphFromCoo((ties.data[once], ends), n=network.size, weighted=False, directed=network.directed)
