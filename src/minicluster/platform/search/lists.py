"""Lists: which rows of a chart hold a term, and how much its frequency adds to a row's BM25 there.

Most terms stand in few rows: of these the rows are listed. A term that many rows hold has a byte for each row instead: that takes hardly more room, and
what it adds to some rows is looked up at once. All is in the order of the chart, scope by scope, so that what a viewer may not see is not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Sums = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Spans = Sequence[tuple[int, int]]

# A frequency part lies between 0 and 1 and is kept in a byte; the lists only choose.
FULL: Final = 255
# A byte of a frequent term is read about so many times as fast as a row of a list.
FASTER: Final = 5
_PARTS: Final = (np.arange(FULL + 1) / FULL).astype(np.float32)


class _Held(Protocol):
    """What the rows hold of one term."""

    def within(self, edges: NDArray[np.uint32]) -> list[slice]:
        """Where that of the rows of some spans stands, whose first rows and ends are given in turn."""

    def cost(self, within: Sequence[slice]) -> int:
        """How long reading that takes, in rows of a list."""

    def add(self, sums: Sums, shares: Sums, within: Sequence[slice]) -> None:
        """Add to each of these rows what it holds; `shares` says what each byte adds."""

    def at(self, rows: Numbers) -> Bytes:
        """What each of some rows holds, in a byte."""


@dataclass(frozen=True)
class Lists:
    """What the rows of a chart hold of each term.

    Attributes:
        rare: terms of which the rows are listed, ascending.
        ends: where the list of each ends.
        rows, parts: all these lists, one behind the other; each in ascending order of its rows.
        frequent: the other terms, ascending.
        columns: of each of these a byte for every row.
    """

    rare: Numbers
    ends: Numbers
    rows: NDArray[np.uint32]
    parts: Bytes
    frequent: Numbers
    columns: Bytes

    def of(self, terms: Numbers) -> "list[_Held | None]":
        """What the rows hold of each of these terms; None where no row holds it."""
        listed, in_columns = (np.searchsorted(known, terms) for known in (self.rare, self.frequent))
        return [self._held(*places) for places in zip(terms.tolist(), listed.tolist(), in_columns.tolist(), strict=True)]

    def _held(self, term: int, listed: int, in_columns: int) -> "_Held | None":
        if listed < len(self.rare) and self.rare[listed] == term:
            within = slice(int(self.ends[listed - 1]) if listed else 0, int(self.ends[listed]))
            return _List(self.rows[within], self.parts[within])
        if in_columns < len(self.frequent) and self.frequent[in_columns] == term:
            return _Column(self.columns[in_columns])
        return None

    def counts(self) -> tuple[Numbers, Numbers]:
        """All terms, and in how many rows each stands."""
        counts = np.append(np.diff(self.ends, prepend=0), np.count_nonzero(self.columns, axis=1))
        return np.append(self.rare, self.frequent), counts


@dataclass(frozen=True)
class _List:
    rows: NDArray[np.uint32]
    parts: Bytes

    def within(self, edges: NDArray[np.uint32]) -> list[slice]:
        return _slices(np.searchsorted(self.rows, edges))

    def cost(self, within: Sequence[slice]) -> int:
        return _rows_in(within)

    def add(self, sums: Sums, shares: Sums, within: Sequence[slice]) -> None:
        for some in within:
            sums[self.rows[some]] += shares[self.parts[some]]

    def at(self, rows: Numbers) -> Bytes:
        places = np.minimum(np.searchsorted(self.rows, rows.astype(np.uint32)), len(self.rows) - 1)
        return np.where(self.rows[places] == rows, self.parts[places], np.uint8(0))


@dataclass(frozen=True)
class _Column:
    parts: Bytes

    def within(self, edges: NDArray[np.uint32]) -> list[slice]:
        return _slices(edges)

    def cost(self, within: Sequence[slice]) -> int:
        return _rows_in(within) // FASTER

    def add(self, sums: Sums, shares: Sums, within: Sequence[slice]) -> None:
        for some in within:
            sums[some] += shares[self.parts[some]]

    def at(self, rows: Numbers) -> Bytes:
        return self.parts[rows]


def _slices(edges: NDArray[Any]) -> list[slice]:
    places = edges.tolist()
    return list(map(slice, places[::2], places[1::2]))


def _rows_in(within: Sequence[slice]) -> int:
    return sum(int(some.stop) - int(some.start) for some in within)


class Reading:
    """The BM25 of a chart's rows for one question.

    The weightiest terms are read for all rows: as many as cost no more than `most` rows, and half of all weight in any case. What the others add is
    looked up where it decides: who holds only these is not among the best.
    """

    def __init__(self, lists: Lists, size: int, impacts: Mapping[int, float], spans: Spans, most: float) -> None:
        self.sums: Sums = np.zeros(size, dtype=np.float32)
        self._later: list[tuple[_Held, Sums]] = []
        weightiest = sorted(impacts.items(), key=lambda pair: -pair[1])
        held = lists.of(np.array([term for term, _impact in weightiest], dtype=np.int64))
        known = [(of_term, impact) for of_term, (_term, impact) in zip(held, weightiest, strict=True) if of_term is not None]
        unread = sum(impact for _of_term, impact in known)
        edges, half, dear = np.array(spans, dtype=np.uint32).reshape(-1), unread / 2, []
        for of_term, impact in known:
            within = of_term.within(edges)
            cost = of_term.cost(within)
            if cost > most:
                dear.append((of_term, impact, within))
                continue
            most, unread = most - cost, unread - self._read(of_term, impact, within)
        for of_term, impact, within in dear:
            if unread > half:
                unread -= self._read(of_term, impact, within)
            else:
                self._later.append((of_term, _PARTS * np.float32(impact)))

    def _read(self, of_term: _Held, impact: float, within: Sequence[slice]) -> float:
        of_term.add(self.sums, _PARTS * np.float32(impact), within)
        return impact

    def whole(self, rows: Numbers) -> Sums:
        """The sums of these rows over all terms."""
        sums: Sums = self.sums[rows]
        for held, shares in self._later:
            sums += shares[held.at(rows)]
        return sums
