"""Vectors as PostgreSQL writes and reads them (`halfvec`)."""

from collections.abc import Sequence

import numpy as np

from minicluster.analytics.retrieval.embedding import Vectors


def as_sql(vector: Vectors) -> str:
    """The vector as the text that `halfvec` reads."""
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"


def from_sql(text: str) -> Vectors:
    """The vector of a `halfvec` given as text."""
    return np.array(text[1:-1].split(","), dtype=np.float32)


def from_binary(vectors: Sequence[bytes]) -> Vectors:
    """Vectors of one length as the server sends them in binary: four bytes before the values."""
    table = np.frombuffer(b"".join(vectors), dtype=np.uint8).reshape(len(vectors), -1)[:, 4:]
    return np.ascontiguousarray(table).view(">f2").astype(np.float32)
