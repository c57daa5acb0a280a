"""Ties within sectors and across them."""

import numpy as np
import polars as pl

from minicluster.analytics.graph.network import Array, Network
from minicluster.analytics.tables import Table, ratio


def ei_index(network: Network) -> Table:
    """Whether ties go out of the own sector or stay in it: 1 all out, −1 all in.

    E-I = (external − internal) / (external + internal). A small sector has more of the world outside of it, so that `expected` says what it would be if ties fell
    on all pairs alike: (pairs across − pairs within) / all pairs.

    Args:
        network: with sectors.

    Returns:
        A row for each sector and at last one for all, whose `sector` is empty: `sector`, `nodes`, `internal`, `external` (ties; a tie between two sectors is
        external to both and counts once for all), `ei`, `expected`. NaN without ties, or without pairs.

    Raises:
        TableError: the network knows no sectors.

    Source: Krackhardt, D. and Stern, R. N. (1988), Social Psychology Quarterly 51, 123-140.

    >>> from minicluster.analytics.graph import read_network
    >>> who = pl.DataFrame({"node": ["A", "B", "C"], "sector": ["firm", "firm", "university"]})
    >>> ei_index(read_network(pl.DataFrame({"from": ["A", "B"], "to": ["B", "C"]}), sectors=who)).select("sector", "ei").rows()
    [('firm', 0.0), ('university', 1.0), (None, 0.0)]
    """
    between, members = ties_between(network), _members(network)
    internal = np.diag(between)
    external = between.sum(axis=1) - internal + (between.sum(axis=0) - internal if network.directed else 0.0)
    within, across = _pairs(network, members)
    table = pl.DataFrame(
        {
            "sector": [*network.sectors, None],
            "nodes": [*members.astype(np.int64), network.size],
            "internal": [*internal.astype(np.int64), int(internal.sum())],
            "external": [*external.astype(np.int64), int(external.sum() / 2)],
            "ei": _index([*internal, internal.sum()], [*external, external.sum() / 2]),
            "expected": _index([*within, within.sum()], [*across, across.sum() / 2]),
        }
    )
    return network.kind.give(table)


def ei_of_nodes(network: Network) -> Array:
    """The same of each node's own ties, shape (nodes,); NaN for isolates. Directions do not matter."""
    ties, sector = network.neighbours.tocoo(), network.sector_of_nodes()
    degree = np.diff(network.neighbours.indptr)
    external = np.bincount(ties.row, sector[ties.row] != sector[ties.col], network.size)
    return _index(degree - external, external)


def cross_sector_ties(network: Network) -> Table:
    """How many ties there are between every two sectors, beside how many there would be if ties fell on all pairs alike.

    expected = density × pairs; ratio = ties / expected.

    Args:
        network: with sectors.

    Returns:
        A row for each pair of sectors (also a sector with itself; of a directed network for each ordered pair): `sector_1`, `sector_2`, `ties`, `weight` (their
        sum), `expected`, `ratio` (NaN where no pair is possible).

    Raises:
        TableError: the network knows no sectors.

    >>> from minicluster.analytics.graph import read_network
    >>> who = pl.DataFrame({"node": ["A", "B", "C"], "sector": ["firm", "firm", "university"]})
    >>> cross_sector_ties(read_network(pl.DataFrame({"from": ["A", "B"], "to": ["B", "C"]}), sectors=who)).select("sector_1", "sector_2", "ties", "ratio").rows()
    [('firm', 'firm', 1, 1.5), ('firm', 'university', 1, 0.75), ('university', 'university', 0, nan)]
    """
    counts, weights, members = ties_between(network), ties_between(network, weighted=True), _members(network)
    possible = np.outer(members, members)
    np.fill_diagonal(possible, members * (members - 1) / (1 if network.directed else 2))
    one, other = (axis.ravel() for axis in np.indices(counts.shape)) if network.directed else np.triu_indices(len(members))
    expected = network.density * possible[one, other]
    sectors = np.array(network.sectors, dtype=object)
    table = pl.DataFrame(
        {
            "sector_1": list(sectors[one]),
            "sector_2": list(sectors[other]),
            "ties": counts[one, other].astype(np.int64),
            "weight": weights[one, other],
            "expected": expected,
            "ratio": ratio(counts[one, other], expected),
        }
    )
    return network.kind.give(table)


def ties_between(network: Network, *, weighted: bool = False) -> Array:
    """Ties between sectors, shape (sectors, sectors): from the first to the second; without directions the same from both sides, and on the diagonal once."""
    ties, sector, many = network.ties.tocoo(), network.sector_of_nodes(), len(network.sectors)
    cell = sector[ties.row] * many + sector[ties.col]
    found: Array = np.bincount(cell, ties.data if weighted else None, many**2).reshape(many, many).astype(np.float64)
    if not network.directed:
        found[np.diag_indices(many)] /= 2
    return found


def _members(network: Network) -> Array:
    return np.bincount(network.sector_of_nodes(), minlength=len(network.sectors)).astype(np.float64)


def _pairs(network: Network, members: Array) -> tuple[Array, Array]:
    """Pairs within each sector, and between it and all others."""
    ordered = 2 if network.directed else 1
    return ordered * members * (members - 1) / 2, ordered * members * (network.size - members)


def _index(internal: object, external: object) -> Array:
    inside, outside = np.asarray(internal, dtype=np.float64), np.asarray(external, dtype=np.float64)
    return ratio(outside - inside, outside + inside)
