"""Charts: where the settled documents of a programme stand, in short form, so that a process compares a question with all of them at once.

Of each position a chart keeps the signs of its numbers and the numbers in a byte each. Signs are compared first where documents are many (a word of the
processor holds sixty-four of them), and bytes decide among the few thousand that are left. Rows lie scope by scope: what a viewer may not see is not
read. A chart only chooses what is looked at; rights, and what has changed since, are asked of the database for every question.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.platform.search.models import POSITION_DIMENSIONS

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]

WORDS: Final = POSITION_DIMENSIONS // 64
# A position is at most the square root of the number of models long and turned so that no direction stands out: what goes beyond this is cut off.
REACH: Final = 0.36
FULL: Final = 127
# So many rows at once stay in the processor's nearest memory.
BYTES_AT_ONCE: Final = 512
SIGNS_AT_ONCE: Final = 8_192
COUNTED: Final = 1 << 16

# What a row consists of: column by column, so that what is compared lies together.
_COLUMNS: Final = (("documents", "<i8", 1), ("candidates", "<i8", 1), ("scopes", "<i8", 1), ("by_candidate", "<i8", 1), ("signs", "<u8", WORDS))
ROW: Final = sum(np.dtype(form).itemsize * count for _name, form, count in _COLUMNS) + POSITION_DIMENSIONS


@dataclass(frozen=True)
class Sought:
    """What is sought in a chart: by which scopes (None for all), without which documents, and how many."""

    scopes: Collection[int] | None
    barred: Numbers
    # Of more rows than so many, only the bytes of those are compared whose signs differ least.
    sifted: int
    # Of the candidates of so many nearest documents, the nearest few of their own come too.
    completed: int
    own: int


@dataclass(frozen=True)
class Chart:
    """The settled documents of one kind, scope by scope.

    Attributes:
        documents, candidates, scopes: one number per row.
        by_candidate: the rows in the order of their candidates.
        signs: a column per row: of each number of its position whether it is positive, sixty-four of them in a word.
        values: a row of whole numbers from -127 to 127 per row.
    """

    documents: Numbers
    candidates: Numbers
    scopes: Numbers
    by_candidate: Numbers
    signs: NDArray[np.uint64]
    values: NDArray[np.int8]

    @classmethod
    def read(cls, content: Any) -> Self:
        """The chart that lies in these bytes; they are not copied."""
        rows, begins, columns = len(content) // ROW, 0, {}
        for name, form, count in _COLUMNS:
            columns[name] = np.frombuffer(content, dtype=form, count=rows * count, offset=begins).reshape(*((count,) if count > 1 else ()), rows)
            begins += columns[name].nbytes
        return cls(**columns, values=np.frombuffer(content, dtype=np.int8, offset=begins).reshape(rows, POSITION_DIMENSIONS))

    def written(self) -> NDArray[np.uint8]:
        """The bytes of this chart."""
        content = np.empty(len(self.documents) * ROW, dtype=np.uint8)
        begins = 0
        for column in (*(getattr(self, name) for name, _form, _count in _COLUMNS), self.values):
            content[begins : begins + column.nbytes] = np.ascontiguousarray(column).view(np.uint8).ravel()
            begins += column.nbytes
        return content

    def sought(self, aim: Vectors, most: int, what: Sought) -> Numbers:
        """The documents nearest to an aim, nearest first, and the nearest of their candidates' own."""
        rows, nearness = self._nearest(aim, what)
        rows = rows[np.argsort(-nearness, kind="stable")]
        return self.documents[np.append(rows[:most], self._completed(rows[: what.completed], aim, what))]

    def _nearest(self, aim: Vectors, what: Sought) -> tuple[Numbers, Values]:
        """Rows in view that are not barred, the nearest of them at any rate, and how near each is."""
        spans = self._spans(what.scopes)
        # As many more as are barred, so that none that counts is lost to one that does not.
        sifted = what.sifted + len(what.barred)
        begins, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        lengths = ends - begins
        places = _least(self._differing(aim, spans), sifted) if lengths.sum() > sifted else np.arange(lengths.sum())
        befores = np.cumsum(lengths) - lengths
        rows = places + (begins - befores)[np.searchsorted(befores + lengths, places, side="right")]
        rows = self._unbarred(rows, what)
        return rows, self._nearness(rows, aim)

    def _spans(self, scopes: Collection[int] | None) -> list[tuple[int, int]]:
        if scopes is None:
            return [(0, len(self.documents))]
        return [self._span_of[scope] for scope in sorted(set(scopes)) if scope in self._span_of]

    @cached_property
    def _span_of(self) -> Mapping[int, tuple[int, int]]:
        scopes, begins = np.unique(self.scopes, return_index=True)
        ends = [*begins[1:].tolist(), len(self.scopes)]
        return {scope: (begin, end) for scope, begin, end in zip(scopes.tolist(), begins.tolist(), ends, strict=True)}

    def _differing(self, aim: Vectors, spans: Collection[tuple[int, int]]) -> NDArray[np.uint16]:
        """In how many signs each row of these spans differs from the aim."""
        own = signs_of(aim[np.newaxis])[:, 0]
        pieces = [(begin, min(begin + SIGNS_AT_ONCE, end)) for first, end in spans for begin in range(first, end, SIGNS_AT_ONCE)]
        found = np.zeros(sum(end - begin for begin, end in pieces), dtype=np.uint16)
        place = 0
        for begin, end in pieces:
            piece = found[place : place + end - begin]
            for word, of_aim in zip(self.signs, own, strict=True):
                piece += np.bitwise_count(word[begin:end] ^ of_aim)
            place += end - begin
        return found

    def _nearness(self, rows: Numbers, aim: Vectors) -> Values:
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

    def _unbarred(self, rows: Numbers, what: Sought) -> Numbers:
        return rows[~np.isin(self.documents[rows], what.barred)] if len(what.barred) else rows

    def _completed(self, rows: Numbers, aim: Vectors, what: Sought) -> Numbers:
        """Of the candidates of these rows, the nearest of their own rows in view."""
        wanted = np.unique(self.candidates[rows])
        begins, ends = (np.searchsorted(self.candidates, wanted, side, sorter=self.by_candidate) for side in ("left", "right"))
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        own = np.concatenate([np.zeros(0, dtype=np.int64), *(self.by_candidate[begin:end] for begin, end in spans)])
        if what.scopes is not None:
            own = own[np.isin(self.scopes[own], list(what.scopes))]
        own = np.sort(self._unbarred(own, what))
        order = np.lexsort((-self._nearness(own, aim), self.candidates[own]))
        candidates = self.candidates[own[order]]
        rank = np.arange(len(own)) - np.searchsorted(candidates, candidates)
        best: Numbers = own[order][rank < what.own]
        return best


def _least(differing: NDArray[np.uint16], most: int) -> Numbers:
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


def chart_of(documents: Numbers, candidates: Numbers, scopes: Numbers, values: NDArray[np.int8]) -> Chart:
    """The chart of these documents, whose positions are given in bytes, a row each."""
    order = np.lexsort((documents, scopes))
    values = values[order]
    at_once = range(0, len(values), SIGNS_AT_ONCE)
    signs = [signs_of(values[begin : begin + SIGNS_AT_ONCE]) for begin in at_once]
    together = np.concatenate([np.zeros((WORDS, 0), dtype=np.uint64), *signs], axis=1)
    return Chart(documents[order], candidates[order], scopes[order], np.argsort(candidates[order], kind="stable"), together, values)
