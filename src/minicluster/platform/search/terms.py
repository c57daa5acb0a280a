"""The terms of a document as it carries them itself: how long it is in each field, and then a number for each term and how often it stands there.

A term's number is sixty-three bits of its fingerprint, and a last one that tells words from 2-grams: two terms that share one are not to be expected
among fewer than a thousand million.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.weights import UsualLengths, frequency_part, usual_lengths
from minicluster.analytics.retrieval.words import GRAM_MARK

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]

# The number that every document has, so that documents are counted as terms are; and so are their words, those that hold 2-grams, and these 2-grams.
EVERY_DOCUMENT: Final = 0
ALL_WORDS: Final = 1
WITH_GRAMS: Final = 2
ALL_GRAMS: Final = 3
OF_THE_COLLECTION: Final = (EVERY_DOCUMENT, ALL_WORDS, WITH_GRAMS, ALL_GRAMS)
# No length or count of a document goes beyond this: a posting's change is a small number of PostgreSQL's.
MOST: Final = 32767
# The first two rows of a document are its lengths.
PACKED: Final = np.dtype([("term", "<i8"), ("count", "<u2")])
LENGTHS: Final = 2
# The sums over many documents, as PostgreSQL reads them out of the packed terms: words, documents with 2-grams, 2-grams.
LENGTHS_IN_SQL: Final = "sum({0}), count(*) FILTER (WHERE {1} > 0), sum({1})".format(
    *(f"get_byte(terms, {place}) + 256 * get_byte(terms, {place + 1})" for place in (8, 8 + PACKED.itemsize))
)

_LOW_BITS: Final = 0xFFFF


@lru_cache(maxsize=500_000)
def number_of(term: str) -> int:
    """The term's number, signed as PostgreSQL's bigint is."""
    fingerprint = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), signed=True)
    number = fingerprint & ~1 | term.startswith(GRAM_MARK)
    return number + 4 if number in OF_THE_COLLECTION else number


def packed(counts: Mapping[str, int]) -> bytes:
    """Terms with their counts in the document, as they are stored."""
    grams = sum(count for term, count in counts.items() if term.startswith(GRAM_MARK))
    rows = [(ALL_WORDS, sum(counts.values()) - grams), (ALL_GRAMS, grams), *((number_of(term), count) for term, count in counts.items())]
    return np.array([(number, min(count, MOST)) for number, count in rows], dtype=PACKED).tobytes()


def unpacked(terms: bytes) -> NDArray[np.void]:
    """The numbers (`term`) and counts (`count`) of a document's terms."""
    return np.frombuffer(terms, dtype=PACKED)[LENGTHS:]


def changes_of(terms: bytes) -> list[tuple[int, int]]:
    """What a document adds to the counts of its programme: itself, its lengths, and 1 for each of its terms."""
    words, grams = np.frombuffer(terms, dtype=PACKED)["count"][:LENGTHS].tolist()
    of_lengths = [(ALL_WORDS, words), (WITH_GRAMS, int(grams > 0)), (ALL_GRAMS, grams)]
    return [(EVERY_DOCUMENT, 1), *(change for change in of_lengths if change[1]), *((term, 1) for term in unpacked(terms)["term"].tolist())]


def usual_lengths_of(counts: Mapping[int, int]) -> UsualLengths:
    """How long documents usually are in a programme with these counts."""
    return usual_lengths(*(counts.get(number, 0) for number in OF_THE_COLLECTION))


def scores(documents: Sequence[bytes], weights: Values, numbers: Numbers, usual: UsualLengths) -> Values:
    """BM25: the weighted sum of what each document holds of the terms asked for: a row per row of `weights`, a column per document.

    Args:
        documents: packed terms.
        weights: a row per aim, a column per term.
        numbers: the terms of the columns, in ascending order.
        usual: how long documents of the collection are.
    """
    sums = np.zeros((len(weights), len(documents)))
    if not numbers.size:
        return sums
    together = _Together.of(documents)
    # Nearly all terms are not asked for: a table of their low bits sorts them out at once.
    asked = np.zeros(_LOW_BITS + 1, dtype=bool)
    asked[numbers & _LOW_BITS] = True
    likely = np.flatnonzero(asked[together.terms & _LOW_BITS])
    columns = np.minimum(np.searchsorted(numbers, together.terms[likely]), numbers.size - 1)
    same = numbers[columns] == together.terms[likely]
    places, columns = likely[same], columns[same]
    rows = np.searchsorted(together.ends, places, side="right")
    parts = together.parts(places, rows, usual)
    for aim, of_aim in enumerate(weights):
        sums[aim] = np.bincount(rows, weights=of_aim[columns] * parts, minlength=len(documents))
    return sums


def postings_of(documents: Sequence[bytes], usual: UsualLengths) -> tuple[Numbers, Numbers, Values]:
    """Every term of some documents: its number, the place of the document among them, and its frequency part there."""
    together = _Together.of(documents)
    sizes = np.diff(together.ends, prepend=0)
    rows = np.repeat(np.arange(len(documents)), sizes - LENGTHS)
    places = np.arange(len(rows)) + LENGTHS * (rows + 1)
    return together.terms[places], rows, together.parts(places, rows, usual)


@dataclass(frozen=True)
class _Together:
    """The rows of many documents, one document after another, and where each one's end."""

    terms: Numbers
    counts: Numbers
    ends: Numbers

    @classmethod
    def of(cls, documents: Sequence[bytes]) -> Self:
        table = np.frombuffer(b"".join(documents), dtype=PACKED)
        sizes = np.fromiter(map(len, documents), dtype=np.int64, count=len(documents)) // PACKED.itemsize
        return cls(table["term"], table["count"], np.cumsum(sizes))

    def parts(self, places: Numbers, rows: Numbers, usual: UsualLengths) -> Values:
        """The frequency parts of the terms at these places; `rows` says which documents they stand in."""
        in_grams = self.terms[places] & 1
        begins = np.concatenate([[0], self.ends[:-1]])
        lengths = self.counts[begins[rows] + in_grams]
        return frequency_part(self.counts[places].astype(np.float64), lengths.astype(np.float64), np.array([usual.words, usual.grams])[in_grams])
