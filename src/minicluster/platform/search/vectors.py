"""Vectors as PostgreSQL writes and reads them (`halfvec`)."""

import numpy as np

from minicluster.analytics.retrieval.embedding import Vectors


def as_sql(vector: Vectors) -> str:
    """The vector as the text that `halfvec` reads."""
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"


def from_sql(text: str) -> Vectors:
    """The vector of a `halfvec` given as text."""
    return np.array(text[1:-1].split(","), dtype=np.float32)
