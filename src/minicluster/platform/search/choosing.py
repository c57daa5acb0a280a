"""Choosing the pool of a wide view: the documents that a question's words and its meaning together put first, and those of the best candidates.

Neither signal alone chooses: what is best by both may be the thousandth by words and the hundred thousandth by meaning. So what is good by one of
them is looked up under the other too, and the sum decides, as it does in the end; only the numbers are rougher.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.fusion import fuse_from_average, word_weight
from minicluster.analytics.retrieval.ranking import SINGLE_DOCUMENT
from minicluster.platform.search.charts import Chart, Numbers
from minicluster.platform.search.lists import Reading, Spans, Sums
from minicluster.platform.search.remembered import MOST

SAMPLE: Final = 1 << 14


@dataclass(frozen=True)
class Limits:
    """From where on a view is no longer gathered whole, and how many documents of each kind are then chosen."""

    # Up to so many settled documents of a kind in view, each is gathered. That pays where a process can remember the texts of the programme: in one
    # of more than `rememberable` documents only up to `brief` are.
    narrow: int = 5_000
    rememberable: int = MOST
    brief: int = 500
    # Of lists so many rows are read for each document in view, and so many at least, the weightiest terms first; further terms are looked up for those
    # who may be chosen.
    read: float = 0.3
    read_at_least: int = 20_000
    # So many may be chosen: the best by words and those whose signs are most alike, of each as many as words and meaning count.
    likely: int = 4_000
    # So many documents are chosen, and the highest by each signal alone, by which is measured what the signal counts; so many candidates of those of
    # the best `completed` documents; and of all of these the best few of their own: whoever is judged by one of two documents is overrated.
    documents: int = 30
    highest: int = 8
    candidates: int = 30
    completed: int = 100
    own: int = 2


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Pointer:
    """An aim as it is sought in a chart: what the frequency of each term is multiplied with, its position where a model knows it, and its share of all."""

    impacts: Mapping[int, float]
    position: Vectors | None
    share: float = 1.0

    def of(self, number: int) -> int:
        """This aim's share of so many."""
        return max(1, round(self.share * number))


@dataclass(frozen=True)
class Within:
    """In which scopes (None for all) something is sought, and which documents do not count."""

    scopes: Collection[int] | None
    barred: Numbers


def chosen(chart: Chart, pointer: Pointer, within: Within, limits: Limits) -> Numbers:
    """The documents that are best for an aim, as many as is its share, with those of the best candidates."""
    sought = _Sought(chart, pointer, within, limits)
    rows = sought.likely()
    signals = sought.signals(rows)
    scores = sought.scores(signals)
    documents = rows[together(_first(scores, pointer.of(limits.documents)), *(_highest(signal, limits.highest) for signal in signals))]
    own = sought.in_view(chart.owned(together(documents, rows[_first(scores, limits.completed)])))
    owned = _Owned.of(chart.candidates[own], sought.scores(sought.signals(own)))
    judged = together(owned.best(pointer.of(limits.candidates)), chart.candidates[documents])
    return chart.documents[together(documents, own[owned.first_of(judged, limits.own)])]


class _Sought:
    """One aim in one chart."""

    def __init__(self, chart: Chart, pointer: Pointer, within: Within, limits: Limits) -> None:
        self._chart, self._pointer, self._within, self._limits = chart, pointer, within, limits
        self._spans, self._most = chart.spans(within.scopes), sum(pointer.impacts.values())
        most = max(limits.read_at_least, limits.read * sum(end - begin for begin, end in self._spans))
        self._reading = Reading(chart.lists, len(chart.documents), pointer.impacts, self._spans, most)

    def likely(self) -> Numbers:
        """Rows in view that are good by words or by meaning. As many more as are barred, so that none that counts is lost to one that does not."""
        position, more, likely = self._pointer.position, len(self._within.barred), self._limits.likely
        rows = _greatest(self._reading.sums, likely + more, self._spans)
        if position is not None:
            sums = self._reading.sums[rows]
            by_words = word_weight(float(sums.max(initial=0.0)), self._most)
            alike = self._chart.alike(position, round((1 - by_words) * likely) + more, self._spans)
            rows = together(rows[_first(sums, round(by_words * likely) + more)], alike)
        return self._counting(rows)

    def in_view(self, rows: Numbers) -> Numbers:
        """Those of the rows that may be chosen."""
        scopes = self._within.scopes
        return self._counting(rows if scopes is None else rows[np.isin(self._chart.scopes[rows], list(scopes))])

    def _counting(self, rows: Numbers) -> Numbers:
        barred = self._within.barred
        return rows[~np.isin(self._chart.documents[rows], barred)] if barred.size else rows

    def signals(self, rows: Numbers) -> NDArray[np.float64]:
        """BM25 and nearness of these rows; 0 where there is no vector."""
        position = self._pointer.position
        nearness = np.zeros(len(rows)) if position is None else self._chart.nearness(rows, position)
        return np.stack([self._reading.whole(rows), nearness]).astype(np.float64)

    def scores(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """One score per row, as it will be."""
        words, nearness = signals
        known = np.where(nearness == 0, np.nan, nearness)
        return fuse_from_average(words, known[:, np.newaxis], self._most)


def _greatest(sums: Sums, most: int, spans: Spans) -> Numbers:
    """About so many rows whose sums are greatest, none without any: among many, some tell where the bound lies."""
    views = [sums[begin:end] for begin, end in spans]
    step = 1 + sum(map(len, views)) // SAMPLE
    sample = np.concatenate([np.zeros(0, dtype=np.float32), *(view[::step] for view in views)])
    enough = most // step + 1
    bound = np.partition(sample, -enough)[-enough] if enough < len(sample) else 0.0
    found = [begin + np.flatnonzero(view >= bound if bound else view) for (begin, _end), view in zip(spans, views, strict=True)]
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *found])
    return rows if len(rows) <= 2 * most else rows[np.argpartition(sums[rows], -most)[-most:]]


def _first(values: NDArray[Any], most: int) -> Numbers:
    """The places of the greatest, in no order."""
    return np.argpartition(-values, most)[:most] if most < len(values) else np.arange(len(values))


def _highest(signal: NDArray[Any], most: int) -> Numbers:
    """The places of the greatest above 0."""
    places = _first(signal, most)
    return places[signal[places] > 0]


def together(*numbers: Numbers) -> Numbers:
    """All these numbers once, ascending. For some thousand it is several times as fast as numpy's own way."""
    ascending = np.sort(np.concatenate(numbers))
    return ascending[np.diff(ascending, prepend=-1) > 0]


@dataclass(frozen=True)
class _Owned:
    """Documents with their candidates and scores, candidate by candidate and each one's best first; `places` says where they were before."""

    places: Numbers
    candidates: Numbers
    scores: NDArray[np.float64]

    @classmethod
    def of(cls, candidates: Numbers, scores: NDArray[np.float64]) -> Self:
        places = np.lexsort((-scores, candidates))
        return cls(places, candidates[places], scores[places])

    def best(self, most: int) -> Numbers:
        """The best candidates, judged as in the end: by the mean of their best two."""
        firsts = np.flatnonzero(np.diff(self.candidates, prepend=-1))
        single = np.diff(firsts, append=len(self.candidates)) == 1
        seconds = np.minimum(firsts + 1, len(self.candidates) - 1)
        values = np.where(single, SINGLE_DOCUMENT * self.scores[firsts], (self.scores[firsts] + self.scores[seconds]) / 2)
        return self.candidates[firsts[_first(values, most)]]

    def first_of(self, candidates: Numbers, own: int) -> Numbers:
        """The places of the best few documents of each of these candidates."""
        rank = np.arange(len(self.candidates)) - np.searchsorted(self.candidates, self.candidates)
        return self.places[(rank < own) & np.isin(self.candidates, candidates)]
