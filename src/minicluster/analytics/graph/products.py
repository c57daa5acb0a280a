"""Sparse products of which only some places are wanted, in pieces that fit into memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np
from scipy import sparse

from minicluster.analytics.graph.network import Matrix

# A piece of ten million multiplications holds about 120 MB.
AT_ONCE: Final = 10_000_000
# Scipy multiplies without holding the interpreter, so that a second core is not idle; each thread holds one piece.
THREADS: Final = 2
T = TypeVar("T")


def worked_on_pieces(left: Matrix, right: Matrix, work: Callable[[slice], T]) -> list[T]:
    """What `work` makes of each span of rows of `left @ right`, in the order of the rows; two spans are worked on at a time."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, pieces(left, right)))


def pieces(left: Matrix, right: Matrix) -> Iterator[slice]:
    """Spans of rows of `left @ right`, each of about as many multiplications."""
    cost = np.cumsum(left.astype(bool).astype(np.float64) @ np.diff(right.indptr).astype(np.float64))
    cuts = np.unique(np.searchsorted(cost, np.arange(AT_ONCE, cost[-1], AT_ONCE)) + 1)
    start = 0
    for end in [*cuts[cuts < left.shape[0]].tolist(), left.shape[0]]:
        yield slice(start, end)
        start = end


def product_at(left: Matrix, right: Matrix, places: Matrix) -> Matrix:
    """`left @ right` where `places` is 1, and nothing elsewhere; all sparse, shape (rows, columns).

    >>> import numpy as np
    >>> path = sparse.csr_array(np.array([[0.0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    >>> product_at(path, path, path).toarray().tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    found = worked_on_pieces(left, right, lambda rows: (left[rows] @ right).multiply(places[rows]))
    return sparse.vstack(found, format="csr")
