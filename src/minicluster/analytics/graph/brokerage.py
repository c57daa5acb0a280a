"""Who carries between whom: Gould and Fernandez's five roles, told by the sectors along the way, beside what chance would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from scipy import sparse

from minicluster.analytics.graph.network import Array, Matrix, Network
from minicluster.analytics.graph.products import product_at
from minicluster.analytics.tables import Table, ratio

ByRole: TypeAlias = dict[str, Array]
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {"coordinator": "A→A→A", "consultant": "A→B→A", "gatekeeper": "A→B→B", "representative": "A→A→B", "liaison": "A→B→C"}
)


def brokerage_roles(network: Network) -> Table:
    """In which roles a node stands between two others who have no tie of their own, by the sectors of the three.

    A way i → j → k with i ≠ k and no tie i → k is a brokerage of j. Its role is named by its path: coordinator A→A→A (all of one sector), consultant A→B→A (also
    itinerant: between two of another sector), gatekeeper A→B→B (lets in from outside), representative A→A→B (carries out), liaison A→B→C (three sectors).
    Without directions a pair counts once and gatekeeper and representative are the same ways, read from either end: both columns have them, `total` once.

    Expected is what a network of the same density d gives in which each tie is as likely: number of pairs × d²(1 − d); z is the distance in standard deviations.
    Real networks have more two-step ways than that, so compare z of nodes with each other before saying that one is unusual.

    Args:
        network: with sectors.

    Returns:
        A row for each node: `node`, `sector`, then for each role its count, `…_expected` and `…_z` (NaN where chance leaves no room), and `total`.

    Raises:
        TableError: the network knows no sectors.

    Source: Gould, R. V. and Fernandez, R. M. (1989), Sociological Methodology 19, 89-126.

    >>> import polars as pl
    >>> from minicluster.analytics.graph import read_network
    >>> who = pl.DataFrame({"node": ["A1", "B1", "B2"], "sector": ["A", "B", "B"]})
    >>> table = brokerage_roles(read_network(pl.DataFrame({"from": ["A1", "B1"], "to": ["B1", "B2"]}), sectors=who, directed=True))
    >>> table.filter(node="B1").select("coordinator", "consultant", "gatekeeper", "representative", "liaison", "total").row(0)
    (0.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    """
    counts, (expected, deviation) = roles_of(network), expected_roles_of(network)
    columns: ByRole = {}
    for role in ROLES:
        z = ratio(counts[role] - expected[role], np.where(deviation[role] > 0, deviation[role], np.nan))
        columns |= {role: counts[role], f"{role}_expected": expected[role], f"{role}_z": z}
    sector = np.array(network.sectors, dtype=object)[network.sector_of_nodes()]
    once = [role for role in ROLES if network.directed or role != "representative"]
    return network.by_node(sector=sector, **columns, total=np.sum([counts[role] for role in once], axis=0))


def roles_of(network: Network) -> ByRole:
    """How often each node stands in each role, shapes (nodes,)."""
    ways, closed = _two_step_ways(network), _closed_ways(network)
    counts = {role: ways[role] - closed[role] for role in ROLES}
    if not network.directed:
        # Every pair was walked from both ends; gatekeepers of one direction are representatives of the other.
        for role in ("coordinator", "consultant", "liaison"):
            counts[role] /= 2
    return counts


def _within_and_across(network: Network) -> tuple[Matrix, Matrix]:
    """The ties within sectors and those across them."""
    ties, sector = network.binary.tocoo(), network.sector_of_nodes()
    same = sector[ties.row] == sector[ties.col]
    parts = (sparse.coo_array((ties.data[kept], (ties.row[kept], ties.col[kept])), shape=ties.shape).tocsr() for kept in (same, ~same))
    within, across = parts
    return within, across


def _two_step_ways(network: Network) -> ByRole:
    """Ways i → j → k with i ≠ k, tied or not."""
    within, across = _within_and_across(network)
    inside, outside = (_Ways(part) for part in (within, across))
    by_sector = _one_for_each(network)
    # From a sector and back to the same one: a product of what comes in and what goes out, sector by sector.
    same_sector = ((across.T.tocsr() @ by_sector).multiply(across @ by_sector)).sum(axis=1)
    return {
        "coordinator": inside.into * inside.out - inside.mutual,
        "consultant": same_sector - outside.mutual,
        "gatekeeper": outside.into * inside.out,
        "representative": inside.into * outside.out,
        "liaison": outside.into * outside.out - same_sector,
    }


class _Ways:
    """How many ties come in, go out, and go both ways, at each node."""

    def __init__(self, ties: Matrix) -> None:
        self.into, self.out = ties.sum(axis=0), ties.sum(axis=1)
        self.mutual = ties.multiply(ties.T.tocsr()).sum(axis=1)


def _closed_ways(network: Network) -> ByRole:
    """Ways i → j → k whose ends are tied, i → k: for each tie j → k, from how many i both are reached; sectors tell which ties are meant."""
    within, across = _within_and_across(network)
    from_within, from_across = within.T.tocsr(), across.T.tocsr()
    steps = {
        "coordinator": (from_within, within, within),
        "consultant": (from_across, within, across),
        "gatekeeper": (from_across, across, within),
        "representative": (from_within, across, across),
        "liaison": (from_across, across, across),
    }
    return {role: product_at(first, ends, second).sum(axis=1) for role, (first, ends, second) in steps.items()}


def _one_for_each(network: Network) -> Matrix:
    sector = network.sector_of_nodes()
    return sparse.coo_array((np.ones(network.size), (np.arange(network.size), sector)), shape=(network.size, len(network.sectors))).tocsr()


@dataclass(frozen=True)
class _Pairs:
    """How many pairs could pass a node in a role, and how many couples of these share a first or a last node; shapes (sectors,)."""

    number: Array
    couples: Array


def expected_roles_of(network: Network) -> tuple[ByRole, ByRole]:
    """The mean and the standard deviation of each count where each tie is as likely, shapes (nodes,).

    A pair is brokered with the probability π = d²(1 − d). Two pairs that share a node share a tie, and so vary together by d³(1 − d)³; others do not:
    variance = pairs × π(1 − π) + couples × d³(1 − d)³.
    """
    d, sector = network.density, network.sector_of_nodes()
    members = np.bincount(sector, minlength=len(network.sectors)).astype(np.float64)
    chance, together = d**2 * (1 - d), d**3 * (1 - d) ** 3
    mean, deviation = {}, {}
    for role, pairs in _possible(members, directed=network.directed).items():
        mean[role] = (pairs.number * chance)[sector]
        deviation[role] = np.sqrt(pairs.number * chance * (1 - chance) + pairs.couples * together)[sector]
    return mean, deviation


def _possible(members: Array, *, directed: bool) -> dict[str, _Pairs]:
    """For a node of each sector, with n members: each first node that may be in q pairs is in q(q − 1) couples, and each last node too."""
    n, everybody = members, members.sum()
    outside, others = everybody - n, np.maximum(n - 1, 0)
    ordered = 1.0 if directed else 0.5
    sides = 2.0 if directed else 1.0
    pairs_of_sector, couples_of_sector = n * (n - 1), n * (n - 1) * np.maximum(n - 2, 0)
    mixed = _Pairs(outside * others, outside * others * np.maximum(others - 1, 0) + others * outside * np.maximum(outside - 1, 0))
    # In how many pairs of three sectors a node of each other sector may be.
    third = np.maximum(outside[:, None] - n[None, :], 0) * (1 - np.eye(len(n)))
    return {
        "coordinator": _Pairs(ordered * others * np.maximum(others - 1, 0), sides * others * np.maximum(others - 1, 0) * np.maximum(others - 2, 0)),
        "consultant": _Pairs(ordered * (pairs_of_sector.sum() - pairs_of_sector), sides * (couples_of_sector.sum() - couples_of_sector)),
        "gatekeeper": mixed,
        "representative": mixed,
        "liaison": _Pairs(ordered * (third @ n), sides * ((third * np.maximum(third - 1, 0)) @ n)),
    }
