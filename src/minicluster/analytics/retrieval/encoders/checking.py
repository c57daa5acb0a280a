"""Vectors are looked at before they are believed: a model of one's own, or one behind an address, may answer anything."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minicluster.analytics.retrieval.encoders.errors import EmbeddingError
from minicluster.analytics.retrieval.encoders.packed import Numbers

_NO_DIRECTION = 1e-6


def checked_vectors(compute: Callable[[Sequence[str]], Any], texts: Sequence[str], *, dimensions: int | None = None) -> Numbers:
    """The vectors of these texts: one for each, as long as expected, of finite numbers, each with a direction; else an `EmbeddingError` says what is wrong."""
    vectors = _computed(compute, texts)
    if vectors.ndim != 2 or len(vectors) != len(texts):  # noqa: PLR2004  # rows and columns
        raise EmbeddingError(f"{len(texts)} texts were given, and what came back has the shape {vectors.shape}.")
    if dimensions is not None and vectors.shape[1] != dimensions:
        raise EmbeddingError(f"Vectors of {vectors.shape[1]} numbers came back where {dimensions} were expected.")
    if not np.isfinite(vectors).all():
        raise EmbeddingError("Among the numbers that came back are some that are none (NaN or infinite).")
    if (np.linalg.norm(vectors, axis=1) < _NO_DIRECTION).any():
        raise EmbeddingError("A vector came back that points nowhere (all zero).")
    return vectors


def _computed(compute: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> Numbers:
    try:
        return np.asarray(compute(texts), dtype=np.float32)
    except EmbeddingError:
        raise
    except Exception as reason:
        # Whatever a runtime raises for a text, the other texts must not suffer for it.
        raise EmbeddingError(f"{type(reason).__name__}: {reason}") from reason
