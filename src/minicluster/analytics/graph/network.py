"""Who is tied to whom, as one sparse matrix, read from a long table of ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.graph.times import Period, periods_of, read_times
from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.keys import numbered
from minicluster.analytics.tables.reading import Kind, columns_of, numbers, refuse, refuse_empty_keys

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
# scipy publishes no types.
Matrix: TypeAlias = Any
Repeated = Literal["refuse", "add"]
WHO: Final = "Name it, or leave the row out."
# Beyond these, sums and shares of weights are lost to the arithmetic.
LEAST, MOST = 1e-100, 1e100


@dataclass(frozen=True)
class Dated:
    """The ties row by row, for measures that follow them through time.

    Attributes:
        source: shape (rows,), the place of each row's first node.
        target: shape (rows,), the place of each row's second node.
        period: shape (rows,), the place of each row's period in `periods`.
        periods: in order.
    """

    source: Whole
    target: Whole
    period: Whole
    periods: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and the ties between them.

    Attributes:
        names: of the nodes, sorted.
        ties: sparse, shape (nodes, nodes): weights above 0, nothing on the diagonal; the same from both sides unless the network is directed.
        directed: whether a tie from A to B is another one than from B to A.
        sector: shape (nodes,), the place of each node's sector in `sectors`; `None` where no sectors were given.
        sectors: sorted.
        dated: the rows with their periods, where a column of times was named.
        kind: of the table that was given.
    """

    names: tuple[Any, ...]
    ties: Matrix
    directed: bool
    sector: Whole | None
    sectors: tuple[Any, ...]
    dated: Dated | None
    kind: Kind

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.names)

    @property
    def number_of_ties(self) -> int:
        """The number of ties; from both sides they count once unless the network is directed."""
        return int(self.ties.nnz) if self.directed else int(self.ties.nnz) // 2

    @property
    def pairs(self) -> int:
        """How many ties there could be."""
        ordered = self.size * (self.size - 1)
        return ordered if self.directed else ordered // 2

    @property
    def density(self) -> float:
        """The ties over those that there could be, 0 to 1; NaN with fewer than two nodes."""
        return self.number_of_ties / self.pairs if self.pairs else float("nan")

    @cached_property
    def binary(self) -> Matrix:
        """1 where there is a tie."""
        return ones(self.ties)

    @cached_property
    def mutual(self) -> Matrix:
        """The weights of both directions added up, as Burt's measures read a network: `a_ij + a_ji`."""
        return (self.ties + self.ties.T).tocsr()

    @cached_property
    def neighbours(self) -> Matrix:
        """1 where there is a tie in either direction."""
        return ones(self.mutual)

    def sector_of_nodes(self) -> Whole:
        """The sectors as numbers.

        Raises:
            TableError: no sectors were given.
        """
        if self.sector is None:
            raise TableError("sector", "The network knows no sectors.", "Give a table with a sector for each node.")
        return self.sector

    def rows_in_time(self) -> Dated:
        """The ties row by row with their periods.

        Raises:
            TableError: no column of times was named.
        """
        if self.dated is None:
            raise TableError("time", "The network knows no times.", "Name the column that says when each tie was made.")
        return self.dated

    def by_node(self, **measures: NDArray[Any]) -> Table:
        """A row for each node; each measure has shape (nodes,)."""
        return self.kind.give(pl.DataFrame({"node": self.names, **measures}))


def ones(matrix: Matrix) -> Matrix:
    """The same places, each with 1."""
    return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)


def read_network(
    table: Table,
    *,
    source: str = "from",
    target: str = "to",
    weight: str | None = None,
    time: str | None = None,
    period: Period = "year",
    sectors: Table | None = None,
    node: str | None = None,
    sector: str | None = None,
    directed: bool = False,
    repeated: Repeated = "refuse",
) -> Network:
    """Read a long table in which each row is a tie.

    Args:
        table: see `minicluster.analytics.tables`.
        source: the column with one end of the tie.
        target: the column with the other end.
        weight: the column with the strength, above 0; without it each tie weighs 1.
        time: the column with the day, month or year in which the tie was made (a date, 2007-03-14, 2007-03, 2007, or the number of a wave). The same pair may
            stand in different times: as a tie it then has the weight of all.
        period: what times are summed up to.
        sectors: a table with a row for each node and its sector; nodes that no tie names are isolates.
        node: its column with the node; without it "node", or else the first column.
        sector: its column with the sector; without it "sector", or else the second of two.
        directed: a tie from A to B is another one than from B to A.
        repeated: what to do with a pair that stands twice (in the same time): refuse the table, or add the weights up.

    Raises:
        TableError: there is no row, a column is missing, an end is empty, a node is tied to itself, a pair stands twice, a weight is not a finite number above
            0, a time cannot be read, or a node has no sector or two.

    >>> network = read_network(pl.DataFrame({"from": ["A", "B"], "to": ["B", "C"], "weight": [2, 1]}), weight="weight")
    >>> network.names, network.ties.toarray().tolist()
    (('A', 'B', 'C'), [[0.0, 2.0, 0.0], [2.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    """
    ends = (source, target)
    if source == target:
        raise TableError("column", f"Both ends are {source}.", "Name two columns.")
    frame, kind = read_table(table, [*ends, *(name for name in (weight, time) if name)])
    refuse_empty_keys(frame, ends)
    listed = _read_sectors(sectors, node, sector) if sectors is not None else None
    names, places = _named([frame[source], frame[target], *([listed[0]] if listed else [])])
    first, second = places[0], places[1]
    refuse(pl.Series(first == second), "self", f"{source} and {target} are the same.", "Leave the row out: nobody is tied to themselves.")
    weights = _weights(frame, weight)
    times = read_times(frame[time]) if time else None
    if repeated == "refuse":
        _refuse_twins(first, second, times, len(names), directed=directed, ends=ends)
    return Network(
        names=names,
        ties=_matrix(first, second, weights, len(names), directed=directed),
        directed=directed,
        sector=_sector(places, len(names), listed[1][1], ends) if listed else None,
        sectors=listed[1][0] if listed else (),
        dated=_dated(first, second, periods_of(times, period)) if times is not None else None,
        kind=kind,
    )


def _named(columns: Sequence[pl.Series]) -> tuple[tuple[Any, ...], list[Whole]]:
    """The names that stand in any of the columns, and each column as places among them; numbers and texts are told apart as texts."""
    plain = [column.cast(pl.String) if column.dtype in (pl.Categorical, pl.Enum) else column for column in columns]
    if len({column.dtype for column in plain}) > 1:
        whole = all(column.dtype.is_integer() for column in plain)
        plain = [column.cast(pl.Int64 if whole else pl.String) for column in plain]
    names, codes = numbered(pl.concat([column.rename("node") for column in plain]))
    ends = np.cumsum([len(column) for column in plain])[:-1]
    return names, np.split(codes.astype(np.int64), ends)


def _weights(frame: pl.DataFrame, weight: str | None) -> Array:
    if weight is None:
        return np.ones(frame.height)
    read = numbers(frame, weight, may_be_negative=True)
    refuse(read <= 0, "weight", f"{weight} is not above 0.", "Give the strength as a number above 0; leave the row out where there is no tie.")
    refuse((read < LEAST) | (read > MOST), "weight", f"{weight} is too small or too large to be added up.", "Give it in another unit.")
    return read.to_numpy()


def _dated(first: Whole, second: Whole, times: pl.Series) -> Dated:
    periods, places = numbered(times)
    return Dated(first, second, places.astype(np.int64), periods)


def _refuse_twins(first: Whole, second: Whole, times: pl.Series | None, size: int, *, directed: bool, ends: tuple[str, str]) -> None:
    one, other = (first, second) if directed else (np.minimum(first, second), np.maximum(first, second))
    rows = pl.DataFrame([pl.Series("pair", one * size + other), *([times.alias("time")] if times is not None else [])])
    either = "" if directed else " (in either order)"
    at = f" at the same {times.name}" if times is not None else ""
    refuse(
        ~rows.select(pl.struct(pl.all()).is_first_distinct()).to_series(),
        "duplicate",
        f"The same {ends[0]}, {ends[1]}{either} stood before{at}.",
        "Take the row out, or have repeated ties added up (--add-up).",
    )


def _matrix(first: Whole, second: Whole, weights: Array, size: int, *, directed: bool) -> Matrix:
    one_way = sparse.coo_array((weights, (first, second)), shape=(size, size)).tocsr()
    both = one_way if directed else (one_way + one_way.T).tocsr()
    both.sort_indices()
    return both


def _read_sectors(table: Table, node: str | None, sector: str | None) -> tuple[pl.Series, tuple[tuple[Any, ...], Whole]]:
    who, what = _sector_columns(columns_of(table), node, sector)
    frame, _kind = read_table(table, [who, what])
    refuse(frame[who].is_null(), "key", f"{who} is empty.", WHO)
    refuse(frame[what].is_null(), "sector", f"{what} is empty.", "Every node needs a sector: name it.")
    refuse(~frame[who].is_first_distinct(), "duplicate", f"The same {who} stood before.", "Leave one of the rows: a node has one sector.")
    values, codes = numbered(frame[what])
    return frame[who], (values, codes.astype(np.int64))


def _sector_columns(there: Sequence[str], node: str | None, sector: str | None) -> tuple[str, str]:
    who = node or ("node" if "node" in there else there[0])
    others = [name for name in there if name != who]
    what = sector or ("sector" if "sector" in others else others[0] if len(others) == 1 else None)
    if what is None:
        raise TableError("column", "There is no column sector.", f"The table of sectors has {', '.join(there)}: say which of them it is.")
    return who, what


def _sector(places: list[Whole], size: int, codes: Whole, ends: tuple[str, str]) -> Whole:
    found = np.full(size, -1, dtype=np.int64)
    found[places[2]] = codes
    for name, rows in zip(ends, places, strict=False):
        refuse(pl.Series(found[rows] < 0), "sector", f"{name} has no sector.", "Add its row to the table of sectors.")
    return found
