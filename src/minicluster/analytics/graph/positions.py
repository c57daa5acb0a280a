"""Where nodes stand: tied to how many and how strongly, in which part of the network, or to nobody."""

import numpy as np
import polars as pl
from scipy.sparse import csgraph

from minicluster.analytics.graph.network import Network, Whole
from minicluster.analytics.tables import Table


def degrees(network: Network) -> Table:
    """How many others a node is tied to, and how strongly.

    degree = number of others with a tie in either direction; strength = Σ_j a_ij, of a directed network over both directions.

    Args:
        network: of any kind.

    Returns:
        A row for each node: `node`, `degree`, `strength`; of a directed network also `out_degree`, `in_degree`, `out_strength`, `in_strength`.

    Source: Freeman, L. C. (1978), Social Networks 1, 215-239; strength: Barrat, A. et al. (2004), PNAS 101, 3747-3752.

    >>> from minicluster.analytics.graph import read_network
    >>> degrees(read_network(pl.DataFrame({"from": ["A", "B"], "to": ["B", "C"], "weight": [2, 1]}), weight="weight")).rows()
    [('A', 1, 2.0), ('B', 2, 3.0), ('C', 1, 1.0)]
    """
    out, into = network.ties.sum(axis=1), network.ties.sum(axis=0)
    both = {"degree": degree_of(network), "strength": out + into if network.directed else out}
    if not network.directed:
        return network.by_node(**both)
    ways = {"out_degree": np.diff(network.ties.indptr), "in_degree": np.bincount(network.ties.indices, minlength=network.size)}
    return network.by_node(**both, **ways, out_strength=out, in_strength=into)


def degree_of(network: Network) -> Whole:
    """The number of others with a tie in either direction, shape (nodes,)."""
    degree: Whole = np.diff(network.neighbours.indptr).astype(np.int64)
    return degree


def isolates(network: Network) -> Table:
    """The nodes that nothing ties to anybody: those of the table of sectors that no tie names.

    Returns:
        A row for each: `node`, and `sector`.

    >>> from minicluster.analytics.graph import read_network
    >>> who = pl.DataFrame({"node": ["A", "B", "C"], "sector": ["firm", "firm", "university"]})
    >>> isolates(read_network(pl.DataFrame({"from": ["A"], "to": ["B"]}), sectors=who)).rows()
    [('C', 'university')]
    """
    alone = np.flatnonzero(degree_of(network) == 0)
    sector = network.sector_of_nodes() if len(alone) else alone
    names, sectors = [network.names[place] for place in alone], [network.sectors[sector[place]] for place in alone]
    return network.kind.give(pl.DataFrame({"node": names, "sector": sectors}))


def components(network: Network) -> Table:
    """The parts of the network between which there is no way, whatever the direction of ties: 0 is the largest, then by their first node.

    Returns:
        A row for each node: `node`, `component`, and `component_size`, its number of nodes.

    >>> from minicluster.analytics.graph import read_network
    >>> components(read_network(pl.DataFrame({"from": ["A", "C", "D"], "to": ["B", "D", "E"]}))).rows()
    [('A', 1, 2), ('B', 1, 2), ('C', 0, 3), ('D', 0, 3), ('E', 0, 3)]
    """
    component, size = component_of(network)
    return network.by_node(component=component, component_size=size[component])


def component_of(network: Network) -> tuple[Whole, Whole]:
    """The component of each node, shape (nodes,), and the size of each component, from the largest, shape (components,)."""
    _number, label = csgraph.connected_components(network.neighbours, directed=False)
    size = np.bincount(label)
    order = np.argsort(-size, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[label], size[order].astype(np.int64)
