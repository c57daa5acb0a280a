"""The terms of a document as it carries them itself: a number for each term and the half of its BM25 weight that the document knows.

A term's number is sixty-four bits of its fingerprint: two terms that share one are not to be expected among fewer than a thousand million.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# The number that every document has, so that documents are counted as terms are.
EVERY_DOCUMENT: Final = 0
# Weights in a document lie between 0 and 1 and are kept in sixteen bits.
FULL: Final = 65535
PACKED: Final = np.dtype([("term", "<i8"), ("part", "<u2")])

_LOW_BITS: Final = 0xFFFF


@lru_cache(maxsize=500_000)
def number_of(term: str) -> int:
    """The term's number, signed as PostgreSQL's bigint is."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), signed=True) or 1


def packed(postings: Mapping[str, float]) -> bytes:
    """Terms with their weights in the document, as they are stored."""
    return np.array([(number_of(term), max(1, round(part * FULL))) for term, part in postings.items()], dtype=PACKED).tobytes()


def unpacked(terms: bytes) -> NDArray[np.void]:
    """The numbers (`term`) and weights (`part`) of a document."""
    return np.frombuffer(terms, dtype=PACKED)


def scores(documents: Sequence[bytes], weights: NDArray[np.float64], numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """The weighted sum of what each document holds of the terms asked for: a row per row of `weights`, a column per document.

    Args:
        documents: packed terms.
        weights: a row per aim, a column per term.
        numbers: the terms of the columns, in ascending order.
    """
    sums = np.zeros((len(weights), len(documents)))
    if not numbers.size:
        return sums
    table = np.frombuffer(b"".join(documents), dtype=PACKED)
    # Nearly all terms are not asked for: a table of their low bits sorts them out at once.
    asked = np.zeros(_LOW_BITS + 1, dtype=bool)
    asked[numbers & _LOW_BITS] = True
    likely = np.flatnonzero(asked[table["term"] & _LOW_BITS])
    columns = np.minimum(np.searchsorted(numbers, table["term"][likely]), numbers.size - 1)
    same = numbers[columns] == table["term"][likely]
    places, columns = likely[same], columns[same]
    rows = np.searchsorted(np.cumsum(np.fromiter(map(len, documents), dtype=np.int64, count=len(documents)) // PACKED.itemsize), places, side="right")
    parts = table["part"][places] / FULL
    for aim, of_aim in enumerate(weights):
        sums[aim] = np.bincount(rows, weights=of_aim[columns] * parts, minlength=len(documents))
    return sums
