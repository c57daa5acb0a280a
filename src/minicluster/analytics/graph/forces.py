"""Where the nodes of one connected part lie: close to those to whom they are tied, apart from the others."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from minicluster.analytics.graph.network import Array, Matrix
from minicluster.analytics.graph.products import product_at

PIVOTS: Final = 40
# Repulsion takes all pairs: rounds are so many that a picture of 2,000 nodes takes a second, and fewer of larger ones.
ROUNDS: Final = 80
PAIRS_IN_ALL: Final = 320_000_000
# How much more a tie pulls whose ends have all their contacts in common.
EMBEDDED: Final = 4.0
# Of a tie against the push of two nodes of mass 1: circles draw together, and whoever ties them lies between.
STRENGTH: Final = 20.0
# Towards the middle, for what hangs on by one tie.
GRAVITY: Final = 0.05
NEAREST: Final = 1e-2
Half = NDArray[np.float32]


def placed(neighbours: Matrix, rng: np.random.Generator) -> Array:
    """Positions of the nodes of a connected network, shape (nodes, 2), unit of length about the distance between neighbours.

    A start by distances in the network (pivot MDS, Brandes & Pich 2007), then the forces of LinLog (Noack 2007) with masses by degree (as in ForceAtlas2,
    Jacomy et al. 2014): ties pull with the logarithm of their length, all pairs push with one over it. Ties within circles pull more, which keeps
    circles together that would otherwise be drawn through each other (the idea of Simmelian backbones, Nick et al. 2013).
    """
    size = neighbours.shape[0]
    if size == 1:
        return np.zeros((1, 2))
    start = _started(neighbours, rng)
    return _settled(start, neighbours, _pulls(neighbours))


def _started(neighbours: Matrix, rng: np.random.Generator) -> Array:
    distances = _distances_to_pivots(neighbours)
    squares = distances**2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    _left, _size, axes = np.linalg.svd(centred.T @ centred)
    start = centred @ axes[:2].T if len(axes) > 1 else np.column_stack([centred @ axes[0], np.zeros(len(centred))])
    spread = start.std(axis=0).max() or 1.0
    size = len(start)
    # Nodes at the same distances would lie on one spot, from which no force leads away.
    jittered: Array = start / spread * np.sqrt(size) + rng.normal(0, 0.05 * np.sqrt(size), start.shape)
    return jittered


def _distances_to_pivots(neighbours: Matrix) -> Array:
    """Steps from each node to pivots, each as far from those before as can be; shape (nodes, pivots)."""
    size = neighbours.shape[0]
    columns: list[Array] = []
    nearest = np.full(size, np.inf)
    pivot = int(np.argmax(np.diff(neighbours.indptr)))
    for _number in range(min(PIVOTS, size)):
        steps = csgraph.dijkstra(neighbours, indices=pivot, unweighted=True)
        columns.append(steps)
        nearest = np.minimum(nearest, steps)
        pivot = int(np.argmax(nearest))
    return np.column_stack(columns)


def _pulls(neighbours: Matrix) -> Matrix:
    """How strongly each tie pulls: 1, and more by the share of contacts that its ends have in common."""
    in_common = product_at(neighbours, neighbours, neighbours)
    degree = np.diff(neighbours.indptr).astype(np.float64)
    ties = neighbours.tocoo()
    common = np.asarray(in_common[ties.row, ties.col]).ravel() if ties.nnz else np.zeros(0)
    together = degree[ties.row] + degree[ties.col] - common
    return sparse.coo_array((1 + EMBEDDED * common / together, (ties.row, ties.col)), shape=neighbours.shape).tocsr()


def _settled(start: Array, neighbours: Matrix, pulls: Matrix) -> Array:
    size = len(start)
    rounds = int(min(ROUNDS, max(4, PAIRS_IN_ALL // size**2)))
    at = start.astype(np.float32)
    mass = (np.diff(neighbours.indptr) + 1).astype(np.float32)
    ties = pulls.tocoo()
    pull = ties.data.astype(np.float32)
    for step in range(rounds):
        force = _pushes(at, mass) - _pulled(at, ties, pull) / mass[:, None] - GRAVITY * at / np.sqrt(size)
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-6
        warmth = np.sqrt(size) * 0.3 * (1 - step / rounds) ** 1.5 + 0.02
        at += force / length * np.minimum(length, warmth)
        at -= at.mean(axis=0)
    return at.astype(np.float64)


def _pushes(at: Half, mass: Half) -> Half:
    """The sum of m_j (x_i − x_j) / |x_i − x_j|² over all others j; shape (nodes, 2)."""
    squares, ones = (at**2).sum(axis=1, keepdims=True), np.ones((len(at), 1), dtype=np.float32)
    closeness = np.hstack([at * -2, squares, ones]) @ np.hstack([at, ones, squares]).T
    np.maximum(closeness, NEAREST, out=closeness)
    np.reciprocal(closeness, out=closeness)
    np.fill_diagonal(closeness, 0)
    sums = closeness @ (mass[:, None] * np.hstack([ones, at]))
    return np.asarray(at * sums[:, :1] - sums[:, 1:], dtype=np.float32)


def _pulled(at: Half, ties: Any, pull: Half) -> Half:
    """The sum of log(1 + d) towards those to whom a node is tied; shape (nodes, 2)."""
    along = at[ties.row] - at[ties.col]
    length = np.sqrt((along**2).sum(axis=1)) + 1e-6
    drawn = along * (pull * np.log1p(length) / length)[:, None] * STRENGTH
    return np.column_stack([np.bincount(ties.row, drawn[:, axis], minlength=len(at)) for axis in (0, 1)]).astype(np.float32)
