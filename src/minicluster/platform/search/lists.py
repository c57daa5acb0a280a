"""Lists: which rows of a chart hold a term, and how much its frequency adds to a row's BM25 there.

Most terms stand in few rows: of these the rows are listed. A term that many rows hold has a byte for each row instead: that takes hardly more room, and
what it adds to some rows is looked up at once. All is in the order of the chart, scope by scope, so that what a viewer may not see is not read.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.terms import postings_of

Numbers = NDArray[np.int64]
Sums = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Spans = Sequence[tuple[int, int]]

# A frequency part lies between 0 and 1 and is kept in a byte; the lists only choose.
FULL: Final = 255
# Held by more than one row in so many, a term is frequent.
FREQUENT: Final = 32
# A byte of a frequent term is read about so many times as fast as a row of a list.
FASTER: Final = 5
# So many postings are held before they go to files, and so many files share them by term.
HELD: Final = 2_000_000
FILES: Final = 16
_POSTING: Final = np.dtype([("term", "<i8"), ("row", "<u4"), ("part", "u1")])
_PARTS: Final = (np.arange(FULL + 1) / FULL).astype(np.float32)


class _Held(Protocol):
    """What the rows hold of one term."""

    def within(self, spans: Spans) -> list[slice]:
        """Where what the rows of some spans hold stands."""

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

    def within(self, spans: Spans) -> list[slice]:
        places = np.searchsorted(self.rows, np.array(spans, dtype=np.uint32).reshape(-1)).tolist()
        return [slice(begin, end) for begin, end in zip(places[::2], places[1::2], strict=True)]

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

    def within(self, spans: Spans) -> list[slice]:
        return [slice(begin, end) for begin, end in spans]

    def cost(self, within: Sequence[slice]) -> int:
        return _rows_in(within) // FASTER

    def add(self, sums: Sums, shares: Sums, within: Sequence[slice]) -> None:
        for some in within:
            sums[some] += shares[self.parts[some]]

    def at(self, rows: Numbers) -> Bytes:
        return self.parts[rows]


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
        half, dear = unread / 2, []
        for of_term, impact in known:
            within = of_term.within(spans)
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


class Gathering:
    """The postings of a chart's rows, while they come in: more of them than memory should hold."""

    def __init__(self) -> None:
        self._held: list[NDArray[np.void]] = []
        self._count = self._rows = 0
        self._files: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()

    def add(self, documents: Sequence[bytes], usual: UsualLengths) -> None:
        """Take in the next rows: the packed terms of documents, in a collection where documents are usually so long."""
        terms, rows, parts = postings_of(documents, usual)
        postings = np.empty(len(terms), dtype=_POSTING)
        # What is there at all is never nothing.
        postings["term"], postings["row"], postings["part"] = terms, rows + self._rows, np.maximum(np.round(parts * FULL), 1)
        self._held.append(postings)
        self._count += len(postings)
        self._rows += len(documents)
        if self._count >= HELD:
            self._put_away()

    def lists(self) -> Lists:
        """The lists of all rows that came in."""
        if self._files:
            self._put_away()
        columns = zip(*(self._sorted(postings) for postings in self._parts()), strict=True)
        rare, lengths, rows, parts, frequent, of_frequent = (np.concatenate(column) for column in columns)
        return Lists(rare, np.cumsum(lengths), rows, parts, frequent, of_frequent)

    def _sorted(self, postings: NDArray[np.void]) -> tuple[NDArray[Any], ...]:
        postings = postings[np.argsort(postings["term"], kind="stable")]
        terms, begins = np.unique(postings["term"], return_index=True)
        lengths = np.diff(begins, append=len(postings))
        is_rare = lengths * FREQUENT <= self._rows
        listed = np.repeat(is_rare, lengths)
        columns = np.zeros((np.count_nonzero(~is_rare), self._rows), dtype=np.uint8)
        for column, begin, length in zip(columns, begins[~is_rare].tolist(), lengths[~is_rare].tolist(), strict=True):
            column[postings["row"][begin : begin + length]] = postings["part"][begin : begin + length]
        return terms[is_rare], lengths[is_rare], postings["row"][listed], postings["part"][listed], terms[~is_rare], columns

    def _parts(self) -> Iterator[NDArray[np.void]]:
        """The postings, part by part, terms ascending from one part to the next."""
        if not self._files:
            yield np.concatenate([*self._held, np.empty(0, dtype=_POSTING)])
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), dtype=_POSTING)

    def _put_away(self) -> None:
        if not self._files:
            self._files = [self._open.enter_context(tempfile.TemporaryFile()) for _part in range(FILES)]  # noqa: SIM115  # closed with the stack
        postings = np.concatenate([*self._held, np.empty(0, dtype=_POSTING)])
        # The upper bits of a term say which part it belongs to.
        parts = postings["term"] // (2**64 // FILES) + FILES // 2
        for part, file in enumerate(self._files):
            file.write(postings[parts == part].tobytes())
        self._held, self._count = [], 0
