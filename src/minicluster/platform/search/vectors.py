"""Vectors as PostgreSQL writes and reads them (`halfvec`)."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from minicluster.analytics.retrieval.embedding import Vectors

# Halfvec keeps eleven bits: whole numbers up to this are as exact.
LARGE: Final = 2_048
TINY: Final = 1e-9


def as_sql(vector: Vectors) -> str:
    """The vector as the text that `halfvec` reads."""
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"


def as_direction(vector: Vectors) -> str:
    """The direction of a vector as the text that `halfvec` reads, in whole numbers, which are written and read faster; its length is not kept."""
    return str(np.rint(vector * (LARGE / max(float(np.abs(vector).max()), TINY))).astype(np.int64).tolist())


def number_list(numbers: Sequence[int]) -> str:
    """Numbers as the text that an array is read from: psycopg takes longer for each of them."""
    return "{" + str(numbers)[1:-1] + "}"


def from_sql(text: str) -> Vectors:
    """The vector of a `halfvec` given as text."""
    return np.array(text[1:-1].split(","), dtype=np.float32)


def from_binary(vectors: Sequence[bytes]) -> Vectors:
    """Vectors of one length as the server sends them in binary: four bytes before the values."""
    table = np.frombuffer(b"".join(vectors), dtype=np.uint8).reshape(len(vectors), -1)[:, 4:]
    return np.ascontiguousarray(table).view(">f2").astype(np.float32)
