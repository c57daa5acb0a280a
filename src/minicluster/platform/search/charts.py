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

# The first signs, so many words of them, are compared in all rows, the further ones only in the best of these: so many for each that is wanted.
FIRST_WORDS: Final = 3
FURTHER_WORDS: Final = POSITION_DIMENSIONS // 64 - FIRST_WORDS
FIRST_SIFTED: Final = 5
# A position is at most the square root of the number of models long and turned so that no direction stands out: what goes beyond this is cut off.
REACH: Final = 0.36
FULL: Final = 127
# So many rows at once stay in the processor's nearest memory.
BYTES_AT_ONCE: Final = 512
SIGNS_AT_ONCE: Final = 32_768
COUNTED: Final = 1 << 16

# What a chart consists of: column by column, so that what is compared lies together; wide numbers first, so that each lies at a multiple of its width.
_ROWS: Final = (("documents", "<i8"), ("candidates", "<i8"), ("scopes", "<i8"), ("first_signs", "<u8"), ("further_signs", "<u8"))
_OWNED: Final = (("by_candidate", "<u4"), ("own_begins", "<u4"), ("own_ends", "<u4"))
_LISTS: Final = (("rare", "<i8"), ("ends", "<i8"), ("frequent", "<i8"), ("rows", "<u4"), ("parts", "u1"), ("columns", "u1"))
_COLUMNS: Final = (*_ROWS, *_LISTS[:3], *_OWNED, *_LISTS[3:], ("values", "i1"))


@dataclass(frozen=True)
class Chart:
    """The settled documents of one kind, scope by scope.

    Attributes:
        documents, candidates, scopes: one number per row.
        by_candidate: the rows in the order of their candidates.
        own_begins, own_ends: where in that order the rows of each row's candidate stand.
        first_signs, further_signs: of each number of a position whether it is positive, sixty-four of them in a word; word by word, and row by row.
        values: a row of whole numbers from -127 to 127 per row; noughts where the document has no vector.
        lists: which rows hold a term.
    """

    documents: Numbers
    candidates: Numbers
    scopes: Numbers
    first_signs: NDArray[np.uint64]
    further_signs: NDArray[np.uint64]
    by_candidate: NDArray[np.uint32]
    own_begins: NDArray[np.uint32]
    own_ends: NDArray[np.uint32]
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
        shapes = {
            "first_signs": (FIRST_WORDS, rows),
            "further_signs": (rows, FURTHER_WORDS),
            "columns": (len(columns["frequent"]), rows),
            "values": (rows, POSITION_DIMENSIONS),
        }
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
        (own,) = signs_of(aim[np.newaxis])
        differing = self._differing(own[:FIRST_WORDS], spans)
        places = _least(differing, FIRST_SIFTED * most)
        rows = _rows_at(places, spans)
        counts = np.bitwise_count(np.take(self.further_signs, rows, axis=0) ^ own[FIRST_WORDS:])
        further = np.ascontiguousarray(counts.T).sum(axis=0, dtype=np.uint16)
        best: Numbers = rows[_least(differing[places] + further, most)]
        return best

    def _differing(self, own: NDArray[np.uint64], spans: Spans) -> NDArray[np.uint8]:
        """In how many of the first signs each row of these spans differs from these."""
        pieces = [(begin, min(begin + SIGNS_AT_ONCE, end)) for first, end in spans for begin in range(first, end, SIGNS_AT_ONCE)]
        found = np.zeros(sum(end - begin for begin, end in pieces), dtype=np.uint8)
        words, counts, place = np.empty(SIGNS_AT_ONCE, dtype=np.uint64), np.empty(SIGNS_AT_ONCE, dtype=np.uint8), 0
        for begin, end in pieces:
            size = end - begin
            for word, of_aim in zip(self.first_signs, own, strict=True):
                np.bitwise_xor(word[begin:end], of_aim, out=words[:size])
                np.bitwise_count(words[:size], out=counts[:size])
                found[place : place + size] += counts[:size]
            place += size
        return found

    def nearness(self, rows: Numbers, aim: Vectors) -> Values:
        """The inner products of the aim with these rows, up to a factor."""
        nearness = np.empty(len(rows), dtype=np.float32)
        room = np.empty((min(BYTES_AT_ONCE, len(rows)), POSITION_DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(rows), BYTES_AT_ONCE):
            some = rows[begin : begin + BYTES_AT_ONCE]
            room[: len(some)] = np.take(self.values, some, axis=0)
            np.dot(room[: len(some)], aim, out=nearness[begin : begin + len(some)])
        return nearness

    def owned(self, rows: Numbers) -> Numbers:
        """All rows of the candidates of some rows."""
        begins, places = np.unique(self.own_begins[rows].astype(np.int64), return_index=True)
        lengths = self.own_ends[rows[places]] - begins
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        owned: Numbers = self.by_candidate[np.repeat(begins, lengths) + within].astype(np.int64)
        return owned


def _rows_at(places: Numbers, spans: Spans) -> Numbers:
    """The rows at some places of spans that are put one behind another."""
    begins, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    after = np.cumsum(ends - begins)
    rows: Numbers = places + (ends - after)[np.searchsorted(after, places, side="right")]
    return rows


def _least(differing: NDArray[Any], most: int) -> Numbers:
    """The places of about so many of the least numbers, and of all that equal the last of them: among many, some tell where that lies."""
    step = 1 + len(differing) // COUNTED
    bound = int(np.searchsorted(np.cumsum(np.bincount(differing[::step])), most // step))
    return np.flatnonzero(differing <= bound)


def signs_of(positions: NDArray[Any]) -> NDArray[np.uint64]:
    """Of each number whether it is positive, a row per position."""
    words: NDArray[np.uint64] = np.packbits(positions > 0, axis=1).view("<u8")
    return words


def values_of(positions: Vectors) -> NDArray[np.int8]:
    """The numbers in a byte each."""
    return np.asarray(np.rint(positions * (FULL / REACH)).clip(-FULL, FULL), dtype=np.int8)


def chart_of(documents: Numbers, candidates: Numbers, scopes: Numbers, values: NDArray[np.int8], lists: Lists) -> Chart:
    """The chart of these documents, which are in the order of their scopes, and whose positions are given in bytes, a row each."""
    at_once = range(0, len(values), SIGNS_AT_ONCE)
    signs = [signs_of(values[begin : begin + SIGNS_AT_ONCE]) for begin in at_once]
    first, further = np.split(np.concatenate([np.zeros((0, FIRST_WORDS + FURTHER_WORDS), dtype=np.uint64), *signs]), [FIRST_WORDS], axis=1)
    by_candidate = np.argsort(candidates, kind="stable")
    own_begins, own_ends = (np.searchsorted(candidates, candidates, side, sorter=by_candidate) for side in ("left", "right"))
    owned = {"by_candidate": by_candidate, "own_begins": own_begins, "own_ends": own_ends}
    numbers = {name: column.astype(np.uint32) for name, column in owned.items()}
    return Chart(documents, candidates, scopes, np.ascontiguousarray(first.T), further, **numbers, values=values, lists=lists)
