"""Who should meet: people without a tie who share contacts that not everybody shares."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from scipy import sparse

from minicluster.analytics.graph.network import Array, Matrix, Network, Whole
from minicluster.analytics.graph.products import worked_on_pieces
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import numbers, refuse, refuse_empty_keys, refuse_twins

KNOWN: Final = -1e18


def who_should_meet(network: Network, *, each: int = 5, similarity: Table | None = None) -> Table:
    """For each node the others whom it should meet first: no tie yet, and contacts in common, those most that have few contacts.

    score_ij = Σ_z 1/ln k_z over the contacts z in common, with k_z contacts (Adamic and Adar); with a table of expertise, times how well that matches.

    Args:
        network: of any kind; a tie is a tie in either direction, without its weight.
        each: how many for each node.
        similarity: a table with `from`, `to`, `similarity` (0 or more, the same in both directions); a pair that it does not name matches with 0 and is left out,
            and what it says of nodes outside of the network is passed over.

    Returns:
        A row for each node and other, the best first: `node`, `other`, `score`. A pair may stand there from both sides.

    Raises:
        TableError: `each` is less than 1; a similarity is empty, negative, not finite or stands twice.

    Source: Adamic, L. A. and Adar, E. (2003), Social Networks 25, 211-230; Liben-Nowell, D. and Kleinberg, J. (2007), JASIST 58, 1019-1031.

    >>> from minicluster.analytics.graph import read_network
    >>> who_should_meet(read_network(pl.DataFrame({"from": ["A", "B", "C"], "to": ["B", "C", "D"]}))).with_columns(pl.col("score").round(4)).rows()
    [('A', 'C', 1.4427), ('B', 'D', 1.4427), ('C', 'A', 1.4427), ('D', 'B', 1.4427)]
    """
    if each < 1:
        raise TableError("each", f"{each} others for each node are none.", "Ask for at least 1.")
    matching = _matching(similarity, network.names) if similarity is not None else None
    rows, others, scores = _best(network.neighbours, each, matching)
    names = pl.Series("node", network.names)
    return network.kind.give(pl.DataFrame({"node": names.gather(rows), "other": names.gather(others), "score": scores}))


def contacts_in_common(network: Network, one: Any, other: Any) -> list[Any]:
    """Through whom two nodes could meet: their common contacts, those with the fewest contacts first.

    Raises:
        TableError: the network does not know one of them.
    """
    unknown = [str(name) for name in (one, other) if name not in network.names]
    if unknown:
        raise TableError("node", f"The network does not know {', '.join(unknown)}.", "Name nodes as the table of ties does.")
    ties, degree = network.neighbours, np.diff(network.neighbours.indptr)
    first, second = (ties[[network.names.index(name)]].indices for name in (one, other))
    shared = np.intersect1d(first, second)
    return [network.names[place] for place in shared[np.argsort(degree[shared], kind="stable")]]


def _best(ties: Matrix, each: int, matching: Matrix | None) -> tuple[Whole, Whole, Array]:
    degree = np.diff(ties.indptr).astype(np.float64)
    # Somebody with one contact has nobody to introduce them to: the logarithm of 1 is never divided by.
    rare = (sparse.diags_array(1 / np.log(np.maximum(degree, 2))) @ ties).tocsr()
    left_out = (KNOWN * (ties + sparse.eye_array(ties.shape[0], format="csr"))).tocsr()

    def scored(rows: slice) -> Matrix:
        scores = ties[rows] @ rare
        return ((scores if matching is None else scores.multiply(matching[rows]).tocsr()) + left_out[rows]).tocsr()

    def best_of(rows: slice) -> tuple[Whole, Whole, Array]:
        scores = scored(rows)
        firsts = [_first(scores.indices[span], scores.data[span], each) for span in _spans(scores)]
        ones = np.repeat(np.arange(rows.start, rows.stop), [len(others) for others, _values in firsts])
        return ones, np.concatenate([others for others, _values in firsts]).astype(np.int64), np.concatenate([values for _others, values in firsts])

    ones, others, values = (np.concatenate(column) for column in zip(*worked_on_pieces(ties, rare, best_of), strict=True))
    return ones, others, values


def _spans(rows: Matrix) -> Iterator[slice]:
    """Where each row's entries stand."""
    for start, end in pairwise(rows.indptr.tolist()):
        yield slice(start, end)


def _first(others: Whole, scores: Array, each: int) -> tuple[Whole, Array]:
    """The others with the largest positive scores; of equal ones the first by name."""
    if len(scores) > each:
        kept = scores >= np.partition(scores, len(scores) - each)[len(scores) - each]
        others, scores = others[kept], scores[kept]
    wanted = scores > 0
    others, scores = others[wanted], scores[wanted]
    order = np.lexsort((others, -scores))[:each]
    return others[order], scores[order]


def _matching(table: Table, names: tuple[Any, ...]) -> Matrix:
    frame, _kind = read_table(table, ["from", "to", "similarity"])
    refuse_empty_keys(frame, ["from", "to"])
    values = numbers(frame, "similarity", may_be_negative=True)
    refuse(values < 0, "similarity", "similarity is negative.", "Give 0 where nothing matches.")
    place = {str(name): number for number, name in enumerate(names)}
    ends = [frame[end].cast(pl.String) for end in ("from", "to")]
    sorted_ends = pl.DataFrame({"one": pl.select(pl.min_horizontal(*ends)).to_series(), "other": pl.select(pl.max_horizontal(*ends)).to_series()})
    refuse_twins(sorted_ends, ["one", "other"], "Leave one of the rows: it holds in both directions.")
    one, other = (end.replace_strict(place, default=None, return_dtype=pl.Int64) for end in ends)
    inside = (one.is_not_null() & other.is_not_null() & (one != other)).to_numpy()
    size = len(names)
    places = (one.filter(inside).to_numpy(), other.filter(inside).to_numpy())
    one_way = sparse.coo_array((values.to_numpy()[inside], places), shape=(size, size)).tocsr()
    return (one_way + one_way.T).tocsr()
