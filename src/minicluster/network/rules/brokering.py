"""Who stands between whom in a network of organisations, and for which reason that is said. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from minicluster.analytics.graph import ROLES, Network, betweenness, brokerage_roles, structural_holes
from minicluster.analytics.tables import ratio

SHOWN: Final = 12
# Without directions a way from one's own sector outward is, read from its other end, one inward: representative and gatekeeper are the same ways.
PATHS: Final[Mapping[str, str]] = MappingProxyType({role: path for role, path in ROLES.items() if role != "representative"})


@dataclass(frozen=True)
class Gap:
    """Two sectors between which a broker stands alone.

    Attributes:
        sectors: both; the same twice where the gap lies within one.
        ones: those of the first sector.
        others: those of the second; within one sector, the same as `ones`.
        pairs: how many of them have neither a tie of their own nor anybody else who is tied to both.
    """

    sectors: tuple[str, str]
    ones: frozenset[Any]
    others: frozenset[Any]
    pairs: int

    @property
    def is_across(self) -> bool:
        """Whether it lies between two sectors."""
        return self.sectors[0] != self.sectors[1]


@dataclass(frozen=True)
class Broker:
    """An organisation that stands between others.

    Attributes:
        node: which.
        sector: its own.
        degree: to how many it is tied.
        betweenness: on how many shortest ways between two others it stands (Freeman 1977).
        share: the same over the most that one node of so many can have, 0 to 1.
        error: the standard error of the betweenness; 0 where it was counted in full.
        constraint: how far its contacts are tied to each other (Burt 1992); low is a broker.
        effective_size: how many of its contacts are worth having.
        ways: pairs of its contacts without a tie, by the role in which it stands between them (Gould and Fernandez 1989); see `PATHS`.
        gap: where it stands alone most often; None where somebody else is tied to both everywhere.
    """

    node: Any
    sector: str
    degree: int
    betweenness: float
    share: float
    error: float
    constraint: float
    effective_size: float
    ways: Mapping[str, int]
    gap: Gap | None

    @property
    def all_ways(self) -> int:
        """How many pairs of contacts have no tie of their own."""
        return sum(self.ways.values())

    @property
    def main_role(self) -> str:
        """The role in which it stands most often."""
        return max(PATHS, key=lambda role: self.ways[role])


def brokers_of(network: Network, *, most: int = SHOWN) -> list[Broker]:
    """Those on whom the most shortest ways between others lead, first the most; nobody through whom none leads.

    Args:
        network: undirected, with sectors.
        most: how many.
    """
    between, holes, roles = betweenness(network), structural_holes(network), brokerage_roles(network)
    largest = (network.size - 1) * (network.size - 2) / 2
    order = np.lexsort((np.arange(network.size), -between["betweenness"].to_numpy()))[:most]
    found = []
    for place in order.tolist():
        line, hole, role = (table.row(place, named=True) for table in (between, holes, roles))
        if line["betweenness"] > 0:
            found.append(
                Broker(
                    node=line["node"],
                    sector=role["sector"],
                    degree=int(np.diff(network.neighbours.indptr)[place]),
                    betweenness=line["betweenness"],
                    share=float(ratio(line["betweenness"], largest)),
                    error=line["betweenness_se"] or 0.0,
                    constraint=hole["constraint"],
                    effective_size=hole["effective_size"],
                    ways={name: round(role[name]) for name in PATHS},
                    gap=widest_gap(network, place),
                )
            )
    return found


def widest_gap(network: Network, place: int) -> Gap | None:
    """Between which two sectors a node stands alone for the most pairs; gaps across sectors go before those within one.

    Args:
        network: with sectors.
        place: of the node in `network.names`.
    """
    pairs: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for one, other in _pairs_left_to(network, place):
        of_two = [str(network.sectors[number]) for number in network.sector_of_nodes()[[one, other]]]
        (first, one_end), (second, other_end) = sorted(zip(of_two, (one, other), strict=True))
        pairs[first, second].append((one_end, other_end))
    if not pairs:
        return None
    sectors = min(pairs, key=lambda two: (two[0] == two[1], -len(pairs[two]), two))
    ones, others = (frozenset(network.names[pair[end]] for pair in pairs[sectors]) for end in (0, 1))
    both = ones | others
    return Gap(sectors, *((ones, others) if sectors[0] != sectors[1] else (both, both)), len(pairs[sectors]))


def _pairs_left_to(network: Network, place: int) -> list[tuple[int, int]]:
    """The pairs of a node's contacts that have no tie and no other contact in common, by place."""
    ties = network.neighbours
    contacts = ties[[place]].indices
    among = ties[contacts]
    tied, common = among[:, contacts].toarray(), (among @ among.T).toarray()
    alone = (tied == 0) & (common == 1)
    return [(int(contacts[row]), int(contacts[column])) for row, column in combinations(range(len(contacts)), 2) if alone[row, column]]
