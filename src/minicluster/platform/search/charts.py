"""Charts: the settled documents of a programme in short form, so that a process compares a question with all of them at once.

Of each position a chart keeps the signs of its numbers and the numbers in a byte each. Signs are compared first where documents are many (a word of the
processor holds sixty-four of them), and bytes decide among the few thousand that are left. Beside them stands which documents hold a term (`lists.py`).
Rows lie scope by scope: what a viewer may not see is not read. A chart only chooses what is looked at (`choosing.py`); rights, and what has changed
since, are asked of the database for every question.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.platform.search.lists import Lists, Spans
from minicluster.platform.search.models import POSITION_DIMENSIONS

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]

WORDS: Final = POSITION_DIMENSIONS // 64
# The signs of so many words are compared in all rows, the others only in the best of these: so many for each that is wanted.
FIRST_WORDS: Final = 3
FIRST_SIFTED: Final = 12
# A position is at most the square root of the number of models long and turned so that no direction stands out: what goes beyond this is cut off.
REACH: Final = 0.36
FULL: Final = 127
# So many rows at once stay in the processor's nearest memory.
BYTES_AT_ONCE: Final = 512
SIGNS_AT_ONCE: Final = 8_192
COUNTED: Final = 1 << 16

# What a chart consists of: column by column, so that what is compared lies together; wide numbers first, so that each lies at a multiple of its width.
_ROWS: Final = (("documents", "<i8"), ("candidates", "<i8"), ("scopes", "<i8"), ("by_candidate", "<i8"), ("signs", "<u8"))
_LISTS: Final = (("rare", "<i8"), ("ends", "<i8"), ("frequent", "<i8"), ("rows", "<u4"), ("parts", "u1"), ("columns", "u1"))
_COLUMNS: Final = (*_ROWS, *_LISTS, ("values", "i1"))


@dataclass(frozen=True)
class Chart:
    """The settled documents of one kind, scope by scope.

    Attributes:
        documents, candidates, scopes: one number per row.
        by_candidate: the rows in the order of their candidates.
        signs: a column per row: of each number of its position whether it is positive, sixty-four of them in a word.
        values: a row of whole numbers from -127 to 127 per row; noughts where the document has no vector.
        lists: which rows hold a term.
    """

    documents: Numbers
    candidates: Numbers
    scopes: Numbers
    by_candidate: Numbers
    signs: NDArray[np.uint64]
    values: NDArray[np.int8]
    lists: Lists

    @classmethod
    def read(cls, content: Any) -> Self:
        """The chart that lies in these bytes; they are not copied."""
        lengths = np.frombuffer(content, dtype="<i8", count=len(_COLUMNS)).tolist()
        begins, columns = 8 * len(_COLUMNS), {}
        for (name, form), length in zip(_COLUMNS, lengths, strict=True):
            columns[name] = np.frombuffer(content, dtype=form, count=length, offset=begins)
            begins += columns[name].nbytes
        rows = len(columns["documents"])
        shapes = {"signs": (WORDS, rows), "columns": (len(columns["frequent"]), rows), "values": (rows, POSITION_DIMENSIONS)}
        shaped = {name: column.reshape(shapes.get(name, -1)) for name, column in columns.items()}
        lists = Lists(**{name: shaped.pop(name) for name, _form in _LISTS})
        return cls(**shaped, lists=lists)

    def written(self) -> Iterator[NDArray[np.uint8]]:
        """The bytes of this chart, column by column."""
        columns = [np.ascontiguousarray(getattr(self.lists if (name, form) in _LISTS else self, name), dtype=form) for name, form in _COLUMNS]
        for column in (np.array([column.size for column in columns], dtype="<i8"), *columns):
            yield column.reshape(-1).view(np.uint8)

    def spans(self, scopes: Collection[int] | None) -> Spans:
        """Where the rows of these scopes lie; None for all."""
        if scopes is None:
            return [(0, len(self.documents))]
        return [self._span_of[scope] for scope in sorted(set(scopes)) if scope in self._span_of]

    @cached_property
    def _span_of(self) -> Mapping[int, tuple[int, int]]:
        scopes, begins = np.unique(self.scopes, return_index=True)
        lengths = np.diff(begins, append=len(self.scopes)) if scopes.size else begins
        return {scope: (begin, end) for scope, begin, end in zip(scopes.tolist(), begins.tolist(), (begins + lengths).tolist(), strict=True)}

    def alike(self, aim: Vectors, most: int, spans: Spans) -> Numbers:
        """The rows within some spans whose signs differ least from an aim's: about so many, and more rather than fewer."""
        own = signs_of(aim[np.newaxis])[:, 0]
        differing = self._differing(own[:FIRST_WORDS], spans)
        places = _least(differing, FIRST_SIFTED * most)
        rows = _rows_at(places, spans)
        further = differing[places].astype(np.uint16)
        for word, of_aim in zip(self.signs[FIRST_WORDS:], own[FIRST_WORDS:], strict=True):
            further += np.bitwise_count(word[rows] ^ of_aim)
        best: Numbers = rows[_least(further, most)]
        return best

    def _differing(self, own: NDArray[np.uint64], spans: Spans) -> NDArray[np.uint8]:
        """In how many of the first signs each row of these spans differs from these."""
        pieces = [(begin, min(begin + SIGNS_AT_ONCE, end)) for first, end in spans for begin in range(first, end, SIGNS_AT_ONCE)]
        found = np.zeros(sum(end - begin for begin, end in pieces), dtype=np.uint8)
        place = 0
        for begin, end in pieces:
            piece = found[place : place + end - begin]
            for word, of_aim in zip(self.signs, own, strict=False):
                piece += np.bitwise_count(word[begin:end] ^ of_aim)
            place += end - begin
        return found

    def nearness(self, rows: Numbers, aim: Vectors) -> Values:
        """The inner products of the aim with these rows, up to a factor."""
        nearness = np.empty(len(rows), dtype=np.float32)
        room = np.empty((min(BYTES_AT_ONCE, len(rows)), POSITION_DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(rows), BYTES_AT_ONCE):
            some = rows[begin : begin + BYTES_AT_ONCE]
            # Rows that lie together are read where they are.
            together = some[-1] - some[0] + 1 == len(some)
            room[: len(some)] = self.values[some[0] : some[-1] + 1] if together else self.values[some]
            np.dot(room[: len(some)], aim, out=nearness[begin : begin + len(some)])
        return nearness

    def owned(self, candidates: Numbers) -> Numbers:
        """All rows of these candidates."""
        begins, ends = (np.searchsorted(self.candidates, candidates, side, sorter=self.by_candidate) for side in ("left", "right"))
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        return np.concatenate([np.zeros(0, dtype=np.int64), *(self.by_candidate[begin:end] for begin, end in spans)])


def _rows_at(places: Numbers, spans: Spans) -> Numbers:
    """The rows at some places of spans that are put one behind another."""
    begins, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    after = np.cumsum(ends - begins)
    rows: Numbers = places + (ends - after)[np.searchsorted(after, places, side="right")]
    return rows


def _least(differing: NDArray[Any], most: int) -> Numbers:
    """The places of about so many of the least numbers, and of all that equal the last of them: among many, some tell where that lies."""
    step = 1 + len(differing) // COUNTED
    bound = np.searchsorted(np.cumsum(np.bincount(differing[::step])), most // step)
    return np.flatnonzero(differing <= bound)


def signs_of(positions: NDArray[Any]) -> NDArray[np.uint64]:
    """Of each number whether it is positive, a column per position."""
    words: NDArray[np.uint64] = np.ascontiguousarray(np.packbits(positions > 0, axis=1).view("<u8").T)
    return words


def values_of(positions: Vectors) -> NDArray[np.int8]:
    """The numbers in a byte each."""
    return np.asarray(np.rint(positions * (FULL / REACH)).clip(-FULL, FULL), dtype=np.int8)


def chart_of(documents: Numbers, candidates: Numbers, scopes: Numbers, values: NDArray[np.int8], lists: Lists) -> Chart:
    """The chart of these documents, which are in the order of their scopes, and whose positions are given in bytes, a row each."""
    at_once = range(0, len(values), SIGNS_AT_ONCE)
    signs = [signs_of(values[begin : begin + SIGNS_AT_ONCE]) for begin in at_once]
    together = np.concatenate([np.zeros((WORDS, 0), dtype=np.uint64), *signs], axis=1)
    return Chart(documents, candidates, scopes, np.argsort(candidates, kind="stable"), together, values, lists)
