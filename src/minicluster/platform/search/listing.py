"""Making the lists of a chart (`lists.py`) from the terms of its rows: more postings than memory should hold."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.weights import UsualLengths
from minicluster.platform.search.lists import FULL, Lists
from minicluster.platform.search.terms import postings_of

# Held by one row in so many, a term is frequent.
FREQUENT: Final = 32
# So many postings are held before they go to files, and so many files share them by term.
HELD: Final = 2_000_000
FILES: Final = 16
_POSTING: Final = np.dtype([("term", "<i8"), ("row", "<u4"), ("part", "u1")])


class Listing:
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
