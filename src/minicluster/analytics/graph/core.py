"""Core and periphery: whether there is one dense middle on which everybody else hangs, and who is in it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.graph.network import Array, Matrix, Network
from minicluster.analytics.tables import Table, ratio

STEPS: Final = 1_000
NEAR: Final = 1e-9


@dataclass(frozen=True)
class CorePeriphery:
    """What was found.

    Attributes:
        nodes: a row for each node: `node`, `coreness` (0 to 1, the largest is 1), `core` (true or false).
        fit: the correlation of ties with coreness × coreness, over all pairs, −1 to 1.
        core_size: how many nodes are in the core.
        core_fit: the correlation of ties with "tied inside the core, not tied outside of it"; pairs of a core and a peripheral node are left out.
    """

    nodes: Table
    fit: float
    core_size: int
    core_fit: float


def core_periphery(network: Network) -> CorePeriphery:
    """How far the network is one core with a periphery: each node's coreness, and the sharp core that fits best.

    Continuous: the c between 0 and 1 for which Σ_{i≠j} (a_ij − c_i c_j)² is smallest (MINRES), with the fit r(a_ij, c_i c_j). Discrete: the nodes in the order of coreness,
    cut where the ties agree best with the ideal of Borgatti and Everett (1 within the core, 0 within the periphery, nothing said between them).

    Args:
        network: of any kind; a tie is a tie in either direction, without its weight.

    Returns:
        See `CorePeriphery`. Fits are NaN where all pairs are tied or none is.

    Source: Borgatti, S. P. and Everett, M. G. (2000), Social Networks 21, 375-395; Boyd, J. P. et al. (2010), Social Networks 32, 125-137 (MINRES).

    >>> import polars as pl
    >>> from minicluster.analytics.graph import read_network
    >>> star = pl.DataFrame({"from": ["A", "A", "B", "A", "B", "C"], "to": ["B", "C", "C", "D", "E", "F"]})
    >>> found = core_periphery(read_network(star))
    >>> found.nodes.filter("core")["node"].to_list(), found.core_fit
    (['A', 'B', 'C'], 1.0)
    """
    ties = network.neighbours
    coreness = coreness_of(ties)
    order = np.lexsort((-np.diff(ties.indptr), -coreness))
    size, core_fit = _best_cut(ties, order)
    core = np.zeros(network.size, dtype=np.bool_)
    core[order[:size]] = True
    scaled = ratio(coreness, coreness.max(initial=0.0))
    return CorePeriphery(network.by_node(coreness=scaled, core=core), _fit(ties, coreness), size, core_fit)


def coreness_of(ties: Matrix) -> Array:
    """The c of `core_periphery`, not scaled, shape (nodes,).

    The unknown diagonal is filled with c_i² and c is moved half the way to A c / (c·c), until it stands: half, so that nets of two sides do not swing. None
    grows above 1, as the middle of a star would without end.
    """
    degree = np.diff(ties.indptr).astype(np.float64)
    coreness: Array = degree / np.sqrt(max(degree.sum(), 1.0))
    for _step in range(STEPS):
        length = coreness @ coreness
        if length == 0:
            break
        moved = np.minimum((coreness + (ties @ coreness + coreness**3) / length) / 2, 1)
        change, coreness = np.abs(moved - coreness).max(), moved
        if change <= NEAR * coreness.max():
            break
    return coreness


def _fit(ties: Matrix, coreness: Array) -> float:
    """Pearson's r of a_ij and c_i c_j over i ≠ j, from sums over the ties alone; NaN where one side does not vary."""
    pairs, tied, squares = ties.shape[0] * (ties.shape[0] - 1), ties.nnz, coreness**2
    products, product_squares = coreness.sum() ** 2 - squares.sum(), squares.sum() ** 2 - (squares**2).sum()
    spread = tied * (pairs - tied) * (pairs * product_squares - products**2)
    return float((pairs * (coreness @ (ties @ coreness)) - tied * products) / np.sqrt(spread)) if spread > 0 else float("nan")


def _best_cut(ties: Matrix, order: NDArray[np.intp]) -> tuple[int, float]:
    """How many nodes of that order make the best core, and its fit; 0 and NaN where no cut says anything."""
    nodes = len(order)
    place = np.empty(nodes, dtype=np.int64)
    place[order] = np.arange(nodes)
    ends = ties.tocoo()
    once = ends.row < ends.col
    one, other = place[ends.row[once]], place[ends.col[once]]
    # A tie is within the core when its later node is, and within the periphery when its earlier one is.
    within_core = np.cumsum(np.bincount(np.maximum(one, other), minlength=nodes))[:-1]
    within_periphery = once.sum() - np.cumsum(np.bincount(np.minimum(one, other), minlength=nodes))[:-1]
    fits = _cut_fits(np.arange(1, nodes, dtype=np.float64), nodes, within_core.astype(np.float64), within_periphery.astype(np.float64))
    if not np.isfinite(fits).any():
        return 0, float("nan")
    # Of cuts that fit alike the largest core: a node tied to all of it belongs to it.
    best = int(np.flatnonzero(fits >= np.nanmax(fits) - NEAR)[-1])
    return best + 1, float(fits[best])


def _cut_fits(core: Array, nodes: int, within_core: Array, within_periphery: Array) -> Array:
    """φ of tied/not tied by in the core/in the periphery, for each size of the core; NaN where one of them does not vary."""
    inside, outside = core * (core - 1) / 2, (nodes - core) * (nodes - core - 1) / 2
    ties, pairs = within_core + within_periphery, inside + outside
    spread = inside * outside * ties * (pairs - ties)
    fits: Array = ratio(pairs * within_core - inside * ties, np.sqrt(np.where(spread > 0, spread, np.nan)))
    return fits
